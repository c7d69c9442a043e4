"""The calendar of a team: each session as an event of its own, in UTC.

Readers of calendars differ about rules in London time, about what is cancelled, and about a night on which the clocks
change (`findings`, ADR 45). A list of moments means the same to all of them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from pathway.outreach.queries import Session

BACK, AHEAD = timedelta(days=31), timedelta(days=366)
"""How far the calendar reaches, from today."""
REFRESH = timedelta(hours=1)


def calendar_of(name: str, sessions: Iterable[Session], host: str, now: datetime) -> bytes:
    """Write sessions as iCalendar (RFC 5545), without those that were cancelled. It names an area, and nobody.

    `name`: of the team. A phone that is told none shows the address instead, and the secret in it.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Pathway//Sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for session in sessions:
        occurrence = session.occurrence
        if occurrence.is_cancelled:
            continue
        event = Event()
        event.add("uid", f"{occurrence.rota_id}-{occurrence.on.isoformat()}@{host}")
        event.add("dtstamp", now)
        event.add("dtstart", occurrence.begins_at)
        event.add("dtend", occurrence.ends_at)
        event.add("summary", f"{session.team}: {session.area}")
        if session.offers:
            event.add("description", session.offers)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
