"""When each number of a listing answers, so that the one for this hour comes first.

A number has its own hours if the listing has schedule rows for it; otherwise its description may say "office hours",
"out of hours" or both (`phone_words`); otherwise it answers when the service is open.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from pathway.directory.any_listing import Listed, ListedPhone
from pathway.directory.facet_tags import tag
from pathway.directory.hours import clock_words
from pathway.directory.hours.opening_hours import Openness, state_at
from pathway.directory.hours.phone_words import StatedHours, stated_hours
from pathway.directory.hours.stored import timetable_of, window_of
from pathway.directory.hours.timetable import WEEKDAY_CODES, Timetable, Window
from pathway.directory.vocabulary import BankHolidays, ScheduleKind

OFFICE_WEEK = Timetable(
    windows=(
        Window(
            kind=ScheduleKind.OPENING,
            freq="WEEKLY",
            byday=WEEKDAY_CODES[:5],
            opens_at=time(9),
            closes_at=time(17),
            bank_holidays=BankHolidays.CLOSED,
        ),
    )
)
"""Office hours of a service that does not say its own: Monday to Friday, 9 to 5."""

ROUND_THE_CLOCK = Timetable(
    windows=(
        Window(kind=ScheduleKind.OPENING, freq="WEEKLY", byday=WEEKDAY_CODES, opens_at=time(0), closes_at=time(0)),
    )
)

ANY_HOUR_TAG = tag("calls", "any-hour")
OFFICE_TAG, OUT_OF_OFFICE_TAG = tag("calls", "office"), tag("calls", "out-of-office")
"""Facets of the index: a listing has a number for office hours, for all other hours, or for each."""


class PhoneHours(StrEnum):
    """The hours in which a number answers: the service's, office hours, all others, or its own."""

    SERVICE = "service"
    OFFICE = "office"
    OUT_OF_HOURS = "out_of_hours"
    OWN = "own"


WHEN = {PhoneHours.OFFICE: "office hours", PhoneHours.OUT_OF_HOURS: "nights and weekends"}

_RANK = {Openness.OPEN: 0, Openness.UNKNOWN: 1, Openness.LATER: 2, Openness.CLOSED: 2}


def hours_of(phone: ListedPhone, service: Listed) -> tuple[PhoneHours, Timetable | None]:
    """Return the kind of hours of a number, and their timetable (None: the service's state counts)."""
    own = tuple(window_of(row) for row in service.schedules if row.phone_id == phone.id)
    if own:
        return PhoneHours.OWN, Timetable(windows=own)
    stated = stated_hours(phone.description)
    if stated is None:
        return PhoneHours.SERVICE, None
    if stated is StatedHours.BOTH:
        return PhoneHours.OWN, ROUND_THE_CLOCK
    hours = timetable_of(service)
    return PhoneHours(stated), hours if hours.windows and not hours.never_closes else OFFICE_WEEK


def answers_at_any_hour(service: Listed) -> bool:
    """Whether somebody always answers: one number is for office hours and another for all others, or one for both.

    The hours of the service itself do not matter here: they are those of its desk, or not known.
    """
    phone_hours = [hours_of(phone, service) for phone in service.phones if not phone.is_text]
    kinds = {kind for kind, _ in phone_hours}
    if any(hours is ROUND_THE_CLOCK for _, hours in phone_hours):
        return True
    return PhoneHours.OUT_OF_HOURS in kinds and (PhoneHours.OFFICE in kinds or bool(timetable_of(service).windows))


def calls_tags(service: Listed) -> Iterator[str]:
    """Yield the facets for numbers whose hours differ from the service's."""
    if answers_at_any_hour(service):
        yield ANY_HOUR_TAG
    for phone in service.phones:
        kind, week = hours_of(phone, service)
        if not phone.is_text and week == OFFICE_WEEK:
            yield OFFICE_TAG if kind is PhoneHours.OFFICE else OUT_OF_OFFICE_TAG


@dataclass(frozen=True)
class Hours:
    """The hours of a number: their kind, and their timetable."""

    kind: PhoneHours = PhoneHours.SERVICE
    timetable: Timetable | None = None

    def at(self, now: datetime, service: Openness) -> Openness:
        """Return whether the number answers at `now` (aware UTC); `service` is the state of the service then."""
        if self.kind is PhoneHours.SERVICE or self.timetable is None:
            return service
        status = state_at(self.timetable, now).status
        if self.kind is PhoneHours.OUT_OF_HOURS:
            # On a day that may be a holiday the desk may be shut, so this number is the one to try.
            return Openness.CLOSED if status is Openness.OPEN else Openness.OPEN
        return status


def when_words(hours: Hours, description: str | None) -> str:
    """Return in a few words when a number answers; "" if the listing does not say."""
    if hours.kind is PhoneHours.OWN:
        return description or _week_words(hours.timetable)
    return WHEN.get(hours.kind, "")


def _week_words(timetable: Timetable | None) -> str:
    """Write plain weekly rows: "Mon, Tue 9am to 5pm"."""
    rows = []
    for window in timetable.windows if timetable else ():
        days = [clock_words.WEEKDAYS[day][:3] for _, day in sorted(window.weekdays)]
        rows.append(f"{', '.join(days)} {clock_words.span(window.opens_at, window.closes_at)}".strip())
    return "; ".join(rows)


def in_order(statuses: Sequence[Openness]) -> list[int]:
    """Return the indexes of numbers in the order to try them: those that answer now, not known, closed."""
    return sorted(range(len(statuses)), key=lambda place: _RANK[statuses[place]])
