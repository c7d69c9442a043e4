"""Who sees what of a referral: every role, enforcement, both organisations and a visitor, over its pages and acts.

What is expected is read from the copy of the agreed matrix. Words that nobody else may read stand in what was typed,
and are looked for in pages, headers, messages, log lines and the trail.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from pathway.accounts.vocabulary import Role
from pathway.core import clock
from pathway.episodes.reference import new_reference
from pathway.extensions import db
from pathway.notifications.models import OutboxMessage
from pathway.organizations.vocabulary import OrganizationKind
from tests import referrals
from tests.integration.accounts.plans import cell
from tests.referrals import FACTS, World, make_world, send
from tests.staff import Staff, organization, signed_in, user, visitor, without_nonces

NOW = datetime.fromisoformat("2026-11-24T10:00:00+00:00")
ALIAS, NUMBER, NOTE, WHERE = "Canaryalias", "07700 900777", "Canarynote wants help", "weekdays before canarytime"
WORKER, QUESTION, REACH = "Canaryworker", "Canaryquestion about Monday", "020 7946 0777"
CANARIES = ("Canary", "canary", NUMBER, NUMBER.replace(" ", ""), REACH)
CONTENT = ("Canarynote", REACH)
IDENTITY = ("Canaryalias", NUMBER, "canarytime")

ROLES = tuple(role.value for role in Role)
COLUMNS = ("enforcement", *ROLES)
STATES = ("requested", "accepted", "rejected")


@dataclass
class Sweep:
    """A referral in each state, the people of the agency it went to, and people of another organisation."""

    world: World
    references: dict[str, str]
    at_agency: dict[str, Staff]
    elsewhere: dict[str, Staff]
    log: list[str]

    def legs_version(self, state: str) -> int:
        return referrals.episode(self.world.app, self.references[state]).legs[0].version


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture(scope="module")
def sweep(shared_app: Flask) -> Iterator[Sweep]:
    clock.stop(NOW)
    lines = _Lines()
    logging.getLogger().addHandler(lines)
    world = make_world(shared_app)
    references = {}
    for state in STATES:
        reference = references[state] = send(
            world.referrer,
            FACTS,
            alias=ALIAS,
            where=NUMBER,
            note=NOTE,
            safe_times=WHERE,
            reach=REACH,
            **{"agree-benefits_advice": "no"},
        )
        to = f"/referrals/{reference}/received/1"
        world.caseworker.post(f"{to}/ask", {"version": "1", "ask-words": QUESTION})
        if state == "accepted":
            world.caseworker.post(f"{to}/accept", {"version": "1", "accept-worker": WORKER, "accept-when": "hour"})
        if state == "rejected":
            world.caseworker.post(
                f"{to}/decline", {"version": "1", "decline-reason": "no_capacity", "decline-suggestion": ""}
            )
        assert referrals.episode(shared_app, reference).legs[0].status == state

    def people(home: object) -> dict[str, Staff]:
        staff = {role.value: signed_in(shared_app, user(shared_app, home, role)) for role in Role}  # type: ignore[arg-type] # an id
        police = organization(shared_app, OrganizationKind.ENFORCEMENT)
        staff["enforcement"] = signed_in(shared_app, user(shared_app, police, Role.CASEWORKER))
        return staff

    yield Sweep(world, references, people(world.agency), people(organization(shared_app)), lines.lines)
    logging.getLogger().removeHandler(lines)
    clock.stop(None)


@pytest.fixture(autouse=True)
def _still(now: object) -> None:
    """Time stands still."""


def knows(column: str, *, at_agency: bool) -> bool:
    """Whether somebody who did not send it may know that it exists, by the matrix: A18."""
    said = cell("A18", column)
    return said == "Y" or (said == "to" and at_agency)


def reads(line: str, column: str, *, at_agency: bool) -> bool:
    """Whether somebody who did not send it reads something that goes to whoever it is addressed to."""
    return cell(line, column) in {"to", "Y"} and at_agency and cell("A22", column) == "to"


def words(answer: TestResponse) -> str:
    """Everything that somebody gets: page, headers and address."""
    return "\n".join([answer.text, str(answer.headers)])


@pytest.mark.parametrize("at_agency", [True, False], ids=["at the agency", "elsewhere"])
@pytest.mark.parametrize("column", COLUMNS)
def test_the_page_of_a_referral(sweep: Sweep, column: str, at_agency: bool) -> None:
    staff = (sweep.at_agency if at_agency else sweep.elsewhere)[column]
    never = staff.get(f"/referrals/{new_reference()}")
    for state, reference in sweep.references.items():
        page = staff.get(f"/referrals/{reference}")

        if cell("A18", column) == "-":
            assert page.status_code == 403
        elif not knows(column, at_agency=at_agency):
            assert page.status_code == never.status_code == 404
            assert without_nonces(page) == without_nonces(never)
        else:
            assert page.status_code == 200
        seen = words(page)
        is_open = state != "rejected"
        content = reads("A19", column, at_agency=at_agency) and is_open
        assert ("Canarynote" in seen) == content or cell("A19", column) == "Y", (state, column)
        assert ("Canaryquestion" in seen) == content, (state, column)
        assert ("Canaryworker" in seen) <= content, (state, column)
        assert not any(word in seen for word in IDENTITY), "who she is stands behind a button, for everybody"
        if not content and cell("A19", column) != "Y":
            assert not any(word in seen for word in CANARIES)


@pytest.mark.parametrize("at_agency", [True, False], ids=["at the agency", "elsewhere"])
@pytest.mark.parametrize("column", COLUMNS)
def test_who_she_is(sweep: Sweep, column: str, at_agency: bool) -> None:
    staff = (sweep.at_agency if at_agency else sweep.elsewhere)[column]
    never = staff.post(f"/referrals/{new_reference()}/received/1/her")
    for state, reference in sweep.references.items():
        page = staff.post(f"/referrals/{reference}/received/1/her")

        if reads("A20", column, at_agency=at_agency):
            assert page.status_code == (200 if state == "accepted" else 409)
            assert all(word in page.text for word in IDENTITY) == (state == "accepted")
        elif cell("A20", column) == "-":
            assert page.status_code == 403
        elif not knows(column, at_agency=at_agency):
            assert without_nonces(page) == without_nonces(never)
        if not (reads("A20", column, at_agency=at_agency) and state == "accepted"):
            assert not any(word in words(page) for word in CANARIES)


@pytest.mark.parametrize("at_agency", [True, False], ids=["at the agency", "elsewhere"])
@pytest.mark.parametrize("column", COLUMNS)
def test_who_acts(sweep: Sweep, column: str, at_agency: bool) -> None:
    staff = (sweep.at_agency if at_agency else sweep.elsewhere)[column]
    never = staff.post(f"/referrals/{new_reference()}/received/1/accept")
    for state, reference in sweep.references.items():
        before = sweep.legs_version(state)
        # An old version changes nothing, whoever sends it: what matters is whether she is let in.
        done = staff.post(f"/referrals/{reference}/received/1/accept", {"version": "0", "accept-worker": "Canaryother"})

        assert sweep.legs_version(state) == before
        if reads("A22", column, at_agency=at_agency):
            assert done.status_code == 409
            continue
        assert done.status_code in {403, 404}
        assert "Canary" not in words(done)
        if cell("A22", column) != "-" and not knows(column, at_agency=at_agency):
            assert without_nonces(done) == without_nonces(never)


@pytest.mark.parametrize("at_agency", [True, False], ids=["at the agency", "elsewhere"])
@pytest.mark.parametrize("column", COLUMNS)
def test_the_inbox(sweep: Sweep, column: str, at_agency: bool) -> None:
    staff = (sweep.at_agency if at_agency else sweep.elsewhere)[column]
    for pile in ("to-answer", "taken", "on-hold", "closed"):
        page = staff.get(f"/referrals/inbox?pile={pile}")

        assert page.status_code == (403 if cell("A21", column) == "-" else 200)
        assert not any(word in words(page) for word in CANARIES)
        listed = any(reference in page.text for reference in sweep.references.values())
        assert listed == (reads("A22", column, at_agency=at_agency) and pile != "on-hold")
    counted = staff.get("/referrals/inbox").text
    if cell("A21", column) == "org":
        assert ("1 referral waits" in counted) == at_agency
    if cell("A21", column) == "Y":
        assert "1 waits" in counted


@pytest.mark.parametrize("column", COLUMNS)
def test_other_pages_hold_nothing_of_it(sweep: Sweep, column: str) -> None:
    staff = sweep.at_agency[column]
    for address in ("/manage", "/referrals", "/referrals/decisions", "/insight/activity", "/account/activity"):
        page = staff.get(address)
        assert not any(word in words(page) for word in CANARIES), address


def test_a_visitor_learns_nothing(sweep: Sweep) -> None:
    stranger = visitor(sweep.world.app)
    for reference in (*sweep.references.values(), new_reference()):
        assert stranger.get(f"/referrals/{reference}").location.startswith("/sign-in")
        for path in ("/her", "/accept", "/acknowledge"):
            answer = stranger.post(f"/referrals/{reference}/received/1{path}", {"version": "1"})
            assert answer.status_code == 403
            assert not any(word in words(answer) for word in CANARIES)


def test_its_referrer_sees_receipts_the_question_and_no_more_of_the_agency(sweep: Sweep) -> None:
    for state, reference in sweep.references.items():
        page = sweep.world.referrer.get(f"/referrals/{reference}")
        assert page.status_code == 200
        assert ("Canaryquestion" in page.text) == (state != "rejected") or state == "rejected"
        assert WORKER not in page.text
        assert sweep.world.referrer.post(f"/referrals/{reference}/received/1/accept").status_code == 403


def test_no_message_log_line_or_trail_holds_any_of_it(sweep: Sweep) -> None:
    with sweep.world.app.app_context():
        messages = db.session.scalars(select(OutboxMessage)).all()
        assert messages
        for message in messages:
            assert not any(word in (message.content or "") for word in CANARIES)
        rows = db.session.execute(text("SELECT action, subject FROM audit_event")).all()
        assert not any(word in f"{action} {subject}" for action, subject in rows for word in CANARIES)
    assert not any(word in line for line in sweep.log for word in CANARIES)
