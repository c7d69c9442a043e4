"""Thousands of made-up listings, imported and exported again: the same bytes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from bench.generator import listings
from pathway.directory.exchange import export
from pathway.directory.exchange.terms import label_of
from pathway.directory.models import SearchEntry, Service, Taxonomy, TaxonomyTerm
from pathway.directory.vocabulary import TaxonomyName
from pathway.extensions import db
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind
from pathway.upkeep.listing_rows import service_rows, term_names
from pathway.upkeep.seed import seed_id
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


def made_up(count: int) -> Iterator[Service]:
    """Listings that were never in a database."""
    generated = list(listings(count, seed=20261124))
    taxonomies = {name: Taxonomy(name=name) for name in TaxonomyName}
    kinds = {kind for listing in generated for kind in listing["agency_types"]}
    words = {
        **term_names(generated),
        **{(TaxonomyName.AGENCY_TYPE, kind): label_of(TaxonomyName.AGENCY_TYPE, kind) for kind in kinds},
    }
    terms = {
        key: TaxonomyTerm(id=seed_id(*key), taxonomy=taxonomies[key[0]], code=key[1], name=label)
        for key, label in words.items()
    }
    owners: dict[str, Organization] = {}
    for number, listing in enumerate(generated):
        name = listing["organization_name"]
        owner = owners.setdefault(
            name,
            Organization(
                id=seed_id("organization", name),
                slug=f"owner-{len(owners)}",
                name=name,
                kind=OrganizationKind(listing["organization_kind"]),
                is_first_responder=False,
            ),
        )
        service = service_rows(listing, owner, terms, lambda _: None, seed_id)
        service.organization = owner
        service.last_modified_at = MADE_AT + timedelta(microseconds=number)
        service.terms.sort(key=lambda term: (term.taxonomy.name, term.code))
        yield service
