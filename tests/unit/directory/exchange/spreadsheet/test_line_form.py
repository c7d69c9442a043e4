"""A line of a cell follows from the fields of its record; only what is otherwise is written down."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

import pytest

from pathway.directory.exchange.spreadsheet.line_form import LineForm
from pathway.directory.listing_record import NO_ID

ID = UUID("aaaaaaaa-0000-4000-8000-000000000001")


class ToolRecord(NamedTuple):
    """A made-up row."""

    id: UUID
    name: str
    size: int = 1
    seen_on: date | None = None
    position: int = 0


FORM = LineForm(ToolRecord, ("name",), {"big": "size"}, missing="the name is missing")


def test_a_field_without_a_place_is_a_part_of_its_own_name_and_the_id_is_last() -> None:
    assert list(FORM.named) == ["big", "seen_on", "position", "id"]


def test_a_field_in_words_is_no_part() -> None:
    assert list(LineForm(ToolRecord, ("head",), in_words=("name", "size")).named) == ["seen_on", "position", "id"]


def test_what_a_reader_derives_is_not_written() -> None:
    row = ToolRecord(ID, "saw", seen_on=date(2026, 11, 28), position=2)

    assert FORM.write(row, {"id": ID, "position": 2}) == "saw | seen_on=2026-11-28"
    assert FORM.write(row, {"id": NO_ID, "position": 0}) == f"saw | seen_on=2026-11-28 | position=2 | id={ID}"


def test_what_a_line_does_not_say_is_the_default_and_its_place() -> None:
    assert FORM.read_text("saw | big=3", 4) == ToolRecord(NO_ID, "saw", 3, None, 4)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("| big=3", "the name is missing"),
        ("saw | big=x", "“x” is not a whole number"),
        ("saw | bag=3", "Did you mean big"),
        ("saw | hammer", "2 parts where at most 1"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_with_the_cause(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        FORM.read_text(text, 0)


def test_of_two_mistakes_the_first_in_the_order_of_the_record_is_named() -> None:
    line = FORM.line("saw | big=x | seen_on=never")

    with pytest.raises(ValueError, match="never"):
        FORM.read(line, 0, size=3)
    with pytest.raises(ValueError, match="no size"):
        FORM.read(line, 0, size=lambda: _refuse("no size"))


def _refuse(message: str) -> None:
    raise ValueError(message)
