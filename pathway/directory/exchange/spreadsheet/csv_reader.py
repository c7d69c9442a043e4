"""Reads a CSV file within limits: one row in memory at a time, and only known columns."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from pathway.core.errors import ListingFileError
from pathway.directory.exchange.safe_text import nearest, shown
from pathway.directory.exchange.spreadsheet.columns import COLUMNS

LONGEST_CELL = 64 * 1024
LONGEST_LINE = 4 * 1024 * 1024
MOST_COLUMNS = 500
MOST_ROWS = 200_000

_UNCLOSED = "perhaps a quotation mark before it is not closed"


@dataclass(frozen=True)
class Sheet:
    """A file whose shape is right: its columns, the number of rows, and its listing ids as written."""

    path: Path
    columns: tuple[str, ...]
    count: int
    ids: frozenset[str]

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield each row that is not blank: the line it begins on, and its cells by column."""
        with _read(self.path) as rows:
            next(rows)
            for line, cells in rows:
                yield line, dict(zip(self.columns, cells, strict=True))


def look_over(path: Path) -> Sheet:
    """Read the whole file once to check its shape. The ListingFileError has the line, and how to mend it."""
    with _read(path) as rows:
        first = next(rows, None)
        if first is None:
            raise ListingFileError("the file is empty")
        columns = _columns(first[1])
        id_column = columns.index("id") if "id" in columns else None
        count, ids = 0, set()
        for count, (line, cells) in enumerate(rows, 1):
            if count > MOST_ROWS:
                raise ListingFileError(f"it has more than {MOST_ROWS:,} rows. Divide it into several files")
            if len(cells) != len(columns):
                raise ListingFileError(
                    f"line {line}: {len(cells):,} cells, where the first row names {len(columns):,} columns"
                )
            if id_column is not None:
                ids.add(cells[id_column].strip().lower())
    return Sheet(path, columns, count, frozenset(ids))


def _columns(cells: list[str]) -> tuple[str, ...]:
    if len(cells) > MOST_COLUMNS:
        raise ListingFileError(f"it has {len(cells):,} columns, and the most is {MOST_COLUMNS}")
    names = tuple(cell.strip().lower().replace(" ", "_") for cell in cells)
    if len(names) == 1 and (mark := next((mark for mark in ";\t" if mark in names[0]), None)):
        raise ListingFileError(f"its columns are parted by {shown(mark)}: save it with commas between them")
    unknown = [name for name in names if name not in COLUMNS]
    if unknown:
        hints = "; ".join(f"{shown(name)}.{nearest(name, COLUMNS)}" for name in unknown[:5])
        more = f" And {len(unknown) - 5} more." if len(unknown) > 5 else ""
        raise ListingFileError(f"the first row names columns that we do not know: {hints}{more}")
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ListingFileError(f"the column {shown(twice)} stands twice")
    return names


@contextmanager
def _read(path: Path) -> Iterator[Iterator[tuple[int, list[str]]]]:
    """Open a file for its rows, each with the line it begins on. Blank rows are left out."""
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield _rows(file)
    finally:
        csv.field_size_limit(before)


def _rows(file: TextIO) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(_lines(file), strict=True)
    begins, width = 1, 0
    try:
        for cells in reader:
            if any(cells):
                # A spreadsheet may add empty columns at the end.
                while len(cells) > width and not cells[-1].strip():
                    cells.pop()
                width = width or len(cells)
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise ListingFileError(_words(error, begins)) from error
    except UnicodeDecodeError as error:
        raise ListingFileError(
            f"line {reader.line_num + 1} or after: this is not UTF-8. In the spreadsheet choose Save as, CSV UTF-8"
        ) from error


def _lines(file: TextIO) -> Iterator[str]:
    for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), ""), 1):
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise ListingFileError(f"line {number} is longer than {LONGEST_LINE:,} characters; {_UNCLOSED}")
        if "\0" in line:
            raise ListingFileError(f"line {number} holds a NUL character: this is not text")
        yield line


def _words(error: csv.Error, line: int) -> str:
    message = str(error)
    if "field limit" in message:
        return f"line {line}: a cell is longer than {LONGEST_CELL:,} characters; {_UNCLOSED}"
    if "end of data" in message:
        return f"line {line}: a quotation mark is opened and never closed"
    return f"line {line}: this is not a row of a CSV file ({message}). Quotation marks in a cell are written twice"
