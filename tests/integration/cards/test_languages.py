"""Cards in other languages: entered by one person, approved by another, right to left too."""

import io
from itertools import cycle

import pikepdf
import pypdfium2
import pytest
from flask import Flask
from lxml import html as parser
from sqlalchemy import select

from pathway.accounts.models import Proposal
from pathway.accounts.vocabulary import ProposalStatus, Role
from pathway.cards.leaflet import COVER
from pathway.cards.models import CardWords
from pathway.cards.translations.phrases import LONGER, MORE, PHRASES
from pathway.extensions import db, writing
from tests.integration.reading import words_of
from tests.staff import Staff, organization, signed_in, user

WORDS = "/manage/cards/words"
COVER_IN = {"ro": "Numere utile", "ar": "أرقام مفيدة"}


@pytest.fixture
def writer(app: Flask, now: object) -> Staff:
    return signed_in(app, user(app, organization(app), Role.COORDINATOR))


@pytest.fixture
def reader(app: Flask, now: object) -> Staff:
    return signed_in(app, user(app, organization(app), Role.SAFEGUARDING_LEAD))


def typed(code: str, **changes: str) -> dict[str, str]:
    """Words for every phrase: as long as the English ones, in letters of the language."""
    words = {phrase: in_letters(phrase, {"ro": "așeți", "ar": "المنة"}[code]) for phrase in PHRASES}
    words[COVER] = COVER_IN[code]
    return {f"phrase-{place}": words[phrase] for place, phrase in enumerate(PHRASES, 1)} | changes


def in_letters(phrase: str, letters: str) -> str:
    """A phrase with other letters, but for the place of the day."""
    others = cycle(letters)
    parts = phrase.split("{date}")
    return "{date}".join("".join(next(others) if sign.isalpha() else sign for sign in part) for part in parts)


def longest() -> dict[str, str]:
    """Every phrase without figures as long as it may be."""
    return {
        f"phrase-{place}": ("mum " * 60)[: LONGER * len(phrase) + MORE].strip()
        for place, phrase in enumerate(PHRASES, 1)
        if not any(sign.isdigit() or sign == "{" for sign in phrase)
    }


def approve_url(page: str) -> str:
    (form,) = parser.fromstring(page).cssselect("form[action$=approve]")
    return str(form.get("action"))


def is_cover_left_of_its_back(pdf: bytes) -> bool:
    """Whether the title of a card is left of the numbers of its back, each of them read from left to right."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    text, middle = document[0].get_textpage(), document[0].get_width() / 2
    boxes = [text.get_charbox(place) for place in range(text.count_chars())]
    title = max((box for box in boxes if box[1] < 700), key=lambda box: box[3] - box[1])
    first, second = (text.get_charbox(text.search(figures).get_next()[0]) for figures in ("116", "123"))
    document.close()
    assert first[0] < second[0]
    assert (title[0] < middle) != (first[0] < middle)
    return title[0] < middle


@pytest.mark.parametrize("code", ["ro", "ar"])
def test_two_people_make_a_language_that_cards_are_printed_in(
    app: Flask, writer: Staff, reader: Staff, code: str
) -> None:
    visitor = app.test_client()
    assert visitor.get(f"/cards?lang={code}").status_code == 400

    assert writer.post(f"{WORDS}/{code}", typed(code)).status_code == 303
    assert visitor.get(f"/cards?lang={code}").status_code == 400
    assert "Somebody else has to decide" in writer.get(f"{WORDS}/{code}").text
    page = reader.get(f"{WORDS}/{code}").text
    assert COVER_IN[code] in page
    assert reader.get(f"{WORDS}/{code}/proof.pdf").data.startswith(b"%PDF")
    assert f'href="{WORDS}/{code}"' in reader.get("/manage").text
    assert reader.post(approve_url(page)).status_code == 303

    card = visitor.get(f"/cards?lang={code}")
    assert card.status_code == 200
    (faces,) = parser.fromstring(card.text).cssselect(".pw-faces")
    assert (faces.get("lang"), faces.get("dir")) == (code, "rtl" if code == "ar" else "ltr")
    assert COVER_IN[code] in faces.text_content()
    assert "Day or night" not in faces.text_content()
    pdf = visitor.get(f"/cards.pdf?lang={code}").data
    assert is_cover_left_of_its_back(pdf) == (code == "ar")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.Root.Lang).startswith(code)
        assert str(document.docinfo["/Title"]) == COVER_IN[code]


def test_nobody_approves_her_own_words(app: Flask, writer: Staff, reader: Staff) -> None:
    writer.post(f"{WORDS}/ro", typed("ro"))
    action = approve_url(reader.get(f"{WORDS}/ro").text)

    assert writer.post(action).status_code == 409
    with app.app_context():
        assert db.session.scalars(select(CardWords)).all() == []


def test_words_are_refused_or_taken_back_and_then_others_may_be_entered(
    app: Flask, writer: Staff, reader: Staff
) -> None:
    writer.post(f"{WORDS}/ro", typed("ro"))
    assert reader.post(f"{WORDS}/ro", typed("ro")).status_code == 409
    assert reader.post(approve_url(reader.get(f"{WORDS}/ro").text).replace("approve", "refuse")).status_code == 303

    writer.post(f"{WORDS}/ro", typed("ro"))
    (form,) = parser.fromstring(writer.get(f"{WORDS}/ro").text).cssselect("form[action$=take-back]")
    assert writer.post(form.get("action")).status_code == 303

    with app.app_context():
        states = sorted(row.status.value for row in db.session.scalars(select(Proposal)))
    assert states == sorted([ProposalStatus.REFUSED.value, ProposalStatus.WITHDRAWN.value])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"phrase-1": " "}, "Write it in the other language"),
        ({"phrase-3": "şş 112"}, "Keep the same figures"),
        ({"phrase-1": "ș" * 60}, "Make it shorter"),
        ({"phrase-1": "ઉપયોગી"}, "The fonts of cards do not have"),
        (longest(), "here is no room for it on a card"),
    ],
    ids=["empty", "another figure", "too long", "letters without a font", "no room"],
)
def test_words_that_cannot_be_printed_are_said_and_not_asked_for(
    app: Flask, writer: Staff, changes: dict[str, str], words: str
) -> None:
    page = writer.post(f"{WORDS}/ro", typed("ro", **changes))

    assert page.status_code == 400
    assert words in words_of(page.text)
    with app.app_context():
        assert db.session.scalars(select(Proposal)).all() == []


def test_words_that_are_not_all_of_the_card_any_more_are_not_printed(app: Flask, writer: Staff, reader: Staff) -> None:
    writer.post(f"{WORDS}/ro", typed("ro"))
    reader.post(approve_url(reader.get(f"{WORDS}/ro").text))
    with app.app_context(), writing():
        row = db.session.scalars(select(CardWords)).one()
        row.words = {phrase: text for phrase, text in row.words.items() if phrase != COVER}

    assert "There are no cards in Romanian at present" in app.test_client().get("/cards?lang=ro").text
    assert "the card in English was changed since" in words_of(reader.get(WORDS).text)


def test_a_language_is_taken_off_by_one_person(app: Flask, writer: Staff, reader: Staff) -> None:
    writer.post(f"{WORDS}/ro", typed("ro"))
    reader.post(approve_url(reader.get(f"{WORDS}/ro").text))
    assert app.test_client().get("/cards.pdf?lang=ro").status_code == 200

    assert writer.post(f"{WORDS}/ro/take-off").status_code == 303

    assert app.test_client().get("/cards.pdf?lang=ro").status_code == 400
    assert writer.post(f"{WORDS}/ro/take-off").status_code == 409
    assert writer.get(f"{WORDS}/xx").status_code == 404
