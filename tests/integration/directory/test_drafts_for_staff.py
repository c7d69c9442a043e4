"""Drafts are for the staff that the policy names: marked, in no memory, and to everybody else as if they never were."""

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, event, text

from pathway.accounts.vocabulary import Role
from pathway.directory.models import ServiceArea
from pathway.directory.vocabulary import (
    AgencyType,
    AreaKind,
    Coverage,
    Nations,
    Publication,
    ServiceStatus,
    TaxonomyName,
)
from pathway.extensions import WRITES, db
from pathway.organizations.vocabulary import OrganizationKind
from tests import factories, staff
from tests.integration.counting import counted
from tests.integration.reading import cards, words_of
from tests.seed_file import drafts, id_of
from tests.staff import Staff

MATRIX = Path(__file__).resolve().parents[2] / "data" / "policy-matrix.csv"
MARK = "Draft: not confirmed, staff only"
ROLES = {role.value for role in Role}


def policy() -> dict[str, bool]:
    """Who may read drafts, by column, from the copy of the agreed matrix."""
    with MATRIX.open(encoding="utf-8") as rows:
        row = next(row for row in csv.DictReader(rows) if row["id"] == "A04")
    return {column: row[column] == "Y" for column in (*sorted(ROLES), "enforcement", "visitor")}


@pytest.fixture(scope="module")
def draft(shared_app: Flask) -> UUID:
    """A draft with a word that no other listing has, and what ended before it was published."""
    factories.publish(shared_app, name="Quarrington ended", publication=Publication.DRAFT, status=ServiceStatus.DEFUNCT)
    return factories.publish(
        shared_app,
        name="Quarrington house",
        publication=Publication.DRAFT,
        agency_types=[AgencyType.HOUSING_ADVICE],
        at=factories.site(),
    )


def whoever(app: Flask, column: str) -> Staff:
    """Somebody of a column of the policy."""
    if column == "visitor":
        return staff.visitor(app)
    kind = OrganizationKind.ENFORCEMENT if column == "enforcement" else OrganizationKind.CHARITY
    role = Role.COORDINATOR if column == "enforcement" else Role(column)
    return staff.signed_in(app, staff.user(app, staff.organization(app, kind), role))


@pytest.mark.parametrize("column", policy(), ids=str)
def test_who_the_policy_names_reads_drafts_and_nobody_else(
    shared_app: Flask, draft: UUID, now: datetime, column: str
) -> None:
    somebody = whoever(shared_app, column)

    found = somebody.get("/services?q=quarrington")
    shown = somebody.get(f"/services/{draft}")

    may = policy()[column]
    assert (str(draft) in found.text) is may
    assert (MARK in found.text) is may
    assert shown.status_code == (200 if may else 404)
    assert (MARK in shown.text) is may
    assert "Quarrington ended" not in found.text + shown.text
    assert "/report" not in shown.text


@pytest.mark.parametrize("column", [column for column, may in policy().items() if not may])
def test_to_others_a_draft_is_as_an_id_that_never_was(
    shared_app: Flask, draft: UUID, now: datetime, column: str
) -> None:
    somebody = whoever(shared_app, column)

    hidden, never = (staff.without_nonces(somebody.get(f"/services/{one}")) for one in (draft, uuid4()))

    assert hidden == never


def test_what_staff_were_shown_is_not_shown_to_the_next_visitor(shared_app: Flask, draft: UUID, now: datetime) -> None:
    outreach = whoever(shared_app, "outreach")
    for address in (
        "/services?q=quarrington",
        "/services?need=housing",
        "/services?need=housing&near=NW10",
        "/services",
    ):
        before = outreach.get(address)

        after = staff.visitor(shared_app).get(address)

        assert MARK in before.text
        assert MARK not in after.text
        assert str(draft) not in after.text
        assert after.headers["Cache-Control"] == "private, no-cache"
        assert "Set-Cookie" not in after.headers


def test_a_page_as_staff_see_it_is_kept_by_nobody_and_sets_no_cookie(shared_app: Flask, draft: UUID) -> None:
    outreach = whoever(shared_app, "outreach")

    for address in ("/", "/services", f"/services/{draft}", "/help-now", "/no-such-page"):
        page = outreach.get(address)

        assert page.headers["Cache-Control"] == "no-store", address
        assert "ETag" not in page.headers
        assert "Set-Cookie" not in page.headers
        assert "Sign out" in page.text
        assert 'href="/account"' in page.text


def test_a_page_that_a_browser_held_before_is_not_called_unchanged_to_staff(shared_app: Flask, now: datetime) -> None:
    visitor, outreach = staff.visitor(shared_app), whoever(shared_app, "outreach")
    tag = visitor.get("/services").headers["ETag"]

    page = outreach.client.get("/services", headers={"If-None-Match": tag})

    assert page.status_code == 200
    assert "Sign out" in page.text


@pytest.mark.parametrize("value", ["nobody's", "", "é" * 20])
def test_a_cookie_that_is_nobodys_changes_nothing(shared_app: Flask, now: datetime, value: str) -> None:
    plain = staff.visitor(shared_app).get("/services")

    page = staff.with_cookie(shared_app, value).get("/services")

    assert staff.without_nonces(page) == staff.without_nonces(plain)
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in page.headers


def test_a_session_that_ended_shows_no_draft(shared_app: Flask, draft: UUID) -> None:
    outreach = whoever(shared_app, "outreach")
    outreach.post("/sign-out")
    again = staff.with_cookie(shared_app, outreach.token)

    assert again.get(f"/services/{draft}").status_code == 404
    assert MARK not in again.get("/services?q=quarrington").text


def test_staff_sign_out_from_a_public_page(shared_app: Flask) -> None:
    outreach = whoever(shared_app, "outreach")
    token = re.search(r'name="csrf_token" value="([^"]+)"', outreach.get("/help-now").text)
    assert token is not None

    outreach.post("/sign-out", {"csrf_token": token[1]})

    assert "Sign out" not in staff.with_cookie(shared_app, outreach.token).get("/help-now").text


def test_drafts_are_found_by_words_and_by_need_ten_at_most(shared_app: Flask, draft: UUID, now: datetime) -> None:
    coordinator = whoever(shared_app, "coordinator")
    seeded = drafts()

    blank = cards(coordinator.get("/services").text.partition('id="drafts-title"')[2])
    by_word = coordinator.get("/services?q=sufra").text
    by_need = coordinator.get("/services?need=crisis").text
    nothing = coordinator.get("/services?q=zzyzx").text

    assert len(seeded) == 28
    assert len(blank) == 10
    assert id_of("sufra") in by_word
    assert id_of("brent-cove") in by_need
    assert str(draft) not in by_need
    assert MARK not in nothing


def test_how_far_the_place_asked_about_is_changes_no_draft(shared_app: Flask, draft: UUID, now: datetime) -> None:
    for name in ("Quelling", "Quelling house"):
        london = [ServiceArea(kind=AreaKind.LONDON, name="London")]
        factories.publish(
            shared_app, name=name, publication=Publication.DRAFT, areas=london, at=factories.site(latitude=51.4)
        )
    coordinator = whoever(shared_app, "coordinator")

    def group(near: str) -> str:
        page = coordinator.get(f"/services?q=quelling&near={near}").text
        return page[page.index('aria-labelledby="drafts-title"') :].partition("</section>")[0]

    assert group("Croydon") == group("Enfield")
    assert len(cards(group("Croydon"))) == 2
    assert "straight line" not in group("Croydon")


WHOEVER = {"", "take=self", "take=professional", "for=women", "for=students"}
WEMBLEY, CROYDON, LEEDS, GLASGOW = (f"near={place}" for place in ("Wembley", "Croydon", "Leeds", "Glasgow"))
ADDRESSES = {
    "Brent's": {*WHOEVER, WEMBLEY},
    "London's": {*WHOEVER, WEMBLEY, CROYDON},
    "of Leeds": {*WHOEVER, LEEDS},
    "of England": {*WHOEVER, WEMBLEY, CROYDON, LEEDS},
    "for adults": {*WHOEVER, WEMBLEY},
    "open": {*WHOEVER, WEMBLEY, "open=now"},
    "for students": {*WHOEVER - {"for=women"}, WEMBLEY},
    "rings herself": {*WHOEVER - {"take=professional"}, WEMBLEY},
}
"""Which drafts of one word stand on the page of which search."""


def test_a_draft_is_shown_where_it_serves_and_for_what_was_asked(shared_app: Flask, now: datetime) -> None:
    england = [ServiceArea(kind=AreaKind.NATIONAL, name="England")]
    given: dict[str, dict[str, Any]] = {
        "Brent's": {},
        "London's": {"areas": [ServiceArea(kind=AreaKind.LONDON, name="London")]},
        "of Leeds": {"areas": [ServiceArea(kind=AreaKind.PLACE, name="Leeds")]},
        "of England": {"areas": england, "nations": Nations.ENGLAND, "coverage": Coverage.NATIONAL},
        "for adults": {"minimum_age": 18},
        "open": {"schedules": [factories.hours()]},
        "for students": {"groups": ["students"]},
        "rings herself": {"takes_professionals": False},
    }
    made = {_draft(shared_app, f"Quibell {name}", **values): name for name, values in given.items()}
    coordinator = whoever(shared_app, "coordinator")

    found: dict[str, set[str]] = {name: set() for name in given}
    asked = {one for addresses in ADDRESSES.values() for one in addresses} | {GLASGOW}
    for address in sorted(asked):
        page = coordinator.get(f"/services?q=quibell&{address}").text
        for one in set(cards(page)) & made.keys():
            found[made[one]].add(address)

    assert found == ADDRESSES


def _draft(app: Flask, name: str, groups: Iterable[str] = (), **given: Any) -> str:
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        made = factories.service(name=name, publication=Publication.DRAFT, **given)
        made.terms = [*made.terms, *(factories.term(TaxonomyName.FOR_WHOM, group) for group in groups)]
        db.session.add(made)
        db.session.commit()
        return str(made.id)


@pytest.mark.parametrize("asked", ["q=she+is+16+quibberley", "q=quibberley+child&need=a_child"])
def test_for_a_child_no_draft_for_adults_only_is_shown(shared_app: Flask, now: datetime, asked: str) -> None:
    given = {"agency_types": [AgencyType.CHILDRENS_SOCIAL_CARE], "description": "Quibberley, she is 16, a child."}
    adults = _draft(shared_app, "A quibberley of adults", minimum_age=18, **given)
    anyone = _draft(shared_app, "A quibberley of all ages", **given)

    shown = cards(whoever(shared_app, "coordinator").get(f"/services?{asked}").text)

    assert anyone in shown
    assert adults not in shown


def test_ten_are_counted_after_what_was_asked(shared_app: Flask, now: datetime) -> None:
    for number in range(12):
        _draft(shared_app, f"Quimperly {number:02}")
    last = _draft(shared_app, "Quimperly of Leeds", areas=[ServiceArea(kind=AreaKind.PLACE, name="Leeds")])
    coordinator = whoever(shared_app, "coordinator")

    assert cards(coordinator.get("/services?q=quimperly&near=Leeds").text)[-1:] == [last]
    assert len(cards(coordinator.get("/services?q=quimperly").text)) >= 10


def test_a_word_is_found_whose_stem_is_spelt_otherwise(shared_app: Flask, now: datetime) -> None:
    made = _draft(shared_app, "Quillaby house")

    assert made in cards(whoever(shared_app, "coordinator").get("/services?q=quillaby").text)


def test_a_confidential_draft_shows_no_place(shared_app: Flask, now: datetime) -> None:
    hidden = factories.publish(
        shared_app, name="Quibbleton", publication=Publication.DRAFT, at=factories.confidential_place()
    )

    page = whoever(shared_app, "caseworker").get(f"/services/{hidden}")

    assert "The address is confidential and is not held here" in words_of(page.text)
    assert "geo:" not in page.text


@pytest.mark.usefixtures("now")
def test_drafts_cost_a_fixed_number_of_queries(app: Flask) -> None:
    coordinator = whoever(app, "coordinator")

    def cost(address: str) -> int:
        coordinator.get(address)
        with counted(app) as sent:
            assert coordinator.get(address).status_code == 200
        return len(sent)

    before = cost("/services?need=housing")
    for number in range(8):
        factories.publish(
            app, name=f"Quarrington {number}", publication=Publication.DRAFT, agency_types=[AgencyType.HOUSING_ADVICE]
        )

    assert MARK in coordinator.get("/services?need=housing").text
    assert cost("/services?need=housing") == before
    assert before <= 16


@pytest.mark.parametrize(
    "fault", ["LOCK TABLE device_session IN ACCESS EXCLUSIVE MODE", "ALTER TABLE device_session RENAME TO gone"]
)
@pytest.mark.usefixtures("now")
def test_where_her_session_cannot_be_read_staff_get_the_page_as_anybody(app: Flask, fault: str) -> None:
    if fault.startswith("LOCK") and not app.config["SETTINGS"].database_url.startswith("postgresql"):
        pytest.skip("SQLite locks no single table")
    outreach = whoever(app, "outreach")
    plain = {address: staff.visitor(app).get(address) for address in ("/services", "/help-now", "/")}
    with app.app_context(), db.engine.connect() as another, soon_out_of_patience(db.engine):
        another.execute(text(fault))
        if not fault.startswith("LOCK"):
            another.commit()

        pages = {address: outreach.get(address) for address in plain}

    assert {address: page.status_code for address, page in pages.items()} == dict.fromkeys(plain, 200)
    for address, page in pages.items():
        assert staff.without_nonces(page) == staff.without_nonces(plain[address])


@contextmanager
def soon_out_of_patience(engine: Engine) -> Iterator[None]:
    """On PostgreSQL, wait for a lock only as long as a test may."""

    def hurry(connection: Any, *_: object) -> None:
        connection.execute("SET lock_timeout = '200ms'")
        connection.commit()

    is_postgres = engine.dialect.name == "postgresql"
    if is_postgres:
        event.listen(engine, "checkout", hurry)
    try:
        yield
    finally:
        if is_postgres:
            event.remove(engine, "checkout", hurry)


def test_a_picture_of_the_map_asks_nobody_who_she_is(shared_app: Flask, now: datetime) -> None:
    outreach = whoever(shared_app, "outreach")

    page = outreach.get("/services/map.geojson")

    assert page.headers["Cache-Control"] == "private, no-cache"
    assert "ETag" in page.headers
