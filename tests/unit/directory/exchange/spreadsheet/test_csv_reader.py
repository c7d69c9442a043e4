"""A CSV file of the wrong shape is refused with its line, without reading it into memory."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from pathway.core.errors import ListingFileError
from pathway.directory.exchange.spreadsheet import csv_reader
from pathway.directory.exchange.spreadsheet.csv_reader import LONGEST_CELL, MOST_ROWS, look_over


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "listings.csv"


def refusal(file: Path, content: bytes) -> str:
    """The message for a file of this content."""
    file.write_bytes(content)
    with pytest.raises(ListingFileError) as caught:
        look_over(file)
    return str(caught.value)


def test_rows_come_with_the_line_they_begin_on(file: Path) -> None:
    file.write_bytes(b'id,name\r\n1,"two\r\nlines"\r\n\r\n2,plain\r\n')

    sheet = look_over(file)

    assert sheet.count == 2
    assert sheet.ids == {"1", "2"}
    assert list(sheet.rows()) == [(2, {"id": "1", "name": "two\r\nlines"}), (5, {"id": "2", "name": "plain"})]


def test_the_mark_that_spreadsheets_put_first_is_passed_over(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbfname\nCaf\xc3\xa9\n")

    assert list(look_over(file).rows()) == [(2, {"name": "Caf\N{LATIN SMALL LETTER E WITH ACUTE}"})]


def test_columns_may_be_spelt_as_words_and_end_in_empty_ones(file: Path) -> None:
    file.write_bytes(b"Name, Referral note ,,\nA,b,,\n")

    assert look_over(file).columns == ("name", "referral_note")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"name\n\xff\xfe\xfa\n", "this is not UTF-8"),
        (b'name\n"never closed\nand on\n', "line 2: a quotation mark is opened and never closed"),
        (b'name\n"closed" badly\n', "line 2: this is not a row of a CSV file"),
        (b"name,url\nonly one\n", "line 2: 1 cells, where the first row names 2 columns"),
        (b"name\none,two\n", "line 2: 2 cells, where the first row names 1 columns"),
        (b"name\nA\0B\n", "line 2 holds a NUL character"),
        (b"name,telephone\nA,1\n", "columns that we do not know"),
        (b"name,phone\nA,1\n", "Did you mean phones?"),
        (b"name,Name\nA,B\n", "stands twice"),
        (b"name;url\nA;B\n", "save it with commas"),
        (b"name\n" + b"x" * (LONGEST_CELL + 1) + b"\n", "line 2: a cell is longer than 65,536 characters"),
        (b"name\n" + b"x" * 10_000_000 + b"\n", "line 2"),
        (b'name\n"' + b"x\n" * LONGEST_CELL, "perhaps a quotation mark before it is not closed"),
        (b",".join(b"c%d" % n for n in range(10_000)) + b"\n", "10,000 columns, and the most is 500"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_bad_shape_is_refused_with_the_cause(file: Path, content: bytes, message: str) -> None:
    assert message in refusal(file, content)


def test_a_million_rows_stop_at_the_most_we_take(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = 0
    lines = csv_reader._lines

    def counted(stream) -> Iterator[str]:
        nonlocal read
        for line in lines(stream):
            read += 1
            yield line

    monkeypatch.setattr(csv_reader, "_lines", counted)

    message = refusal(file, b"name\n" + b"A\n" * 1_000_000)

    assert "more than 200,000 rows" in message
    assert read == MOST_ROWS + 2


def test_the_limit_of_a_cell_is_set_back(file: Path) -> None:
    before = csv.field_size_limit()
    refusal(file, b"name\n" + b"x" * (LONGEST_CELL + 1))

    assert csv.field_size_limit() == before
