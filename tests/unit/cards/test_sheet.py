"""The sheet of cards as a PDF: read back as text, as tags, as places on the paper and as a picture."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise, product
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from pathway.cards.leaflet import COVER, DAY_OR_NIGHT, MOST, ON_THE_LEFT, YOU_CHOOSE, Leaflet, Part
from pathway.cards.numbers import LONGEST_HOURS, LONGEST_NAME, Line
from pathway.cards.sheet import pdf_of
from pathway.cards.vocabulary import FACES_MM, ON_A_SHEET, Sheet, Sides, Size, Wish
from pathway.config import ROOT

TEMPLATE = ROOT / "templates" / "cards" / "card.typ"
PAGE_FOR_HER = "https://pathway.example.org/you"
MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)

PLAIN = Leaflet(
    back=DAY_OR_NIGHT,
    left=(Part("Numbers", (Line("Quimby", "020 7946 0123", "any hour, free"),)),),
    right=(YOU_CHOOSE,),
    issued_on=date(2026, 11, 24),
    issued="Issued 24 November 2026. Numbers change.",
    has_services=True,
    left_out=(),
)
_CAPITALS = "MOTHERS, WOMEN AND WORKERS OF WILLESDEN WELCOME ROOM"
_HOURS = "Mondays 10am to 10pm, then machine"[:LONGEST_HOURS]
WIDE = Line(_CAPITALS[:LONGEST_NAME], "0800 0000 0000, then press 12345", f"{_HOURS}, free")
"""Wider than the name of any listing that there is, and with all that a line may have."""

FULLEST = Leaflet(
    back=DAY_OR_NIGHT,
    left=(Part("Numbers", (WIDE,) * ON_THE_LEFT),),
    right=(Part("More numbers", (WIDE,) * (MOST - ON_THE_LEFT)), YOU_CHOOSE),
    issued_on=date(2026, 9, 30),
    issued="Issued 30 September 2026. Numbers change.",
    has_services=True,
    left_out=(),
)
WISHES = [
    Wish(size=size, sides=sides, sheet=sheet, has_code=has_code)
    for size, sides, sheet, has_code in product(Size, Sides, Sheet, (False, True))
]


def sheet_of(leaflet: Leaflet, wish: Wish) -> bytes:
    return pdf_of(leaflet, wish, TEMPLATE, PAGE_FOR_HER)


def words_at(pdf: bytes, page: int, words: str) -> list[tuple[float, float]]:
    """Where some words begin on a page: left and bottom, in points from its lower left corner."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    text = document[page].get_textpage()
    search = text.search(words)
    places = []
    while (place := search.get_next()) is not None:
        left, bottom, _, _ = text.get_charbox(place[0])
        places.append((left, bottom))
    document.close()
    return places


def pictures(pdf: bytes, dots_per_inch: int = 200) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    images = [page.render(scale=dots_per_inch / 72).to_pil().convert("L") for page in document]
    document.close()
    return images


def tags(node: Any) -> Iterator[str]:
    """The kinds of a structure tree's parts, in order."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from tags(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield str(node.S)
        if "/K" in node:
            yield from tags(node.K)


@pytest.mark.parametrize("wish", WISHES, ids=str)
def test_a_sheet_is_a4_with_as_many_cards_as_were_asked_for(wish: Wish) -> None:
    pdf = sheet_of(PLAIN, wish)
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    sizes = [page.get_size() for page in document]
    document.close()

    assert sizes == [pytest.approx(A4, abs=0.1)] * (2 if wish.sides is Sides.TWO else 1)
    inside = len(sizes) - 1
    assert len(words_at(pdf, 0, COVER)) == len(words_at(pdf, inside, "020 7946 0123")) == wish.count
    assert wish.count == (ON_A_SHEET[wish.size, wish.sides] if wish.sheet is Sheet.FULL else 1)


@pytest.mark.parametrize("size", Size)
def test_the_sides_of_a_card_line_up_when_the_paper_is_turned_over_its_long_edge(size: Size) -> None:
    pdf = sheet_of(PLAIN, Wish(size=size))
    width, height = (length * MM for length in FACES_MM[size])
    middle = A4[0] / 2

    covers, backs = words_at(pdf, 0, COVER), words_at(pdf, 0, "Day or night")
    lefts, rights = words_at(pdf, 1, "Numbers"), words_at(pdf, 1, "You choose")

    for cover, back, left, right in zip(
        covers, backs, sorted(lefts, reverse=True)[-len(covers) :], rights, strict=True
    ):
        # The cover is right of the fold; behind it, mirrored, is the left side inside.
        assert middle < cover[0] < middle + width
        assert middle - width < left[0] < middle
        assert middle - width < back[0] < middle
        assert middle < right[0] < middle + width
        assert abs(left[1] - back[1]) < 1
        assert abs(right[1] - back[1]) < 1
    between = {round(above[1] - below[1], 1) for above, below in pairwise(backs)}
    assert len(between) == 1
    assert between.pop() >= height - 0.1


@pytest.mark.parametrize("wish", [wish for wish in WISHES if wish.sheet is Sheet.FULL], ids=str)
def test_the_longest_words_stay_inside_their_face(wish: Wish) -> None:
    width = FACES_MM[wish.size][0] * MM
    pdf = sheet_of(FULLEST, wish)
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    page_number = len(document) - 1
    page = document[page_number]
    text = page.get_textpage()
    boxes = [text.get_charbox(number) for number in range(text.count_chars()) if text.get_text_range(number, 1).strip()]
    document.close()
    fold = A4[0] / 2
    faces = ((fold - width + 3 * MM, fold - 3 * MM), (fold + 3 * MM, fold + width - 3 * MM))
    in_margin = [box for box in boxes if wish.size is Size.SMALL and box[1] > A4[1] - 15 * MM]
    on_cards = [box for box in boxes if box not in in_margin]

    assert len(on_cards) > 500
    assert [box for box in on_cards if not any(begins < box[0] <= box[2] < ends for begins, ends in faces)] == []
    lowest = (A4[1] - lowest_edge(wish)) + 2 * MM
    assert min(box[1] for box in on_cards) > lowest
    last, foot = (words_at(pdf, page_number, words)[0] for words in ("no one will look.", "Issued"))
    assert last[1] - foot[1] > 6


def lowest_edge(wish: Wish) -> float:
    """How far below the top of the paper the last card ends, in points."""
    gap = 9 * MM if wish.size is Size.SMALL else 0
    height = FACES_MM[wish.size][1] * MM * (1 if wish.sides is Sides.TWO else 2)
    cards = wish.count * height + (wish.count - 1) * gap
    return (A4[1] - cards) / 2 + cards


@pytest.mark.parametrize("wish", WISHES, ids=str)
def test_every_pdf_is_tagged_once_in_reading_order_and_says_its_language(wish: Wish) -> None:
    with pikepdf.open(io.BytesIO(sheet_of(PLAIN, wish))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("en")
        assert str(pdf.docinfo["/Title"]) == COVER
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert b"pdfuaid:part" in pdf.Root.Metadata.read_bytes()
        kinds = list(tags(pdf.Root.StructTreeRoot.K))
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        embedded = ["/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts]

    assert [kind for kind in kinds if kind.startswith("/H")] == ["/H1", *["/H2"] * 3]
    assert kinds.count("/Figure") == wish.has_code
    assert embedded
    assert all(embedded)


@pytest.mark.parametrize("wish", [wish for wish in WISHES if wish.sheet is Sheet.FULL], ids=str)
def test_each_square_code_opens_her_page_and_without_one_there_is_none(wish: Wish) -> None:
    *_, inside = pictures(sheet_of(PLAIN, wish))
    codes = [code.text for code in zxingcpp.read_barcodes(inside)]

    assert codes == [PAGE_FOR_HER] * (wish.count if wish.has_code else 0)


def test_the_outside_says_nothing_of_why() -> None:
    document = pypdfium2.PdfDocument(io.BytesIO(sheet_of(PLAIN, Wish())))
    outside = document[0].get_textpage().get_text_range()
    document.close()

    assert set(outside.split()) & {"Raped", "leave,", "report", "name.", "Pathway"} == set()


def test_marks_to_cut_and_to_fold_are_outside_the_cards() -> None:
    (front, _) = pictures(sheet_of(PLAIN, Wish()))
    scale = front.width / 210
    width, height = FACES_MM[Size.SMALL]
    left, top = 105 - width, (297 - 4 * height - 3 * 9) / 2

    def is_dark(x: float, y: float) -> bool:
        across, down = round(x * scale), round(y * scale)
        return front.crop((across - 2, down - 2, across + 3, down + 3)).getextrema()[0] < 200

    for number in range(4):
        edge = top + number * (height + 9)
        for x in (left, 105 + width):
            assert is_dark(x, edge - 2.5)
            assert not is_dark(x, edge + height / 2)
        assert is_dark(left - 2.5, edge)
        assert any(is_dark(105, edge - above / 10) for above in range(12, 40, 2))
        assert not is_dark(105, edge + 3)


def test_a_name_in_signs_that_no_font_has_still_makes_a_tagged_card() -> None:
    strange = Line("\N{CJK UNIFIED IDEOGRAPH-5973}\N{CJK UNIFIED IDEOGRAPH-4EBA}", "020 7946 0123")
    leaflet = replace(PLAIN, left=(Part("Numbers", (strange,)),))

    pdf = sheet_of(leaflet, Wish())

    assert len(words_at(pdf, 1, "020 7946 0123")) == 4
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked


def test_words_are_never_read_as_markup() -> None:
    line = Line('#panic("no") $x$ *bold* @ref <b> \\', "020 7946 0123")
    leaflet = replace(PLAIN, left=(Part("Numbers", (line,)),))

    assert len(words_at(sheet_of(leaflet, Wish()), 1, '#panic("no") $x$ *bold* @ref <b>')) == 4
