"""Thousands of made-up listings, imported and exported again: the same bytes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from bench.generator import listings
from bench.made_up_rows import record_of
from pathway.directory.exchange import export
from pathway.directory.listing_record import ServiceRecord
from pathway.directory.models import SearchEntry
from pathway.extensions import db
from tests.integration.directory.importer.commands import Command, exported, taken

COUNTS = {"sqlite": 2_600, "postgresql": 1_100}
"""More than two and more than one of the largest pieces in which files are read, written and exported: 1,000."""
MADE_AT = datetime(2026, 11, 1, tzinfo=UTC)


def test_they_come_back_byte_for_byte(run_empty: Command, empty_app: Flask, file: Path, engine_name: str) -> None:
    count = COUNTS[engine_name]
    first = b"".join(export.as_csv(made_up(count), everything=True))

    done = taken(run_empty, file, first, "--apply", "--publish")

    assert done.exit_code == 0, done.stderr
    assert exported(run_empty, "csv", "--all") == first
    with empty_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(SearchEntry)) == count


def made_up(count: int) -> Iterator[ServiceRecord]:
    """Listings that were never in a database."""
    for number, listing in enumerate(listings(count, seed=20261124)):
        yield record_of(listing, MADE_AT + timedelta(microseconds=number))
