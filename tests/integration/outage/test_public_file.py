"""The file holds what the public pages show and nothing that says where anybody is; the worker renews it."""

import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text

from pathway.accounts.vocabulary import Role
from pathway.directory.models import Address, Location
from pathway.directory.search.index import full_text_tables
from pathway.extensions import db, writing
from pathway.outage import public_file
from pathway.outage.renewal import renew
from tests import clocks, factories
from tests.integration.conftest import NOW
from tests.staff import organization, user

CANARIES = {
    "address_1": "77 Canary Wharf Walk",
    "city": "Canaryville",
    "postal_code": "NW10 9ZZ",
    "name": "Canary House",
    "ward": "Canary Ward",
}
LATITUDE, LONGITUDE = 51.513579, -0.247913


def canary(app: Flask, **given: object) -> str:
    """Publish a listing with a door, and say in its words where it is, as people do."""
    place = factories.site(
        latitude=LATITUDE,
        longitude=LONGITUDE,
        name=CANARIES["name"],
        ward=CANARIES["ward"],
        addresses=[factories.address(**{key: CANARIES[key] for key in ("address_1", "city", "postal_code")})],
    )
    words = f"Come to {CANARIES['address_1']}, {CANARIES['postal_code']}. Ask for the canary clinic."
    return str(factories.publish(app, at=place, name="Canary clinic", description=words, **given))


def test_it_holds_no_address_postcode_or_point(keeping: Flask, file: Path) -> None:
    canary(keeping)
    with keeping.app_context():
        renew(NOW)

    held = file.read_bytes()

    assert b"Canary clinic" in held
    for secret in (*CANARIES.values(), "NW109ZZ", str(LATITUDE), str(LONGITUDE), "wharf", "Wharf"):
        assert secret.encode() not in held, secret
    assert b"geo:" not in held


def test_of_the_pathway_it_holds_milestones_and_no_role_or_person(keeping: Flask, file: Path) -> None:
    clocks.make_ready(keeping)
    home = organization(keeping)
    clocks.publish_sooner(keeping, *(user(keeping, home, Role.COORDINATOR) for _ in range(2)))
    with keeping.app_context():
        renew(NOW)

    with closing(sqlite3.connect(file)) as copy:
        policies = copy.execute("SELECT version, why, written_by, approved_by FROM milestone_policy").fetchall()
        assert policies == [(2, "", UUID(int=1).hex, UUID(int=2).hex)]
        assert copy.execute("SELECT count(*) FROM lead_role").fetchone() == (0,)
    assert b"Holder, " not in file.read_bytes()


def test_it_holds_no_address_of_any_listing(keeping: Flask, file: Path) -> None:
    with keeping.app_context():
        addresses = db.session.execute(db.select(Address.address_1, Address.postal_code)).all()
        points = db.session.execute(db.select(Location.latitude, Location.longitude)).all()
    assert addresses
    with closing(sqlite3.connect(file)) as read:
        tables = [name for (name,) in read.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        values = {str(value) for name in tables for row in read.execute(f"SELECT * FROM {name}") for value in row}
    everything = "\n".join(values)

    assert [line for row in addresses for line in row if line and len(line) > 5 and line in everything] == []
    assert [point for row in points for point in row if point and str(point) in values] == []


def test_it_holds_no_draft_and_nothing_that_only_staff_read(keeping: Flask, file: Path) -> None:
    canary(keeping, verification_notes="Canary note", evidence_grade="A")
    with keeping.app_context():
        drafts = db.session.scalars(text("SELECT name FROM service WHERE publication = 'draft'")).all()
        renew(NOW)

    held = file.read_bytes()

    assert b"Canary note" not in held
    assert drafts
    with closing(sqlite3.connect(file)) as read:
        names = {name for (name,) in read.execute("SELECT name FROM service")}
        tables = {name for (name,) in read.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert names.isdisjoint(drafts)
    assert "user_account" not in tables
    assert "audit_event" not in tables


def test_only_its_own_user_reads_it(keeping: Flask, file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_it_is_written_again_when_something_has_changed_or_after_an_hour(keeping: Flask, file: Path) -> None:
    def made_again(now: datetime) -> bool:
        before = public_file.stamp_of(file)
        with keeping.app_context():
            renew(now)
        return public_file.stamp_of(file) != before

    assert not made_again(NOW + timedelta(minutes=5))
    canary(keeping)
    assert made_again(NOW + timedelta(minutes=6))
    assert not made_again(NOW + timedelta(minutes=7))
    assert made_again(NOW + timedelta(minutes=67))


def test_what_changes_while_it_is_written_is_in_it(keeping: Flask, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build, made = public_file.build, []

    def slowly(*given: object) -> Path:
        new = build(*given)
        if not made:
            made.append(canary(keeping))
        return new

    monkeypatch.setattr(public_file, "build", slowly)
    with keeping.app_context():
        renew(NOW + timedelta(hours=2))

    with closing(sqlite3.connect(file)) as read:
        assert read.execute("SELECT count(*) FROM service WHERE name = 'Canary clinic'").fetchone() == (1,)
    assert list(file.parent.glob("*.new")) == []


def test_a_file_of_other_code_is_not_read(keeping: Flask, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert public_file.read_about(file) is not None

    monkeypatch.setattr(public_file, "format_of", lambda: "another")

    assert public_file.read_about(file) is None


def test_its_full_text_tables_are_those_of_the_migrations(
    own_database: str, engine_name: str, keeping: Flask, file: Path
) -> None:
    if engine_name != "sqlite":
        pytest.skip("PostgreSQL has no such tables")
    query = (
        "SELECT name, sql FROM sqlite_master WHERE name LIKE 'search_%' AND (sql LIKE '%VIRTUAL%' OR type = 'trigger')"
    )

    def made_in(path: str) -> dict[str, str]:
        with closing(sqlite3.connect(path)) as read:
            return dict(read.execute(query).fetchall())

    assert made_in(str(file)) == made_in(own_database.removeprefix("sqlite:///"))
    assert len(made_in(str(file))) == len(full_text_tables.STATEMENTS)


def test_nobody_who_writes_waits_while_it_is_built(keeping: Flask, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build: Callable[..., Path] = public_file.build
    written = []

    def meanwhile(*given: object) -> Path:
        with keeping.app_context(), writing():
            db.session.execute(text("UPDATE fallback SET last_modified_at = last_modified_at"))
        written.append(True)
        return build(*given)

    monkeypatch.setattr(public_file, "build", meanwhile)
    with keeping.app_context():
        renew(NOW + timedelta(hours=2))

    assert written == [True]
