"""A wrong number is the most harmful fault here, so none is written in a template but those that always stand."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

ALWAYS = {"999", "101", "111", "116123"}
DIALLED = re.compile(r"(?:tel|sms):\s*([\d ]+)")
WRITTEN = re.compile(r"(?<![\w/.#-])(?:\+44|0)[\d ]{8,13}\d(?![\w-])|\b116 \d{3}\b")


def numbers_in(text: str) -> set[str]:
    """Return the telephone numbers a template dials or writes, without spaces."""
    return {found.replace(" ", "") for found in [*DIALLED.findall(text), *WRITTEN.findall(text)] if found.strip()}


def test_templates_write_only_the_numbers_that_always_stand() -> None:
    written = {
        f"{path.name}: {number}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        for number in numbers_in(path.read_text("utf-8")) - ALWAYS
    }

    assert written == set()


@pytest.mark.parametrize(
    "text",
    [
        "Ring 07700 900123 tonight",
        '<a href="tel:07700900123">Ring</a>',
        '<a href="sms: 07700 900123">Text</a>',
        "+447700900123",
    ],
)
def test_a_number_planted_in_a_template_is_found(text: str) -> None:
    assert numbers_in(text) - ALWAYS != set()


def test_the_numbers_that_always_stand_are_known() -> None:
    text = '<a href="tel:116123">116 123</a> <a href="tel:999">999</a> within 72 hours of 2010, NW10 4'

    assert numbers_in(text) <= ALWAYS
