"""A period is decided in one place; documents, pages and the paragraph that is read to her say the same."""

import re

import pytest

from pathway.config import ROOT
from pathway.episodes.retention import periods
from pathway.episodes.retention.words import in_words, periods_in_words, to_read_to_her


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


DPIA = squeezed((ROOT / "docs" / "dpia.md").read_text())


SAID = {
    "a draft of a referral": periods.DRAFT,
    "after its referral is closed": periods.IDENTITY_AFTER_CLOSING,
    "after it is closed where nobody took her": periods.IDENTITY_IF_NOBODY_TOOK_HER,
    "after she took her agreement back": periods.IDENTITY_AFTER_WITHDRAWAL,
    "after closing, all but counts": periods.EVERYTHING_AFTER_CLOSING,
    "open, somebody is told": periods.OPEN_TOO_LONG,
}


@pytest.mark.parametrize("what", SAID)
def test_the_assessment_says_it(what: str) -> None:
    assert f"{in_words(SAID[what])} {what}" in DPIA


def test_the_assessment_says_no_other_period_of_hers() -> None:
    part = DPIA[DPIA.index("## The woman") : DPIA.index("## What could go wrong")]

    assert set(re.findall(r"\d+ (?:days|hours)", part)) == {in_words(length) for length in SAID.values()}


def test_the_privacy_page_takes_every_period_from_there() -> None:
    page = (ROOT / "templates" / "site" / "privacy.html").read_text()
    section = page[page.index('id="woman"') : page.index('id="staff"')]

    assert set(re.findall(r"kept\.(\w+)", section)) == set(periods_in_words())
    assert not re.search(r"\d+ (?:days|hours)", section)


def test_what_is_read_to_her_is_short_and_names_the_exceptions() -> None:
    words = to_read_to_her()

    assert in_words(periods.IDENTITY_AFTER_CLOSING) in words
    assert in_words(periods.EVERYTHING_AFTER_CLOSING) in words
    assert all(exception in words for exception in ("life is in danger", "child is at risk", "court orders"))
    assert len(words.split()) <= 150
    assert max(len(sentence.split()) for sentence in re.split(r"[.;:]\s", words)) <= 30
