"""A leaflet as a sheet of cards: a tagged PDF, set by Typst from `templates/cards/card.typ`.

Fonts come from Python packages, and nothing is fetched: the template imports no package of Typst's.
"""

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import segno

from pathway.cards.leaflet import Leaflet, Part
from pathway.cards.vocabulary import FACES_MM, ON_A_SHEET, Notice, Sides, Size, Wish

if TYPE_CHECKING:
    import typst

FONT_PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic")

_LONG_WORD = re.compile(r"(\S{16})(?=\S)")

_NO_LETTER = re.compile(r'the text `"(.+?)"` could not be displayed')

NO_ROOM = "no room on a face"
"""What `card.typ` says where words have to fit and do not."""

CODE_WORDS = "Square code: opens the page For you on a phone"
"""What is read out in place of the code."""

_ACTUAL_SIZE = "Print at actual size (100%),"
HOW_TO_PRINT = {
    Sides.TWO: f"{_ACTUAL_SIZE} on both sides, turned over the long edge. Cut at the corners, fold at the dots.",
    Sides.ONE: f"{_ACTUAL_SIZE} on one side. Cut at the corners, fold at the dots: across first, then down.",
}


def pdf_of(leaflet: Leaflet, wish: Wish, template: Path, page_for_her: str) -> bytes:
    """Return the sheet as a PDF. `page_for_her`: the address in its square code, if it has one.

    It follows PDF/UA-1. Where the name of a listing has signs that none of our fonts has, it is tagged all the same,
    but shows an empty box for them, which PDF/UA does not allow.
    """
    return _printed(template, _as_json(leaflet, wish, page_for_her), leaflet.issued_on)


def why_not_printed(leaflet: Leaflet, wish: Wish, template: Path, page_for_her: str) -> str | None:
    """Say why the words of a card cannot be printed: letters that no font has, or no room; None where they can."""
    import typst

    words = _as_json(leaflet, wish, page_for_her) | {"must_fit": True}
    try:
        _compiled(template, words, leaflet.issued_on, is_strict=True)
    except typst.TypstError as error:
        if letters := _NO_LETTER.search(error.message):
            return f"The fonts of cards do not have “{letters[1]}”. Look whether this is the language it should be"
        if NO_ROOM in error.message:
            return "All together there is no room for it on a card. Make the longest parts shorter"
        raise
    return None


def notice_of(parts: Sequence[Part], leaflet: Leaflet, notice: Notice, template: Path) -> bytes:
    """Return a poster, leaflet or advert as a PDF of its size. `template`: that of notices."""
    words = {
        "title": leaflet.title,
        "issued": leaflet.issued,
        "paper": notice.paper_mm,
        "parts": [_part(part) for part in parts],
    }
    return _printed(template, words, leaflet.issued_on)


def _printed(template: Path, words: dict[str, Any], issued_on: date) -> bytes:
    import typst  # a large library that only cards need

    try:
        return _compiled(template, words, issued_on, is_strict=True)
    except typst.TypstError as error:
        if "PDF/UA" not in error.message:
            raise
        return _compiled(template, words, issued_on, is_strict=False)


def _compiled(template: Path, words: dict[str, Any], issued_on: date, *, is_strict: bool) -> bytes:
    import typst

    compiler = typst.Compiler(
        root=str(template.parent),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"card": json.dumps(words)},
    )
    # Of its day and not of its second: the same card is the same file, which a browser has already.
    midnight = datetime.combine(issued_on, time(), UTC)
    standards: list[typst.PDFStandard] = ["ua-1"] if is_strict else []
    pdf = compiler.compile(template.read_bytes(), format="pdf", pdf_standards=standards, timestamp=midnight)
    return cast("bytes", pdf)  # a list of pages for pictures only


@cache
def _fonts() -> "typst.Fonts":
    import typst

    folders = [str(files(package) / "files") for package in FONT_PACKAGES]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _as_json(leaflet: Leaflet, wish: Wish, page_for_her: str) -> dict[str, Any]:
    return {
        "title": leaflet.title,
        "lang": wish.language.value if wish.language else "en",
        "is_right_to_left": wish.language is not None and wish.language.is_right_to_left,
        "must_fit": False,
        "face": FACES_MM[wish.size],
        "is_large": wish.size is Size.LARGE,
        "count": wish.count,
        "full": ON_A_SHEET[wish.size, wish.sides],
        "both_sides": wish.sides is Sides.TWO,
        "how_to_print": HOW_TO_PRINT[wish.sides],
        "comma": leaflet.comma,
        "back": _part(leaflet.back),
        "left": [_part(part) for part in leaflet.left],
        "right": [_part(part) for part in leaflet.right],
        "issued": leaflet.issued,
        "code": _code(page_for_her) if wish.has_code else None,
        "code_words": CODE_WORDS,
    }


def _part(part: Part) -> dict[str, Any]:
    lines = [
        {"words": _breakable(line.words), "number": line.number, "then": _breakable(line.then)} for line in part.lines
    ]
    return {"heading": part.heading, "lines": lines}


def _breakable(text: str) -> str:
    """Let a very long word go on in the next line, where it would run over the edge of the card."""
    return _LONG_WORD.sub("\\1\N{ZERO WIDTH SPACE}", text)


def _code(address: str) -> str:
    svg = BytesIO()
    segno.make(address, error="m", encoding="utf-8", micro=False).save(svg, kind="svg", border=2, xmldecl=False)
    return svg.getvalue().decode()
