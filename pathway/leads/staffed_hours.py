"""In which hours a role is staffed: read as records, and set."""

from collections.abc import Sequence
from typing import Any

from pathway.accounts.permissions import Person
from pathway.directory.listing_record import ScheduleExceptionRecord, ScheduleRecord
from pathway.extensions import db
from pathway.leads.history import note
from pathway.leads.models import LeadRole, LeadSchedule, LeadScheduleException
from pathway.leads.vocabulary import LeadAct

_OF_PLACE = frozenset({"id", "phone_id", "position"})


def records_of(role: LeadRole) -> tuple[list[ScheduleRecord], list[ScheduleExceptionRecord]]:
    """Return the rows of the usual week and the single dates, in the shape of a listing's."""
    weeks = [ScheduleRecord(id=row.id, **_values(row, ScheduleRecord._fields)) for row in role.schedules]
    dates = [
        ScheduleExceptionRecord(id=row.id, **_values(row, ScheduleExceptionRecord._fields))
        for row in role.schedule_exceptions
    ]
    return weeks, dates


def set_hours(
    role: LeadRole, schedules: Sequence[ScheduleRecord], exceptions: Sequence[ScheduleExceptionRecord], by: Person
) -> None:
    """Set in which hours a role is staffed, in place of those it had. The same hours again change nothing."""
    if is_same(role, schedules, exceptions):
        return
    role.schedules[:] = [
        LeadSchedule(position=place, **_values(row, row._fields)) for place, row in enumerate(schedules)
    ]
    role.schedule_exceptions[:] = [LeadScheduleException(**_values(row, row._fields)) for row in exceptions]
    note(role, LeadAct.HOURS_SET, by)
    db.session.flush()


def is_same(role: LeadRole, schedules: Sequence[ScheduleRecord], exceptions: Sequence[ScheduleExceptionRecord]) -> bool:
    """Whether a role has these hours already."""
    return _plain(*records_of(role)) == _plain(schedules, exceptions)


def _plain(schedules: Sequence[ScheduleRecord], exceptions: Sequence[ScheduleExceptionRecord]) -> list[Any]:
    """Return hours as they can be compared: single dates have no order."""
    dates = sorted((_values(row, row._fields) for row in exceptions), key=str)
    return [*(_values(row, row._fields) for row in schedules), *dates]


def _values(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names if name not in _OF_PLACE}
