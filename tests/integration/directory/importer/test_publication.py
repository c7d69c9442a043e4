"""Nobody publishes by accident: without --publish a new listing is a draft, and an existing one keeps its state."""

from pathlib import Path

import pytest
from flask import Flask

from pathway.directory import queries
from pathway.directory.models import SearchEntry
from pathway.directory.vocabulary import Publication
from pathway.extensions import db
from tests.integration.directory.importer.commands import Command, exported, taken
from tests.integration.directory.importer.sheets import new_row, row_of, sheet


def state(app: Flask, slug: str) -> tuple[Publication, bool]:
    """The publication of a listing, and whether search has it."""
    with app.app_context():
        service = queries.find(slug)
        is_indexed = db.session.query(SearchEntry).filter_by(service_id=service.id).count() == 1
        return service.publication, is_indexed


@pytest.mark.parametrize(
    ("publication", "options", "expected"),
    [
        ("published", (), Publication.DRAFT),
        ("published", ("--publish",), Publication.PUBLISHED),
        ("draft", ("--publish",), Publication.DRAFT),
        ("", ("--publish",), Publication.DRAFT),
    ],
)
def test_a_new_listing(
    app: Flask, run: Command, file: Path, publication: str, options: tuple[str, ...], expected: Publication
) -> None:
    taken(run, file, sheet(new_row(slug="made-up", publication=publication)), "--apply", *options)

    assert state(app, "made-up") == (expected, expected is Publication.PUBLISHED)


@pytest.mark.parametrize(
    ("slug", "publication", "options", "expected"),
    [
        ("brent-mind", "published", (), Publication.DRAFT),
        ("brent-mind", "published", ("--publish",), Publication.PUBLISHED),
        ("ashford-place", "draft", (), Publication.PUBLISHED),
        ("ashford-place", "draft", ("--publish",), Publication.DRAFT),
    ],
)
def test_an_existing_listing(
    app: Flask, run: Command, file: Path, slug: str, publication: str, options: tuple[str, ...], expected: Publication
) -> None:
    row = row_of(exported(run, "csv", "--all"), slug)

    taken(run, file, sheet({"id": row["id"], "publication": publication}), "--apply", *options)

    assert state(app, slug) == (expected, expected is Publication.PUBLISHED)


def test_the_report_counts_drafts_and_says_how_to_publish_them(run: Command, file: Path) -> None:
    done = taken(run, file, sheet(new_row(publication="published")))

    assert "1 of the file are published there and stay drafts here" in done.stdout
    assert "add --publish" in done.stdout


def test_a_listing_that_closes_leaves_look_up(app: Flask, run: Command, file: Path) -> None:
    row = row_of(exported(run, "csv"), "ashford-place")

    taken(run, file, sheet({"id": row["id"], "status": "defunct"}), "--apply")

    assert state(app, "ashford-place") == (Publication.PUBLISHED, False)
