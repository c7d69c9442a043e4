"""Cards to hand out: what is on one, what is left out and why, and that nothing in the address breaks it."""

import io

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html as parser

from pathway.cards.leaflet import MOST, USUAL
from tests.integration.counting import counted
from tests.integration.reading import words_of
from tests.seed_file import id_of, published

ALWAYS = ("999", "101", "111", "116 123")

WHY = {
    "too-late": "nobody checked or confirmed its number since 25 August 2026.",
    "never": "nobody checked or confirmed its number yet.",
    "unanswered": "nobody checked or confirmed its number since 25 October 2026.",
    "shut": "it is closed for now.",
    "changing": "its number is just being changed.",
    "workers": "it takes calls from professionals only.",
    "silent": "the directory has no number for it.",
    "ended": "closed, or no longer listed, since 14 November 2026. Use Lit instead.",
}


def faces(page: str) -> str:
    """What the card itself says."""
    (part,) = parser.fromstring(page).cssselect(".pw-faces")
    return words_of(parser.tostring(part, encoding="unicode"))


def left_out(page: str) -> list[str]:
    """What is said of services that are not on it."""
    return [
        " ".join(row.text_content().split())
        for row in parser.fromstring(page).cssselect("[aria-labelledby=left-out] li")
    ]


def text_of(pdf: bytes) -> str:
    """The text of a PDF, as somebody else's program reads it, with plain spaces."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return " ".join(" ".join(pages).split())


def test_where_nobody_rang_a_number_only_those_that_always_answer_are_left(client: FlaskClient) -> None:
    page = client.get("/cards").text

    assert all(number in faces(page) for number in ALWAYS)
    assert "No service is left: the card has only the numbers that always answer." in page
    assert len(left_out(page)) == len(USUAL)
    assert left_out(page)[0].endswith(": nobody checked or confirmed its number yet.")


def test_the_usual_set_has_a_number_of_each_listing(visitor: FlaskClient) -> None:
    page = visitor.get("/cards").text
    numbers = {row["slug"]: row["phones"][0]["number"] for row in published() if row["phones"]}

    assert all(numbers[usual.slug] in faces(page) for usual in USUAL)
    assert left_out(page) == []
    assert "No service is left" not in page


@pytest.mark.parametrize(("slug", "why"), WHY.items())
def test_a_service_that_is_left_out_is_said_with_its_reason(visitor: FlaskClient, slug: str, why: str) -> None:
    page = visitor.get(f"/cards?s={slug}").text

    assert left_out(page) == [f"{slug.title()}: {why}"]
    assert "020 7946" not in faces(page)
    assert "020 7946" not in text_of(visitor.get(f"/cards.pdf?s={slug}").data)


@pytest.mark.parametrize("identifier", ["draft", "no-such-service", "00000000-0000-0000-0000-000000000000", "<b>"])
def test_a_draft_is_like_a_service_that_there_is_not(visitor: FlaskClient, identifier: str) -> None:
    page = visitor.get("/cards", query_string={"s": identifier}).text

    assert left_out(page) == [f"“{identifier}”: the directory does not have it."]


@pytest.mark.parametrize(
    ("slug", "line"),
    [
        ("in-time", "In-Time 020 7946 0001"),
        ("confirmed", "Confirmed 020 7946 0004"),
        ("hidden", "Hidden 020 7946 0009"),
        ("lit", "Lit 020 7946 0010, any hour, free"),
        ("lit-before", "Lit 020 7946 0010, any hour, free"),
        ("two-numbers", "Two-Numbers 020 7946 0012, then press 3"),
        ("telling", "Dawn 020 7946 0013"),
    ],
)
def test_a_chosen_service_has_its_number(visitor: FlaskClient, slug: str, line: str) -> None:
    page = visitor.get(f"/cards?s={slug}").text

    assert line in faces(page)
    assert line in text_of(visitor.get(f"/cards.pdf?s={slug}").data).replace("\N{NO-BREAK SPACE}", " ")
    assert left_out(page) == []


def test_lines_that_answer_at_any_hour_come_first(visitor: FlaskClient) -> None:
    card = faces(visitor.get("/cards?s=in-time&s=lit&s=in-time").text)

    assert card.index("020 7946 0010") < card.index("020 7946 0001")
    assert card.count("020 7946 0001") == 1


def test_what_has_no_room_is_said(visitor: FlaskClient) -> None:
    chosen = "&".join(f"s=many-{number}" for number in range(9))
    page = visitor.get(f"/cards?{chosen}&s=lit").text

    assert faces(page).count("020 7946") == MOST == 7
    assert "020 7946 0010" in faces(page)
    assert [row.partition(":")[0] for row in left_out(page)] == ["Many-6", "Many-7", "Many-8"]
    assert "there is no room" in left_out(page)[0]


def test_a_number_that_is_on_every_card_is_not_there_twice(visitor: FlaskClient) -> None:
    page = visitor.get("/cards?s=samaritans").text

    assert left_out(page) == ["Samaritans: its number is on every card."]


@pytest.mark.parametrize(
    "address",
    [
        "size=huge",
        "sides=three",
        "sheet=none",
        "qr=maybe",
        "s=%00",
        f"s={'a' * 121}",
        "&".join(f"s={n}" for n in range(41)),
    ],
)
@pytest.mark.parametrize("path", ["/cards", "/cards.pdf"])
def test_an_address_that_cannot_be_read_is_answered_in_words(visitor: FlaskClient, path: str, address: str) -> None:
    page = visitor.get(f"{path}?{address}")

    assert page.status_code == 400
    assert "That did not work" in page.text
    assert len(words_of(page.text)) > 40


def test_the_pdf_has_a_name_that_says_nothing(visitor: FlaskClient) -> None:
    sent = visitor.get("/cards.pdf?qr=yes")

    assert sent.mimetype == "application/pdf"
    assert sent.headers["Content-Disposition"] == 'attachment; filename="numbers-2026-11-24.pdf"'
    assert "Set-Cookie" not in sent.headers
    assert visitor.get("/cards.pdf?qr=yes").data == sent.data


def test_the_pdf_says_what_the_page_says(visitor: FlaskClient) -> None:
    page = parser.fromstring(visitor.get("/cards").text)
    text = text_of(visitor.get("/cards.pdf?sheet=single").data).replace("\N{NO-BREAK SPACE}", " ")

    lines = [" ".join(line.text_content().split()) for line in page.cssselect(".pw-face__line, .pw-face__heading")]
    assert len(lines) > 20
    assert [line for line in lines if line not in text] == []
    assert "Issued 24 November 2026." in text


def test_no_choice_asks_the_database_once_and_any_choice_a_few_times(stocked: Flask, visitor: FlaskClient) -> None:
    with counted(stocked) as usual:
        visitor.get("/cards")
    with counted(stocked) as one_chosen:
        visitor.get("/cards?s=lit")
    with counted(stocked) as nine_chosen:
        visitor.get("/cards?" + "&".join(f"s=many-{number}" for number in range(9)))

    assert len(usual) <= len(one_chosen) == len(nine_chosen)


def test_a_listing_and_a_list_lead_to_a_card(client: FlaskClient) -> None:
    havens, gaia = id_of("the-havens"), id_of("gaia")

    assert 'href="/cards?s=the-havens"' in client.get(f"/services/{havens}").text
    assert f'href="/cards?s={havens}&amp;s={gaia}"' in client.get(f"/services/shortlist?id={havens}&id={gaia}").text
    assert "Gaia Centre" in client.get(f"/cards?s={havens}&s={gaia}").text
