"""The page for a manager (docs/import-export.md) names every column and every word, and its examples can be read."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from pathway.directory.exchange.fields import FIELDS
from pathway.directory.exchange.importer import files
from pathway.directory.exchange.parsed_row import Where
from pathway.directory.exchange.spreadsheet import csv_reader, hours, listing_row
from pathway.directory.vocabulary import BankHolidays, LocationKind, PhoneType
from pathway.organizations.vocabulary import OrganizationKind

PAGE = (Path(__file__).resolve().parents[4] / "docs" / "import-export.md").read_text("utf-8")
ROWS = [
    (re.findall(r"`([a-z_]+)`", columns), example.strip().strip("`").replace(r"\|", "|"))
    for columns, example in re.findall(r"^\| (`[a-z_`, ]+`) \|.*?(?<!\\)\|((?:\\\||[^|\n])*)\|$", PAGE, re.MULTILINE)
]
WINDOWS = [re.split(r"\s{3,}", line)[0] for line in re.findall(r"^    ([^p\n].*)$", PAGE, re.MULTILINE)]
WORDS: list[type[StrEnum]] = [field.kind.type for field in FIELDS if issubclass(field.kind.type, StrEnum)]


def test_every_column_is_named_once() -> None:
    named = [column for columns, _ in ROWS for column in columns]

    assert sorted(named) == sorted(listing_row.COLUMNS)


@pytest.mark.parametrize("words", [*WORDS, OrganizationKind, LocationKind, PhoneType, BankHolidays], ids=str)
def test_every_word_of_a_column_is_named(words: type[StrEnum]) -> None:
    assert {word for word in words if f"`{word}`" not in PAGE} <= {BankHolidays.NOT_KNOWN}


@pytest.mark.parametrize(("columns", "example"), [row for row in ROWS if row[1]], ids=str)
def test_an_example_is_read_without_fault(columns: list[str], example: str) -> None:
    parsed_row = listing_row.read_row(Where(1, 2), {columns[0]: example}, lambda _: None)

    assert parsed_row.faults == []


@pytest.mark.parametrize("window", WINDOWS)
def test_hours_given_as_examples_are_read(window: str) -> None:
    schedule = hours.read_schedule(window, 0)

    assert schedule.byday


def test_there_are_examples() -> None:
    assert len([row for row in ROWS if row[1]]) > 10
    assert len(WINDOWS) == 7


def test_the_bounds_are_those_in_force() -> None:
    bounds = (
        f"{csv_reader.MOST_ROWS:,} rows, {csv_reader.MOST_COLUMNS} columns, {csv_reader.LONGEST_CELL:,} characters",
        f"{files.LARGEST[files.CSV] // files.MEGABYTE} MB of CSV",
        f"{files.LARGEST[files.JSON] // files.MEGABYTE} MB of JSON",
    )

    assert all(line in " ".join(PAGE.split()) for line in bounds)
