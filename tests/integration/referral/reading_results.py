"""Results of random answers at random hours, as a reader meets them: their sentences, numbers and copied text."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from lxml import html as parser

from pathway.core import clock
from pathway.directory.boroughs import BOROUGHS
from pathway.directory.search.forms import gazetteer
from pathway.directory.search.helplines import always_lines
from pathway.directory.search.index.open_now import Moment
from pathway.directory.search.index.snapshot import current_snapshot
from pathway.referral import queries
from pathway.referral.forms import carried
from pathway.referral.result.page import ResultPage, present
from pathway.referral.routing import route
from pathway.referral.suggestions import scope_of, suggestions
from pathway.referral.table_checks.checks import random_answers
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import AccessNeed, Area, ServiceFor
from tests.integration.reading import SAME_ORIGIN

A_WEEK = datetime(2026, 11, 23, tzinfo=UTC)
"""A Monday without a holiday; in winter London's time is UTC."""

_BLOCK_TAGS = frozenset({"p", "li", "h1", "h2", "h3", "h4", "summary", "button", "legend", "dt", "dd"})
_BLOCKS = ", ".join(sorted(_BLOCK_TAGS))
_NUMBERED = re.compile(r"^\d+\. ")
_END = re.compile(r"(?<=[.!?])[”\"]?\s+(?=[“A-Z])")


def cases(count: int, seed: int) -> Iterator[tuple[Answers, datetime]]:
    """Return answers with all that stands beside them, each at an hour of the week; the same for the same seed."""
    chance = random.Random(seed)
    for answers in random_answers(count, seed):
        at = A_WEEK + timedelta(minutes=chance.randrange(7 * 24 * 60))
        yield with_beside(answers, chance), at


def with_beside(answers: Answers, chance: random.Random) -> Answers:
    """Add a borough where it is asked for, whom a service should be for, and what she needs to get there."""
    asked = answers.area is Area.OTHER_LONDON and chance.random() < 0.7
    return replace(
        answers,
        borough=chance.choice(("Harrow", chance.choice(BOROUGHS))) if asked else "",
        service_for=chance.choice((ServiceFor.WOMEN, *ServiceFor)),
        access_needs=tuple(need for need in AccessNeed if chance.random() < 0.2),
    )


@dataclass(frozen=True)
class Read:
    """A result with the moment it was made for."""

    answers: Answers
    shown: ResultPage
    moment: Moment


def result(answers: Answers, now: datetime) -> Read:
    """Make the values of a result. Needs an application's context."""
    snapshot = current_snapshot()
    routed = route(answers, queries.published_table(now))
    shown = present(
        answers,
        routed,
        suggestions(routed, answers, gazetteer().find("Brent"), now, snapshot),
        always_lines(snapshot, scope_of(answers)),
        running=queries.pathway_is_running(),
        signed_off=queries.is_signed_off(),
        childrens_words=None,
        now=now,
        snapshot=snapshot,
    )
    return Read(answers, shown, snapshot.moment(now))


def page(app: Flask, answers: Answers, now: datetime) -> str:
    """Return the page of a result as a browser gets it."""
    clock.stop(now)
    sent: dict[str, Any] = {"do": ["text"]}  # with the text to copy, which is sent when it is asked for
    for name, value in carried(answers):
        sent.setdefault(name, []).append(value)
    response = app.test_client().post("/check", data=sent, headers=SAME_ORIGIN)
    assert response.status_code == 200
    return response.text


def sentences(page_text: str) -> Iterator[str]:
    """Give every sentence of a page's main part, and every line of its copied text, as it is read."""
    main = parser.fromstring(page_text).cssselect("main")[0]
    for box in main.cssselect("textarea"):
        yield from copied_lines(box.text_content() or "")
        box.text = ""
    for block in main.cssselect(_BLOCKS):
        if any(inner.tag in _BLOCK_TAGS for inner in block.iterdescendants()):
            continue
        words = " ".join(block.text_content().split())
        yield from (sentence for sentence in _END.split(words) if sentence)


def copied_lines(text: str) -> Iterator[str]:
    """Give the lines of a copied text but for its date and the answers, without their numbers and dashes."""
    lines = text.partition("What was answered:")[0].splitlines()
    for line in lines:
        words = _NUMBERED.sub("", line.strip()).removeprefix("- ")
        if words and not words.startswith("Pathway, "):
            yield words
