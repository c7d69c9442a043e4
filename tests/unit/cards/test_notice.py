"""A poster, a leaflet and an advert have room for the longest lines that there may be."""

import io
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from pathway.cards.leaflet import fullest_leaflet
from pathway.cards.notices.words import digest_of, parts_of
from pathway.cards.numbers import LONGEST_HOURS
from pathway.cards.sheet import notice_of
from pathway.cards.vocabulary import Notice
from pathway.config import ROOT

FULLEST = fullest_leaflet(date(2026, 11, 24))
LONG = tuple(
    replace(
        part,
        lines=tuple(
            replace(line, then="Mondays 10am to 10pm, evenings"[:LONGEST_HOURS] + ", free") if line.number else line
            for line in part.lines
        ),
    )
    for part in parts_of(FULLEST)
)


@pytest.mark.parametrize("notice", Notice)
def test_all_words_are_on_its_one_page(notice: Notice) -> None:
    pdf = notice_of(LONG, FULLEST, notice, ROOT / "templates" / "cards" / "notice.typ")
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    (page,) = document
    text = page.get_textpage()
    places = [place for place in range(text.count_chars()) if text.get_text_range(place, 1).strip()]
    boxes = [text.get_charbox(place) for place in places]
    foot = text.get_charbox(text.search("Issued").get_next()[0])
    words = " ".join(text.get_text_range().split())
    width, height = page.get_size()
    document.close()

    assert words.count("Mondays 10am") == sum(bool(line.number) for part in LONG for line in part.lines)
    assert min(box[0] for box in boxes) > 12
    assert max(box[2] for box in boxes) < width - 12
    assert max(box[3] for box in boxes) < height - 12
    above = [box for box in boxes if box[1] > foot[3] + 1]
    assert len(above) > len(boxes) - len("Issued 24 November 2026. Numbers change.")


def test_the_digest_is_of_the_words_and_not_of_the_day() -> None:
    tomorrow = fullest_leaflet(date(2026, 11, 25))

    assert digest_of(parts_of(FULLEST)) == digest_of(parts_of(tomorrow))
    assert digest_of(LONG) != digest_of(parts_of(FULLEST))
