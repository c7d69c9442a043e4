"""Setting in which hours a role is staffed."""

from collections.abc import Sequence
from typing import Any

from pathway.accounts.permissions import Person
from pathway.directory.listing_record import ScheduleExceptionRecord, ScheduleRecord
from pathway.extensions import db
from pathway.leads.history import note
from pathway.leads.models import LeadRole, LeadSchedule, LeadScheduleException
from pathway.leads.vocabulary import LeadAct


def set_hours(
    role: LeadRole, schedules: Sequence[ScheduleRecord], exceptions: Sequence[ScheduleExceptionRecord], by: Person
) -> None:
    """Set in which hours a role is staffed, in place of those it had. The same hours again change nothing."""
    before = _hours_of(role)
    role.schedules[:] = [LeadSchedule(**_columns(row, "phone_id")) for row in schedules]
    role.schedule_exceptions[:] = [LeadScheduleException(**_columns(row)) for row in exceptions]
    if _hours_of(role) != before:
        note(role, LeadAct.HOURS_SET, by)
    db.session.flush()


def _columns(row: ScheduleRecord | ScheduleExceptionRecord, *but: str) -> dict[str, Any]:
    return {name: value for name, value in row._asdict().items() if name not in ("id", *but)}


def _hours_of(role: LeadRole) -> list[list[Any]]:
    windows = [_values(row, ScheduleRecord._fields) for row in role.schedules]
    dates = [_values(row, ScheduleExceptionRecord._fields) for row in role.schedule_exceptions]
    return [*windows, *sorted(dates, key=str)]


def _values(row: Any, names: Sequence[str]) -> list[Any]:
    return [getattr(row, name) for name in names if name not in {"id", "phone_id", "position"}]
