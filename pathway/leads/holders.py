"""What is done about who holds a role: taken on, changed, handed over."""

from dataclasses import dataclass
from datetime import date

from pathway.accounts.permissions import Person
from pathway.core.clock import london_today
from pathway.core.formats import long_date
from pathway.extensions import db
from pathway.leads.history import LeadError, note
from pathway.leads.models import LeadHolder, LeadRole
from pathway.leads.tenure import ONE_DAY, REVIEWED_FOR, is_over, is_present, overlap
from pathway.leads.vocabulary import LeadAct


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
    note(role, LeadAct.APPOINTED, by)


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
        holder.forget_contact()
    note(role, LeadAct.HOLDER_CHANGED, by)


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
        holder.forget_contact()
    note(role, LeadAct.HANDED_OVER, by)


def forget(role: LeadRole, holder: LeadHolder, by: Person) -> None:
    """Forget the name of somebody who left, before its time; of somebody who has not begun, that she was to come.

    Raises LeadError for who holds the role now.
    """
    today = london_today()
    if is_present(holder, today):
        raise LeadError("This person holds the role now. Give the last day, or hand it over, first")
    if holder.from_on > today:
        db.session.delete(holder)
    elif holder.name_sealed is None:
        return
    else:
        holder.name = None
    note(role, LeadAct.FORGOTTEN, by)


def _new_holder(role: LeadRole, details: HolderDetails) -> LeadHolder:
    holder = LeadHolder(
        role_id=role.id, is_deputy=details.is_deputy, from_on=details.from_on, until_on=details.until_on
    )
    _set_person(holder, details)
    if is_over(holder, london_today()):
        holder.forget_contact()
    return holder


def _set_person(holder: LeadHolder, details: HolderDetails) -> None:
    holder.name, holder.agreed_on = details.name, details.agreed_on
    holder.email = details.email if details.agreed_on else None
    holder.phone = details.phone if details.agreed_on else None


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
