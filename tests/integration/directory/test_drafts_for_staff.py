"""Drafts are for the staff that the policy names: marked, in no memory, and to everybody else as if they never were."""

import csv
import re
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask

from pathway.accounts.vocabulary import Role
from pathway.directory.vocabulary import AgencyType, Publication, ServiceStatus
from pathway.organizations.vocabulary import OrganizationKind
from tests import factories, staff
from tests.integration.counting import counted
from tests.integration.reading import cards, drafts, id_of, words_of
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

    blank = cards(coordinator.get("/services").text[-60_000:])
    by_word = coordinator.get("/services?q=sufra").text
    by_need = coordinator.get("/services?need=crisis").text
    nothing = coordinator.get("/services?q=zzyzx").text

    assert len(seeded) == 28
    assert len([one for one in blank if one in {id_of(row["id"]) for row in seeded} | {str(draft)}]) == 10
    assert id_of("sufra") in by_word
    assert id_of("brent-cove") in by_need
    assert str(draft) not in by_need
    assert MARK not in nothing


def test_the_place_asked_about_changes_no_draft(shared_app: Flask, draft: UUID, now: datetime) -> None:
    coordinator = whoever(shared_app, "coordinator")

    def group(near: str) -> str:
        page = coordinator.get(f"/services?q=quarrington&near={near}").text
        return page[page.index('aria-labelledby="drafts-title"') :].partition("</section>")[0]

    assert group("NW10") == group("CR0")
    assert "straight line" not in group("NW10")


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


def test_a_picture_of_the_map_asks_nobody_who_she_is(shared_app: Flask, now: datetime) -> None:
    outreach = whoever(shared_app, "outreach")

    page = outreach.get("/services/map.geojson")

    assert page.headers["Cache-Control"] == "private, no-cache"
    assert "ETag" in page.headers
