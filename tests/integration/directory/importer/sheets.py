"""Spreadsheets as a manager sends them back: rows of an export with cells changed, or a few columns of her own."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence

Row = dict[str, str]


def rows_of(content: bytes) -> list[Row]:
    """The rows of an exported spreadsheet, by column."""
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def row_of(content: bytes, slug: str) -> Row:
    """One listing's row."""
    return next(row for row in rows_of(content) if row["slug"] == slug)


def of_one_organization(content: bytes) -> list[Row]:
    """The rows of the organisation that has most listings."""
    owners = Counter(row["organization"] for row in rows_of(content))
    name, count = owners.most_common(1)[0]
    assert count > 1
    return [row for row in rows_of(content) if row["organization"] == name]


def sheet(*rows: Mapping[str, str], columns: Sequence[str] = ()) -> bytes:
    """A spreadsheet of these rows."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns or list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def new_row(**cells: str) -> Row:
    """The row of a new listing, with only the required cells."""
    plain = {
        "name": "Made-up drop-in",
        "organization": "Made-up Trust",
        "organization_kind": "charity",
        "description": "Tea and a chair. It is made up.",
        "coverage": "brent",
    }
    return plain | cells
