"""The rota of a team over its pages: added, cancelled, moved, brought back, ended, logged; and who sees what of it."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from pathway.accounts.vocabulary import Role
from pathway.audit.models import AuditEvent
from pathway.extensions import db
from pathway.outreach import queries
from pathway.outreach.models import OutreachTeam, RotaChange, RotaSession, SessionLog
from tests.integration.reading import parser
from tests.staff import Staff, organization, signed_in, user

FRIDAY = "2026-11-27"
At = Callable[[datetime], None]
SESSION = {
    "area": "Harlesden",
    "offers": "Hot drinks, a nurse",
    "first_on": FRIDAY,
    "starts_at": "19:00",
    "ends_at": "23:00",
    "repeats": "monthly_last",
}


COUNTS = {"contacts": "7", "cards": "12", "items": "", "referrals": "1", "declined": "2"}
NO_NUMBER = "Enter a whole number from 0 to 999, or leave it empty for none"


@pytest.fixture
def worker(app: Flask, now: datetime) -> Staff:
    """Somebody who goes out."""
    return signed_in(app, user(app, organization(app), Role.OUTREACH))


@pytest.fixture
def team(worker: Staff) -> str:
    """The address of her team's page."""
    added = worker.post("/outreach/teams", {"name": "Night team"})
    assert added.status_code == 303
    return added.location.split("?")[0]


@pytest.fixture
def session(app: Flask, worker: Staff, team: str) -> str:
    """The address of a session of its rota, without a date."""
    assert worker.post(f"{team}/sessions", SESSION).status_code == 303
    with app.app_context():
        return f"/outreach/sessions/{db.session.scalars(select(RotaSession.id)).one()}"


def words_of(page: TestResponse) -> str:
    return " ".join(parser.fromstring(page.text).cssselect("main")[0].text_content().split())


def problem(page: TestResponse) -> str:
    return " ".join(parser.fromstring(page.text).cssselect(".govuk-error-summary__list")[0].text_content().split())


def acts(app: Flask) -> list[str]:
    with app.app_context():
        found = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence))
        return [action.removeprefix("outreach.") for action in found if action.startswith("outreach.")]


def test_a_session_is_put_on_the_rota(app: Flask, worker: Staff, team: str, session: str) -> None:
    assert "Each last Friday of the month, 19:00 to 23:00 Harlesden. Hot drinks, a nurse" in words_of(worker.get(team))
    rota = words_of(worker.get("/outreach/rota"))
    assert "Next: Harlesden, Friday 27 November, 19:00 to 23:00." in rota
    assert "Every session that is over is logged" in rota
    assert acts(app) == ["team_added", "session_added"]


def test_everybody_reads_the_times_only_if_the_team_says_so(app: Flask, worker: Staff, team: str, session: str) -> None:
    visitor = app.test_client()
    assert "No team shows its times" in words_of(visitor.get("/outreach"))

    assert worker.post(team, {"name": "Night team", "shows_times": "y"}).status_code == 303
    page = words_of(visitor.get("/outreach"))
    assert "Friday 27 November, 19:00 to 23:00 Harlesden, Night team Hot drinks, a nurse" in page
    assert worker.post(f"{session}/{FRIDAY}/cancel").status_code == 303
    assert "Harlesden, Night team. Cancelled" in words_of(visitor.get("/outreach"))

    assert worker.post(team, {"name": "Night team"}).status_code == 303
    assert "No team shows its times" in words_of(visitor.get("/outreach"))
    assert acts(app)[2:] == ["times_shown", "session_cancelled", "times_hidden"]


def test_cancelled_moved_and_brought_back(worker: Staff, session: str) -> None:
    page = f"{session}/{FRIDAY}"
    to = {"moved_on": "2026-11-28", "starts_at": "21:00", "ends_at": "02:00"}

    assert worker.post(f"{page}/move", to).status_code == 303
    moved = words_of(worker.get(page))
    assert "Saturday 28 November, 21:00 to 02:00 the next day" in moved
    assert "Moved from 27 November 2026" in moved
    assert worker.post(f"{page}/cancel").status_code == 303
    assert "Cancelled: Friday 27 November" in words_of(worker.get(page))
    assert worker.post(f"{page}/restore").status_code == 303
    assert "Cancelled" not in words_of(worker.get(page))
    refused = worker.post(f"{page}/restore")
    assert (refused.status_code, problem(refused)) == (409, "Nothing was changed about this date")


def test_a_session_is_logged_in_numbers_once_it_has_begun(app: Flask, worker: Staff, session: str, at: At) -> None:
    page, counts = (
        f"{session}/{FRIDAY}",
        COUNTS,
    )
    early = worker.post(f"{page}/log", counts)
    assert (early.status_code, problem(early)) == (409, "This session has not begun yet")

    at(datetime(2026, 11, 28, 1, 0, tzinfo=UTC))
    worker = signed_in(app, worker.user_id)  # type: ignore[arg-type] # she has one
    assert "Not logged yet Friday 27 November, 19:00 to 23:00" in words_of(worker.get("/outreach/rota"))
    wrong = worker.post(f"{page}/log", counts | {"cards": "a dozen"})
    assert (wrong.status_code, problem(wrong)) == (
        400,
        "Enter a whole number from 0 to 999, or leave it empty for none",
    )
    assert 'value="a dozen"' in wrong.text
    assert worker.post(f"{page}/log", counts).status_code == 303
    seen = {"seen": "7,12,0,1,2"}
    assert 'name="seen" value="7,12,0,1,2"' in worker.get(page).text
    assert worker.post(f"{page}/log", counts | seen | {"contacts": "8"}).status_code == 303

    with app.app_context():
        row = db.session.scalars(select(SessionLog)).one()
        assert (row.contacts, row.cards, row.items, row.referrals, row.declined) == (8, 12, 0, 1, 2)
        assert row.held_on == date(2026, 11, 27)
    assert "Every session that is over is logged" in words_of(worker.get("/outreach/rota"))
    assert acts(app)[2:] == ["session_logged", "log_corrected"]
    late = worker.post(f"{page}/cancel")
    assert (late.status_code, problem(late)) == (409, "This session has been logged already")


def test_a_log_is_closed_a_week_after_its_month_and_only_then_counted(
    app: Flask, worker: Staff, session: str, at: At
) -> None:
    page = f"{session}/{FRIDAY}"
    at(datetime(2026, 12, 7, 23, 59, tzinfo=UTC))
    worker = signed_in(app, worker.user_id)  # type: ignore[arg-type] # she has one
    assert worker.post(f"{page}/log", {"contacts": "40", "cards": "3"}).status_code == 303
    with app.app_context():
        assert queries.published_counts(datetime(2026, 12, 7, 23, 59, tzinfo=UTC)).months == ()

    at(datetime(2026, 12, 8, 0, 0, tzinfo=UTC))
    worker = signed_in(app, worker.user_id)  # type: ignore[arg-type] # she has one
    refused = worker.post(f"{page}/log", {"contacts": "50"})
    assert (refused.status_code, problem(refused)[:28]) == (409, "Its month is counted already")
    closed = worker.get(page)
    assert "It cannot be changed any more. Women you spoke with: 40" in words_of(closed)
    assert f"{page}/log" not in closed.text
    with app.app_context():
        told = queries.published_counts(datetime(2026, 12, 8, tzinfo=UTC))
    assert told.months == (date(2026, 11, 1),)
    assert told.count("session", "contacts", 0, 0).shown == "40"
    assert told.count("session", "cards", 0, 0).shown == "*"
    reader = signed_in(app, user(app, organization(app), Role.PARTNER))
    page = words_of(reader.get("/insight/evidence"))
    assert "Sessions from November 2026 to November 2026" in page
    assert "Women you spoke with 40 Cards given *" in page
    assert "outreach,Women you spoke with,count,40\r\n" in reader.get("/insight/evidence.csv").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"area": "Church Road 12"}, "Name a part of town, without numbers"),
        ({"area": ""}, "Enter a part of town"),
        ({"area": "Church Road \u00bd"}, "Name a part of town, without numbers"),
        ({"area": "Harlesden \u202egnp"}, "Take out what cannot be seen"),
        ({"offers": "Tea at 12 Church Road"}, "Say what is offered, without numbers"),
        ({"offers": "Tea\u200b"}, "Take out what cannot be seen"),
        ({"first_on": "2026-11-20"}, "20 November 2026 is not the last Friday of its month"),
        ({"first_on": "2026-11-31"}, "This is no day of the calendar"),
        ({"first_on": "2036-11-28"}, "Enter a day within two years"),
        ({"ends_at": "19:00"}, "It ends when it begins"),
        ({"repeats": "daily"}, "Choose again: what was sent is not among the answers here"),
        ({"until_on": "2026-11-01"}, "The last day is before the first"),
    ],
)
def test_what_is_wrong_is_said_and_kept(app: Flask, worker: Staff, team: str, typed: dict[str, str], said: str) -> None:
    page = worker.post(f"{team}/sessions", SESSION | typed)

    assert page.status_code == 400
    assert problem(page).startswith(said)
    assert ('value="Hot drinks, a nurse"' in page.text) is ("offers" not in typed)
    with app.app_context():
        assert db.session.scalars(select(RotaSession)).all() == []


def test_a_session_ends_and_one_that_never_was_goes(app: Flask, worker: Staff, team: str, session: str) -> None:
    assert worker.post(f"{session}/end", {"last_on": "2026-12-25"}).status_code == 303
    assert "ends 25 December 2026" in words_of(worker.get(team))
    assert worker.get(f"{session}/2027-01-29").status_code == 404
    longer = worker.post(f"{session}/end", {"last_on": "2027-02-01"})
    assert (longer.status_code, problem(longer)) == (409, "It ends before that. Add a session to begin again")
    assert worker.post(f"{session}/end", {"last_on": "2026-11-20"}).status_code == 303

    assert "Nothing is on its rota yet" in words_of(worker.get(team))
    with app.app_context():
        assert db.session.scalars(select(RotaSession)).all() == []


def test_one_that_never_was_goes_with_what_was_changed_of_it(
    app: Flask, worker: Staff, team: str, session: str
) -> None:
    assert worker.post(f"{session}/{FRIDAY}/cancel").status_code == 303
    to = {"moved_on": "2026-12-18", "starts_at": "19:00", "ends_at": "23:00"}
    assert worker.post(f"{session}/2026-12-25/move", to).status_code == 303

    assert worker.post(f"{session}/end", {"last_on": "2026-11-20"}).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(RotaSession)).all() == []
        assert db.session.scalars(select(RotaChange)).all() == []


def test_the_last_day_of_the_calendar_has_no_page(worker: Staff, team: str) -> None:
    over_midnight = {"repeats": "weekly", "starts_at": "22:00", "ends_at": "02:00"}
    assert worker.post(f"{team}/sessions", SESSION | over_midnight).status_code == 303
    found = re.search(r"/outreach/sessions/[\w-]+", worker.get(team).text)
    assert found

    assert worker.get(f"{found[0]}/9999-12-31").status_code == 404


def test_what_a_colleague_logged_meanwhile_is_not_overwritten(app: Flask, worker: Staff, session: str, at: At) -> None:
    page = f"{session}/{FRIDAY}"
    at(datetime(2026, 11, 28, 1, 0, tzinfo=UTC))
    first, second = (signed_in(app, user(app, organization(app), Role.OUTREACH)) for _ in range(2))

    assert first.post(f"{page}/log", COUNTS | {"seen": ""}).status_code == 303
    assert first.post(f"{page}/log", COUNTS | {"seen": ""}).status_code == 303  # a thumb that tapped twice
    late = second.post(f"{page}/log", {"contacts": "3", "cards": "4", "seen": ""})
    assert late.status_code == 409
    assert problem(late).startswith("Somebody logged it while you typed. Her numbers are here now.")
    assert problem(late).endswith(
        "Women you spoke with 3, Cards given 4, Other things given 0, Referrals made 0, Women who told you no 0"
    )
    assert 'name="contacts" type="text" value="7"' in late.text
    assert 'name="seen" value="7,12,0,1,2"' in late.text
    assert acts(app)[2:] == ["session_logged"]


def test_what_is_sent_twice_is_done_once(app: Flask, worker: Staff, session: str) -> None:
    for _ in range(2):
        assert worker.post(f"{session}/{FRIDAY}/cancel").status_code == 303

    assert acts(app)[2:] == ["session_cancelled"]


def test_a_session_is_not_moved_to_where_it_cannot_be_logged(worker: Staff, session: str) -> None:
    page = f"{session}/{FRIDAY}"
    to = {"moved_on": "2026-10-31", "starts_at": "20:00", "ends_at": "23:00"}

    refused = worker.post(f"{page}/move", to)
    assert (refused.status_code, problem(refused)) == (
        409,
        "That month is counted already. Choose a day from 1 November 2026 on",
    )
    assert 'value="2026-10-31"' in refused.text
    assert worker.post(f"{page}/move", to | {"moved_on": "2026-11-01"}).status_code == 303


def test_moving_begins_with_the_times_it_has(worker: Staff, session: str) -> None:
    page = worker.get(f"{session}/{FRIDAY}").text

    assert re.search(r'name="starts_at" type="time" value="19:00"', page)
    assert re.search(r'name="ends_at" type="time" value="23:00"', page)


def test_the_page_of_a_team_leads_to_dates_that_are_far_ahead(worker: Staff, team: str, session: str) -> None:
    assert f"{session}/2027-04-30" not in worker.get("/outreach/rota").text
    assert worker.post(f"{session}/2027-04-30/cancel").status_code == 303

    page = worker.get(team)
    assert f'href="{session}/2027-04-30"' in page.text
    assert "Friday 30 April, 19:00 to 23:00 Harlesden. Cancelled" in words_of(page)
    assert f"{session}/2027-06-25" not in page.text


@pytest.mark.parametrize("name", ["", "\u200b", "Night\u202emaet"])
def test_a_team_has_a_name_that_can_be_seen(worker: Staff, name: str) -> None:
    assert worker.post("/outreach/teams", {"name": name}).status_code == 400


def test_no_other_date_has_a_page(worker: Staff, session: str) -> None:
    for day in ("2026-11-26", "2026-11-20", "tomorrow", "2026-13-01", "20261127", "2026-W48-5", "2106-11-26"):
        assert worker.get(f"{session}/{day}").status_code == 404
        assert worker.post(f"{session}/{day}/cancel").status_code == 404


def test_the_secret_of_a_calendar_is_shown_once_and_ends(app: Flask, worker: Staff, team: str, session: str) -> None:
    visitor = app.test_client()

    def made() -> str:
        fields = parser.fromstring(worker.get(team).text).cssselect("input[name=seen]")
        page = worker.post(f"{team}/calendar", {"seen": fields[0].get("value")}).text
        found = re.search(r"/outreach/calendar/[\w-]+\.ics", page)
        assert found
        return found[0]

    first = made()
    assert visitor.get(first).status_code == 200
    assert first not in worker.get(team).text
    again = worker.post(f"{team}/calendar", {"seen": ""})  # the page with the address, loaded again
    assert (again.status_code, problem(again)[:19]) == (409, "An address was made")
    assert visitor.get(first).status_code == 200
    second = made()
    assert visitor.get(first).status_code == 404
    assert visitor.get(second).status_code == 200
    assert worker.post(f"{team}/calendar/end").status_code == 303
    assert visitor.get(second).status_code == 404
    assert worker.post(f"{team}/calendar/end").status_code == 409
    with app.app_context():
        assert db.session.scalars(select(OutreachTeam.calendar_hash)).one() is None


@pytest.mark.parametrize("role", [Role.REFERRER, Role.CASEWORKER, Role.SERVICE_MANAGER, Role.PARTNER, Role.AUDITOR])
def test_nobody_else_keeps_the_rota(app: Flask, session: str, team: str, role: Role) -> None:
    other = signed_in(app, user(app, organization(app), role))

    for address in ("/outreach/rota", team, f"{session}/{FRIDAY}"):
        assert other.get(address).status_code == 403
    assert other.post(f"{session}/{FRIDAY}/cancel").status_code == 403


def test_tonight_is_tonight_until_the_morning(app: Flask, worker: Staff, session: str, at: At) -> None:
    end = datetime(2026, 11, 27, 23, 0, tzinfo=UTC)
    for moment, is_there in ((end, True), (end + timedelta(hours=11), True), (end + timedelta(hours=12), False)):
        with app.app_context():
            found = [one.occurrence.on for one in queries.upcoming(moment)]
        assert (date(2026, 11, 27) in found) is is_there
