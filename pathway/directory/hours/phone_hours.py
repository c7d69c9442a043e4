"""When each number of a listing answers, so that the one for this hour comes first.

A number has hours of its own where the listing gives it rows; otherwise its description may say "office hours", "out
of hours" or both (`phone_words`); otherwise it answers when the service does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from pathway.directory.any_listing import Listed, ListedPhone
from pathway.directory.facet_tags import tag
from pathway.directory.hours import clock_words
from pathway.directory.hours.opening_hours import Openness, state_at
from pathway.directory.hours.phone_words import Said, hours_said
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
"""Office hours where the service does not say its own: Monday to Friday, 9 to 5."""

ROUND_THE_CLOCK = Timetable(
    windows=(
        Window(kind=ScheduleKind.OPENING, freq="WEEKLY", byday=WEEKDAY_CODES, opens_at=time(0), closes_at=time(0)),
    )
)

ANY_HOUR_TAG = tag("calls", "any-hour")
OFFICE_TAG, OUT_OF_OFFICE_TAG = tag("calls", "office"), tag("calls", "out-of-office")
"""In the index, of a listing with a number for office hours, for all others, or one for each."""


class PhoneHours(StrEnum):
    """Which hours a number answers in: the service's, office hours, all others, or hours of its own."""

    SERVICE = "service"
    OFFICE = "office"
    OUT_OF_HOURS = "out_of_hours"
    OWN = "own"


WHEN = {PhoneHours.OFFICE: "office hours", PhoneHours.OUT_OF_HOURS: "nights and weekends"}

_RANK = {Openness.OPEN: 0, Openness.UNKNOWN: 1, Openness.LATER: 2, Openness.CLOSED: 2}


def hours_of(phone: ListedPhone, service: Listed) -> tuple[PhoneHours, Timetable | None]:
    """Return which hours a number answers in, and the timetable they are read from (None: the service's state)."""
    own = tuple(window_of(row) for row in service.schedules if row.phone_id == phone.id)
    if own:
        return PhoneHours.OWN, Timetable(windows=own)
    said = hours_said(phone.description)
    if said is None:
        return PhoneHours.SERVICE, None
    if said is Said.BOTH:
        return PhoneHours.OWN, ROUND_THE_CLOCK
    hours = timetable_of(service)
    return PhoneHours(said), hours if hours.windows and not hours.never_closes else OFFICE_WEEK


def answers_at_any_hour(service: Listed) -> bool:
    """Whether one number is for office hours and another for all others, or one for both: somebody always answers.

    The hours of the service itself say nothing of it: they are those of its desk, or not known.
    """
    found = [hours_of(phone, service) for phone in service.phones if not phone.is_text]
    kinds = {kind for kind, _ in found}
    if any(hours is ROUND_THE_CLOCK for _, hours in found):
        return True
    return PhoneHours.OUT_OF_HOURS in kinds and (PhoneHours.OFFICE in kinds or bool(timetable_of(service).windows))


def calls_tags(service: Listed) -> Iterator[str]:
    """Give the facets of when its numbers answer, where those are not the hours of the service itself."""
    if answers_at_any_hour(service):
        yield ANY_HOUR_TAG
    for phone in service.phones:
        kind, week = hours_of(phone, service)
        if not phone.is_text and week == OFFICE_WEEK:
            yield OFFICE_TAG if kind is PhoneHours.OFFICE else OUT_OF_OFFICE_TAG


@dataclass(frozen=True)
class Hours:
    """What `by_the_clock` needs of a number: which hours, and their timetable."""

    kind: PhoneHours = PhoneHours.SERVICE
    timetable: Timetable | None = None

    def at(self, now: datetime, service: Openness) -> Openness:
        """Say whether the number answers at `now` (aware UTC); `service` is what the whole service is then."""
        if self.kind is PhoneHours.SERVICE or self.timetable is None:
            return service
        status = state_at(self.timetable, now).status
        if self.kind is PhoneHours.OUT_OF_HOURS:
            # On a day that may be a holiday the desk may be shut, and the other number is the one to try.
            return Openness.CLOSED if status is Openness.OPEN else Openness.OPEN
        return status


def when_words(hours: Hours, description: str | None) -> str:
    """Say in a few words when a number answers; "" where nothing is said of it alone."""
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
    """Return the places of numbers in the order to try them: those that answer now, not known, closed."""
    return sorted(range(len(statuses)), key=lambda place: _RANK[statuses[place]])
