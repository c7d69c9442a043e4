"""The calendar of a team, read by two readers that know nothing of each other, over both changes of the clocks."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import recurring_ical_events
import vobject
from flask import Flask

from pathway.accounts.vocabulary import Role
from pathway.core.clock import LONDON
from tests.staff import Staff, organization, signed_in, user

NOW = datetime(2026, 10, 1, 10, 0, tzinfo=UTC)
Span = tuple[datetime, datetime, str]


@pytest.fixture
def worker(app: Flask, at: Callable[[datetime], None]) -> Staff:
    at(NOW)
    return signed_in(app, user(app, organization(app), Role.OUTREACH))


def add(worker: Staff, team: str, area: str, first_on: str, starts_at: str, ends_at: str, repeats: str) -> None:
    typed = {"area": area, "first_on": first_on, "starts_at": starts_at, "ends_at": ends_at, "repeats": repeats}
    assert worker.post(f"{team}/sessions", typed).status_code == 303


def feed(app: Flask, worker: Staff) -> str:
    """The calendar of a team with two sessions an hour apart, one over midnight, and one over each change."""
    team = worker.post("/outreach/teams", {"name": "Night team"}).location.split("?")[0]
    add(worker, team, "Harlesden", "2026-10-02", "18:00", "19:00", "weekly")
    add(worker, team, "Wembley", "2026-10-02", "19:00", "20:00", "weekly")
    add(worker, team, "Kilburn", "2026-10-03", "22:00", "03:00", "weekly")
    page = worker.get("/outreach/rota").text
    first = page[page.index("/outreach/sessions/") :].split('"')[0]
    assert first.endswith("2026-10-02")
    session = first.rsplit("/", 1)[0]
    assert worker.post(f"{session}/2027-06-04/cancel").status_code == 303
    to = {"moved_on": "2027-06-12", "starts_at": "18:30", "ends_at": "19:30"}
    assert worker.post(f"{session}/2027-06-11/move", to).status_code == 303
    address = worker.post(f"{team}/calendar").text
    start = address.index("/outreach/calendar/")
    sent = app.test_client().get(address[start : address.index(".ics", start) + 4])
    assert sent.status_code == 200
    assert sent.mimetype == "text/calendar"
    assert sent.headers["Cache-Control"] == "no-store"
    return sent.text


def by_icalendar(text: str) -> set[Span]:
    calendar = icalendar.Calendar.from_ical(text)
    events = recurring_ical_events.of(calendar).between(date(2026, 9, 1), date(2027, 12, 31))
    return {
        (event["DTSTART"].dt.astimezone(UTC), event["DTEND"].dt.astimezone(UTC), str(event["SUMMARY"]))
        for event in events
    }


def by_vobject(text: str) -> set[Span]:
    events = vobject.readOne(text).vevent_list
    return {
        (event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC), event.summary.value)
        for event in events
    }


def expected() -> set[Span]:
    """Every session by the clock on the wall, said slowly."""
    spans: set[Span] = set()
    for area, first, starts_at, ends_at in (
        ("Harlesden", date(2026, 10, 2), time(18), time(19)),
        ("Wembley", date(2026, 10, 2), time(19), time(20)),
        ("Kilburn", date(2026, 10, 3), time(22), time(3)),
    ):
        day = first
        while day <= NOW.date() + timedelta(days=366):
            ends_on = day if ends_at > starts_at else day + timedelta(days=1)
            if (area, day) == ("Harlesden", date(2027, 6, 11)):
                on, starts, ends = date(2027, 6, 12), time(18, 30), time(19, 30)
                spans.add((moment(on, starts), moment(on, ends), f"Night team: {area}"))
            elif (area, day) != ("Harlesden", date(2027, 6, 4)):
                spans.add((moment(day, starts_at), moment(ends_on, ends_at), f"Night team: {area}"))
            day += timedelta(days=7)
    return spans


def moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, LONDON).astimezone(UTC)


def test_two_readers_read_the_same_sessions(app: Flask, worker: Staff) -> None:
    text = feed(app, worker)

    assert by_icalendar(text) == by_vobject(text) == expected()
    assert len(expected()) > 150


def test_it_names_nobody_and_no_place(app: Flask, worker: Staff) -> None:
    text = feed(app, worker)

    assert {line.split(":")[0].split(";")[0] for line in text.splitlines()} <= {
        "BEGIN", "END", "PRODID", "VERSION", "REFRESH-INTERVAL", "X-PUBLISHED-TTL", "UID", "DTSTAMP", "DTSTART",
        "DTEND", "SUMMARY", "NAME", "X-WR-CALNAME",
    }  # fmt: skip
    assert {"NAME:Night team", "X-WR-CALNAME:Night team"} <= set(text.splitlines())
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
