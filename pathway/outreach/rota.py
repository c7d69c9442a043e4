"""On which dates a session of the rota takes place, and from when to when. Plain values in, plain values out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from pathway.core.clock import LONDON
from pathway.core.formats import long_date
from pathway.outreach.vocabulary import ChangeKind, Repeats

_ORDINALS = ("first", "second", "third", "fourth")
_EVERY = {Repeats.WEEKLY: 1, Repeats.TWO_WEEKLY: 2}
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """A session as the rota has it: London days and times of the clock; it ends the day after where it ends earlier."""

    first_on: date
    starts_at: time
    ends_at: time
    repeats: Repeats
    until_on: date | None = None


@dataclass(frozen=True)
class Change:
    """What became of one date. Where it was moved, `moved_on` and the times are where to."""

    kind: ChangeKind
    moved_on: date | None = None
    starts_at: time | None = None
    ends_at: time | None = None


@dataclass(frozen=True)
class Occurrence:
    """A session on one date. `on`: the date the rota has for it; `begins_at` and `ends_at`: aware UTC."""

    rota_id: UUID
    on: date
    begins_at: datetime
    ends_at: datetime
    change: ChangeKind | None = None

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.change is ChangeKind.CANCELLED

    @property
    def when(self) -> str:
        """Say when it is, without the year: "Friday 27 November, 19:00 to 23:00"."""
        begins, ends = self.begins_at.astimezone(LONDON), self.ends_at.astimezone(LONDON)
        next_day = " the next day" if ends.date() > begins.date() else ""
        return f"{begins:%A} {begins.day} {begins:%B}, {begins:%H:%M} to {ends:%H:%M}{next_day}"

    @property
    def is_moved(self) -> bool:
        """Whether it takes place at another time than the rota's."""
        return self.change is ChangeKind.MOVED


def fault_in(rule: Rule) -> str:
    """Say what is wrong with a rule, in words that say what to do; "" where nothing is."""
    if rule.starts_at == rule.ends_at:
        return "It ends when it begins. Enter another time for its end"
    if rule.until_on is not None and rule.until_on < rule.first_on:
        return "The last day is before the first"
    if rule.repeats is Repeats.MONTHLY and rule.first_on.day > 28:
        return f"Not every month has a fifth {rule.first_on:%A}. Choose the last of the month, or another first day"
    if rule.repeats is Repeats.MONTHLY_LAST and not _is_last(rule.first_on):
        return f"{long_date(rule.first_on)} is not the last {rule.first_on:%A} of its month. Enter one that is"
    return ""


def dates(rule: Rule, begin: date, end: date) -> list[date]:
    """Return the dates of the rota from one day to another, both included."""
    end = min(end, rule.until_on) if rule.until_on else end
    if end < rule.first_on or begin > end:
        return []
    if rule.repeats is Repeats.ONCE:
        return [rule.first_on] if begin <= rule.first_on <= end else []
    # The library counts from where it begins: from the first day of all, that takes seconds for a far year.
    begin = max(begin, rule.first_on)
    if rule.repeats in _EVERY:
        interval = _EVERY[rule.repeats]
        over = (begin - rule.first_on).days % (7 * interval)
        days = rrule(WEEKLY, dtstart=datetime.combine(begin - timedelta(days=over), time()), interval=interval)
    else:
        # By name: a rule that only says "monthly" means another thing to each reader of it.
        nth = -1 if rule.repeats is Repeats.MONTHLY_LAST else _nth(rule.first_on)
        dtstart = datetime.combine(begin, time())
        days = rrule(MONTHLY, dtstart=dtstart, byweekday=weekday(rule.first_on.weekday(), nth))
    between = days.between(datetime.combine(begin, time()), datetime.combine(end, time()), inc=True)
    return [day.date() for day in between]


def occurrences(
    rota_id: UUID, rule: Rule, changes: Mapping[date, Change], begin: date, end: date
) -> Iterator[Occurrence]:
    """Give the sessions that are, or were to be, on the days from `begin` to `end`, both included, in no order."""
    moved_here = [
        on
        for on, change in changes.items()
        if change.moved_on is not None and begin <= change.moved_on <= end and not begin <= on <= end
    ]
    for on in (*dates(rule, begin, end), *_on_the_rota(rule, moved_here)):
        change = changes.get(on)
        if change is None or change.kind is ChangeKind.CANCELLED:
            yield _occurrence(rota_id, on, on, rule.starts_at, rule.ends_at, change)
        elif change.moved_on is not None and begin <= change.moved_on <= end:
            starts_at, ends_at = change.starts_at or rule.starts_at, change.ends_at or rule.ends_at
            yield _occurrence(rota_id, on, change.moved_on, starts_at, ends_at, change)


def occurrence_on(rota_id: UUID, rule: Rule, change: Change | None, on: date) -> Occurrence | None:
    """Return the session that the rota has for a date; None where it has none."""
    if not dates(rule, on, on):
        return None
    changes = {on: change} if change else {}
    until = change.moved_on if change and change.moved_on else on
    found = occurrences(rota_id, rule, changes, min(on, until), max(on, until))
    return next((each for each in found if each.on == on), None)


def times(day: date, starts_at: time, ends_at: time) -> tuple[datetime, datetime]:
    """Return when a session of a London day begins and ends, in UTC.

    The clock on the wall says both. A session that would have no length, because its hour does not exist on the night
    in March, has the length that the clock would give it on any other night.
    """
    ends_on = day if ends_at > starts_at else day + _A_DAY
    begins = datetime.combine(day, starts_at, LONDON).astimezone(UTC)
    ends = datetime.combine(ends_on, ends_at, LONDON).astimezone(UTC)
    if ends <= begins:
        ends = begins + (datetime.combine(ends_on, ends_at) - datetime.combine(day, starts_at))
    return begins, ends


def words(rule: Rule) -> str:
    """Say when a session takes place: "Every second Friday, 19:00 to 23:00"."""
    return f"{_days(rule)}, {clock_words(rule.starts_at, rule.ends_at)}"


def clock_words(starts_at: time, ends_at: time) -> str:
    """Say from when to when: "19:00 to 23:00", "22:00 to 02:00 the next day"."""
    return f"{starts_at:%H:%M} to {ends_at:%H:%M}{'' if ends_at > starts_at else ' the next day'}"


def _days(rule: Rule) -> str:
    day = f"{rule.first_on:%A}"
    match rule.repeats:
        case Repeats.ONCE:
            return f"{day} {long_date(rule.first_on)}"
        case Repeats.WEEKLY:
            return f"Every {day}"
        case Repeats.TWO_WEEKLY:
            return f"Every second {day}, from {long_date(rule.first_on)}"
        case Repeats.MONTHLY:
            return f"Each {_ORDINALS[_nth(rule.first_on) - 1]} {day} of the month"
    return f"Each last {day} of the month"


def _occurrence(
    rota_id: UUID, on: date, day: date, starts_at: time, ends_at: time, change: Change | None
) -> Occurrence:
    begins_at, ends = times(day, starts_at, ends_at)
    return Occurrence(rota_id, on, begins_at, ends, change.kind if change else None)


def _on_the_rota(rule: Rule, days: Iterable[date]) -> Iterator[date]:
    return (day for day in days if dates(rule, day, day))


def _nth(day: date) -> int:
    return (day.day - 1) // 7 + 1


def _is_last(day: date) -> bool:
    return (day + timedelta(days=7)).month != day.month
