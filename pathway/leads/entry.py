"""A lead as pages, cards and files have it. Who holds the role is in it for staff only, and only where she agreed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from pathway.core.clock import LONDON
from pathway.directory.hours.opening_hours import Openness, state_at
from pathway.directory.hours.state_words import Wording, describe_reach
from pathway.directory.hours.stored import exception_of, window_of
from pathway.directory.hours.timetable import Timetable
from pathway.directory.hours.week_table import HoursRow, exception_rows, week_table
from pathway.directory.phone_numbers import digits_of
from pathway.leads.models import LeadHolder, LeadRole
from pathway.leads.tenure import cover_on, holder_on
from pathway.leads.vocabulary import Cover, LeadKind


@dataclass(frozen=True)
class LeadNumber:
    """A number to ring, as `components/phone.html` shows it."""

    number: str
    digits: str
    name: str
    extension: None = None
    is_text: bool = False

    @property
    def href(self) -> str:
        """What a telephone dials."""
        return f"tel:{self.digits}"


@dataclass(frozen=True)
class LeadPerson:
    """Who holds a role, as staff may see her."""

    name: str
    email: str | None
    phone: LeadNumber | None
    from_on: date
    until_on: date | None


@dataclass(frozen=True)
class LeadEntry:
    """A role at one moment. `holder` and `deputy` are None for the public, and where nobody agreed to be shown.

    `missing`: what the role needs and has not: "a phone", "a deputy", "staffed hours".
    """

    id: UUID
    title: str
    kind: LeadKind
    organization: str
    organization_id: UUID | None
    area: str | None
    recommendation: int | None
    escalation: str | None
    url: str | None
    email: str | None
    phone: LeadNumber | None
    cover: Cover
    reach: Wording | None
    is_reachable: bool
    hours: tuple[HoursRow, ...]
    missing: tuple[str, ...]
    confirmed_on: date | None
    confirmed_by: str | None
    review_due_on: date | None
    is_due: bool
    holder: LeadPerson | None
    deputy: LeadPerson | None

    @property
    def is_vacant(self) -> bool:
        """Whether nobody holds it, not even a deputy."""
        return self.cover is Cover.VACANT


def entry_of(role: LeadRole, now: datetime, *, for_staff: bool) -> LeadEntry:
    """Return a role as it is at a moment. `role` comes with its organisation, holders and hours."""
    today = now.astimezone(LONDON).date()
    cover = cover_on(role.holders, today)
    timetable = timetable_of(role)
    state = state_at(timetable, now)
    shown = role.holders if for_staff else ()
    return LeadEntry(
        id=role.id,
        title=role.title,
        kind=role.kind,
        organization=role.organization_name,
        organization_id=role.organization_id,
        area=role.area,
        recommendation=role.recommendation,
        escalation=role.escalation,
        url=role.url,
        email=role.email,
        phone=LeadNumber(role.phone, role.digits, role.title) if role.phone and role.digits else None,
        cover=cover,
        # Nobody is reached at a role that nobody holds, whatever hours it once had.
        reach=None if cover is Cover.VACANT else describe_reach(state, now),
        is_reachable=cover is not Cover.VACANT and state.status is Openness.OPEN,
        hours=(*week_table(timetable, today), *exception_rows(timetable, today)),
        missing=missing_of(role, today),
        confirmed_on=role.confirmed_on,
        confirmed_by=role.confirmed_by,
        review_due_on=role.review_due_on,
        is_due=role.review_due_on is not None and role.review_due_on <= today,
        holder=_person(role.title, holder_on(shown, today, deputy=False)),
        deputy=_person(f"Deputy, {role.title}", holder_on(shown, today, deputy=True)),
    )


def timetable_of(role: LeadRole) -> Timetable:
    """Return the staffed hours of a role."""
    return Timetable(
        windows=tuple(map(window_of, role.schedules)), exceptions=tuple(map(exception_of, role.schedule_exceptions))
    )


def missing_of(role: LeadRole, today: date) -> tuple[str, ...]:
    """Return what a role needs and has not."""
    has_deputy = holder_on(role.holders, today, deputy=True) is not None
    wanted: Sequence[tuple[bool, bool, str]] = (
        (role.needs_phone, role.phone is not None, "a phone"),
        (role.needs_deputy, has_deputy, "a deputy"),
        (role.needs_hours, bool(role.schedules), "staffed hours"),
    )
    return tuple(words for is_needed, is_there, words in wanted if is_needed and not is_there)


def _person(whose: str, holder: LeadHolder | None) -> LeadPerson | None:
    if holder is None or holder.agreed_on is None or (name := holder.name) is None:
        return None
    phone = holder.phone
    digits = digits_of(phone) if phone else None
    number = LeadNumber(phone, digits, f"{name}, {whose}") if phone and digits else None
    return LeadPerson(name, holder.email, number, holder.from_on, holder.until_on)
