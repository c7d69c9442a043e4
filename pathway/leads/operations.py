"""What is done to leads: added, changed, confirmed, taken on, handed over, staffed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from pathway.accounts.permissions import Person
from pathway.audit import trail
from pathway.core.clock import london_today
from pathway.core.errors import ChangeRefusedError
from pathway.core.formats import long_date
from pathway.core.permission import Permission
from pathway.directory.listing_record import ScheduleExceptionRecord, ScheduleRecord
from pathway.directory.phone_numbers import digits_of
from pathway.extensions import db
from pathway.leads.models import TO_BE_AGREED, LeadChange, LeadHolder, LeadRole, LeadSchedule, LeadScheduleException
from pathway.leads.tenure import ONE_DAY, REVIEWED_FOR, is_over, overlap
from pathway.leads.vocabulary import LeadAct, LeadKind
from pathway.organizations.models import Organization

LABELS = {
    "title": "Role",
    "kind": "Kind",
    "organization": "Organisation",
    "area": "Area",
    "recommendation": "Recommendation",
    "escalation": "Called by the 72-hour clock",
    "url": "Web page",
    "email": "Team mailbox",
    "phone": "Team number",
    "needs_phone": "Needs a phone",
    "needs_deputy": "Needs a deputy",
    "needs_hours": "Needs staffed hours",
    "review_due_on": "Review due",
}
"""What each field of a role is called in its history."""

SAME_TITLE = "This organisation has a role of this name on the list already"


class LeadError(ChangeRefusedError):
    """A role is not changed; the message says why. `field` is the field of the form that it is about."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class RoleDetails:
    """What is typed about a role. Without `organization_id`, the words say whose it is. Without a day, 180 days."""

    title: str
    kind: LeadKind
    organization_id: UUID | None
    organization_words: str | None
    area: str | None
    recommendation: int | None
    escalation: str | None
    url: str | None
    email: str | None
    phone: str | None
    needs_phone: bool
    needs_deputy: bool
    needs_hours: bool
    review_due_on: date | None


@dataclass(frozen=True)
class HolderDetails:
    """What is typed about who holds a role. Mailbox and number are kept only with the day she agreed."""

    name: str
    email: str | None
    phone: str | None
    agreed_on: date | None
    from_on: date
    until_on: date | None = None
    is_deputy: bool = False


def add(details: RoleDetails, by: Person) -> LeadRole:
    """Put a role on the list. The same one again, a second tap, is the one that is there. Raises LeadError."""
    if (same := _same_title(details.title, details.organization_id, details.organization_words, None)) is not None:
        _refuse_unless_equal(same, details)
        return same
    role = LeadRole(position=_next_position())
    _set(role, details)
    db.session.add(role)
    db.session.flush()
    _note(role, LeadAct.ADDED, by)
    return role


def change(role: LeadRole, details: RoleDetails, by: Person) -> None:
    """Change what is known of a role; nothing is written down where nothing changes. Raises LeadError."""
    if _same_title(details.title, details.organization_id, details.organization_words, role.id) is not None:
        raise LeadError(SAME_TITLE, "title")
    before = _public_words(role)
    _set(role, details)
    lines = list(_differences(before, _public_words(role)))
    if lines:
        _note(role, LeadAct.CHANGED, by, lines)


def retire(role: LeadRole, by: Person) -> None:
    """Take a role off the list. Who holds it does so until today, and no longer. Raises LeadError.

    What the 72-hour clock calls on is taken off by whoever looks after all roles.
    """
    if role.retired_on is not None:
        return
    if role.escalation and not by.reaches_all(Permission.EDIT_LEADS):
        raise LeadError("The 72-hour clock calls on this role. Ask the pathway coordinator to take it off the list")
    today = role.retired_on = london_today()
    for holder in list(role.holders):
        if holder.from_on > today:
            db.session.delete(holder)
        elif not is_over(holder, today):
            holder.until_on = today
            _forget_contact(holder)
    _note(role, LeadAct.RETIRED, by)


def bring_back(role: LeadRole, by: Person) -> None:
    """Put a role on the list again, vacant. Raises LeadError where another one has its name by now."""
    if role.retired_on is None:
        return
    if _same_title(role.title, role.organization_id, role.organization_words, role.id) is not None:
        raise LeadError(SAME_TITLE)
    role.retired_on, role.review_due_on = None, london_today() + REVIEWED_FOR
    _note(role, LeadAct.BROUGHT_BACK, by)


def confirm(role: LeadRole, by: Person) -> None:
    """Record that everything about a role is still correct, as of today. Once a day is enough."""
    today = london_today()
    if role.confirmed_on == today and (role.review_due_on or today) > today:
        return
    is_hers = role.organization_id == by.organization_id
    whose = role.organization_name
    role.confirmed_by = (whose if is_hers else f"{whose}, asked by {by.organization_name}")[:120]
    role.confirmed_on, role.review_due_on = today, today + REVIEWED_FOR
    role.reminded_on = role.coordinators_told_on = None
    _note(role, LeadAct.CONFIRMED, by)


def appoint(role: LeadRole, details: HolderDetails, by: Person) -> None:
    """Record who takes a role on, or is its deputy. The same person from the same day again changes nothing.

    Raises LeadError where somebody else has it on one of these days: that is a hand-over.
    """
    _refuse_retired(role)
    if any(_is_same(holder, details) for holder in role.holders):
        return
    _refuse_overlap(role, details, None)
    holder = _new_holder(role, details)
    db.session.add(holder)
    if role.review_due_on is None:
        role.review_due_on = london_today() + REVIEWED_FOR
    _note(role, LeadAct.APPOINTED, by)


def change_holder(role: LeadRole, holder: LeadHolder, details: HolderDetails, by: Person) -> None:
    """Change what is known of somebody who holds a role, or will. Raises LeadError."""
    if is_over(holder, london_today()):
        raise LeadError("This person does not hold the role any more: only the name and the days are kept")
    if _is_same(holder, details) and _is_known(holder, details):
        return
    _refuse_overlap(role, details, holder)
    holder.is_deputy = details.is_deputy
    holder.from_on, holder.until_on = details.from_on, details.until_on
    _set_person(holder, details)
    if is_over(holder, london_today()):
        _forget_contact(holder)
    _note(role, LeadAct.HOLDER_CHANGED, by)


def hand_over(role: LeadRole, holder: LeadHolder, details: HolderDetails, by: Person) -> None:
    """Record who takes over, from which day; the predecessor's last day is the one before.

    Where that day has come, her own mailbox and number are forgotten now. Her name and days stay in the history.
    Raises LeadError.
    """
    _refuse_retired(role)
    if any(_is_same(other, details) and other.id == holder.successor_id for other in role.holders):
        return
    if holder.successor_id is not None:
        raise LeadError("This was handed over already")
    last = details.from_on - ONE_DAY
    if last < holder.from_on:
        day = long_date(holder.from_on + ONE_DAY)
        raise LeadError(f"The first day of the successor is {day} at the earliest", "from_on")
    _refuse_overlap(role, details, holder)
    holder.until_on = min(last, holder.until_on or last)
    successor = _new_holder(role, details)
    db.session.add(successor)
    db.session.flush()
    holder.successor_id = successor.id
    if is_over(holder, london_today()):
        _forget_contact(holder)
    _note(role, LeadAct.HANDED_OVER, by)


def set_hours(
    role: LeadRole, schedules: Sequence[ScheduleRecord], exceptions: Sequence[ScheduleExceptionRecord], by: Person
) -> None:
    """Set in which hours a role is staffed, in place of those it had. The same hours again change nothing."""
    before = _hours_of(role)
    role.schedules[:] = [LeadSchedule(**_columns(row, "phone_id")) for row in schedules]
    role.schedule_exceptions[:] = [LeadScheduleException(**_columns(row)) for row in exceptions]
    if _hours_of(role) != before:
        _note(role, LeadAct.HOURS_SET, by)
    db.session.flush()


def _columns(row: ScheduleRecord | ScheduleExceptionRecord, *but: str) -> dict[str, Any]:
    return {name: value for name, value in row._asdict().items() if name not in ("id", *but)}


def _hours_of(role: LeadRole) -> list[list[Any]]:
    windows = [_values(row, ScheduleRecord._fields) for row in role.schedules]
    dates = [_values(row, ScheduleExceptionRecord._fields) for row in role.schedule_exceptions]
    return [*windows, *sorted(dates, key=str)]


def _values(row: Any, names: Sequence[str]) -> list[Any]:
    return [getattr(row, name) for name in names if name not in {"id", "phone_id", "position"}]


def _set(role: LeadRole, details: RoleDetails) -> None:
    for field in fields(details):
        setattr(role, field.name, getattr(details, field.name))
    role.digits = digits_of(details.phone) if details.phone else None
    role.organization_words = None if details.organization_id else details.organization_words or TO_BE_AGREED
    if details.review_due_on is None:
        role.review_due_on = (role.confirmed_on or london_today()) + REVIEWED_FOR


def _same_title(title: str, organization_id: UUID | None, words: str | None, but: UUID | None) -> LeadRole | None:
    """Return the role on the list that has this title at this organisation."""
    at = LeadRole.organization_words == (words or TO_BE_AGREED)
    if organization_id:
        at = LeadRole.organization_id == organization_id
    query = select(LeadRole).where(
        LeadRole.retired_on.is_(None), func.lower(LeadRole.title) == title.lower(), at, LeadRole.id != but
    )
    return db.session.scalars(query.order_by(LeadRole.id).limit(1)).first()


def _refuse_unless_equal(role: LeadRole, details: RoleDetails) -> None:
    names = [field.name for field in fields(details) if field.name not in {"review_due_on", "organization_words"}]
    if any(getattr(role, name) != getattr(details, name) for name in names):
        raise LeadError(SAME_TITLE, "title")


def _next_position() -> int:
    return (db.session.scalar(select(func.max(LeadRole.position))) or 0) + 1


def _public_words(role: LeadRole) -> dict[str, str]:
    words: dict[str, str] = {}
    for name, label in LABELS.items():
        value = _organization_name(role) if name == "organization" else getattr(role, name)
        if isinstance(value, bool):
            value = "yes" if value else "no"
        if isinstance(value, LeadKind):
            value = value.label
        words[label] = long_date(value) if isinstance(value, date) else str(value or "nothing")
    return words


def _organization_name(role: LeadRole) -> str:
    if role.organization_id is None:
        return role.organization_words or TO_BE_AGREED
    return db.session.get_one(Organization, role.organization_id).name


def _differences(before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    for label, was in before.items():
        if after[label] != was:
            yield f"{label}: {was}, now {after[label]}"


def _new_holder(role: LeadRole, details: HolderDetails) -> LeadHolder:
    holder = LeadHolder(
        role_id=role.id, is_deputy=details.is_deputy, from_on=details.from_on, until_on=details.until_on
    )
    _set_person(holder, details)
    if is_over(holder, london_today()):
        _forget_contact(holder)
    return holder


def _set_person(holder: LeadHolder, details: HolderDetails) -> None:
    holder.name, holder.agreed_on = details.name, details.agreed_on
    holder.email = details.email if details.agreed_on else None
    holder.phone = details.phone if details.agreed_on else None


def _forget_contact(holder: LeadHolder) -> None:
    holder.email = holder.phone = None


def _is_same(holder: LeadHolder, details: HolderDetails) -> bool:
    """Whether this is that person in that place from that day on."""
    same = (holder.is_deputy, holder.from_on) == (details.is_deputy, details.from_on)
    return same and holder.name == details.name


def _is_known(holder: LeadHolder, details: HolderDetails) -> bool:
    names = ("email", "phone", "agreed_on", "until_on")
    return all(getattr(holder, name) == getattr(details, name) for name in names)


def _refuse_overlap(role: LeadRole, details: HolderDetails, but: LeadHolder | None) -> None:
    for other in role.holders:
        if other is not but and other.is_deputy is details.is_deputy and overlap(other, details):
            what = "is the deputy" if other.is_deputy else "has the role"
            until = f" to {long_date(other.until_on)}" if other.until_on else ""
            since = f"from {long_date(other.from_on)}{until}"
            raise LeadError(f"Somebody else {what} {since}. Hand it over, or change the days", "from_on")


def _refuse_retired(role: LeadRole) -> None:
    if role.retired_on is not None:
        raise LeadError("This role is off the list. Put it on the list again first")


def _note(role: LeadRole, act: LeadAct, by: Person, lines: Sequence[str] = ()) -> None:
    db.session.add(LeadChange(role_id=role.id, act=act, made_by=by.id, lines="\n".join(lines) or None))
    trail.record(f"lead.{act}", f"lead:{role.id}", by, organization_id=role.organization_id)
