"""What is done to roles: added, changed, confirmed, taken off the list."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from pathway.accounts.permissions import Person
from pathway.core.clock import london_today
from pathway.core.formats import long_date
from pathway.core.permission import Permission
from pathway.directory.phone_numbers import digits_of
from pathway.extensions import db
from pathway.leads import queries
from pathway.leads.history import LeadError, note
from pathway.leads.models import TO_BE_AGREED, LeadRole
from pathway.leads.tenure import REVIEWED_FOR, is_over
from pathway.leads.vocabulary import ClockDuty, LeadAct, LeadKind
from pathway.organizations.models import Organization

LABELS = {
    "title": "Role",
    "kind": "Kind",
    "organization": "Organisation",
    "area": "Area",
    "recommendation": "Recommendation",
    "escalation": "Called by the 72-hour clock",
    "clock_duty": "Part in the 72-hour pathway",
    "url": "Web page",
    "email": "Team mailbox",
    "phone": "Team number",
    "needs_phone": "Needs a phone",
    "needs_deputy": "Needs a deputy",
    "needs_hours": "Needs staffed hours",
    "review_due_on": "Review due",
}
"""What each field of a role is called in its history."""

NOT_HERS = "Which part a role has in the 72-hour pathway is for the pathway coordinator to say"

SAME_TITLE = "This organisation has a role of this name on the list already"


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
    clock_duty: ClockDuty | None
    url: str | None
    email: str | None
    phone: str | None
    needs_phone: bool
    needs_deputy: bool
    needs_hours: bool
    review_due_on: date | None


def add(details: RoleDetails, by: Person) -> LeadRole:
    """Put a role on the list. The same one again, a second tap, is the one that is there. Raises LeadError."""
    same = queries.role_of_title(details.title, details.organization_id, details.organization_words)
    if same is not None:
        _refuse_unless_equal(same, details)
        return same
    _refuse_duty(None, details, by)
    role = LeadRole(position=queries.last_position() + 1)
    with _duty_is_free(details.clock_duty):
        _set(role, details)
        db.session.add(role)
    note(role, LeadAct.ADDED, by)
    return role


def change(role: LeadRole, details: RoleDetails, by: Person) -> None:
    """Change what is known of a role; nothing is written down where nothing changes. Raises LeadError."""
    same = queries.role_of_title(details.title, details.organization_id, details.organization_words)
    if same not in {None, role}:
        raise LeadError(SAME_TITLE, "title")
    _refuse_duty(role, details, by)
    if lines := differences(role, details):
        with _duty_is_free(details.clock_duty):
            _set(role, details)
        note(role, LeadAct.CHANGED, by, lines)


def differences(role: LeadRole, details: RoleDetails) -> list[str]:
    """Say in a line each what would change about a role."""
    before, after = _words(role), _words(_completed(details, role.confirmed_on))
    return [f"{label}: {before[label]}, now {words}" for label, words in after.items() if words != before[label]]


def retire(role: LeadRole, by: Person) -> None:
    """Take a role off the list. Who holds it does so until today, and no longer. Raises LeadError.

    What the 72-hour clock calls on is taken off by whoever looks after all roles.
    """
    if role.retired_on is not None:
        return
    if (role.escalation or role.clock_duty) and not by.reaches_all(Permission.EDIT_LEADS):
        raise LeadError("The 72-hour clock calls on this role. Ask the pathway coordinator to take it off the list")
    today = role.retired_on = london_today()
    for holder in list(role.holders):
        if holder.from_on > today:
            db.session.delete(holder)
        elif not is_over(holder, today):
            holder.until_on = today
            holder.forget_contact()
    note(role, LeadAct.RETIRED, by)


def bring_back(role: LeadRole, by: Person) -> None:
    """Put a role on the list again, vacant. Raises LeadError where another one has its name by now.

    Its part in the 72-hour pathway is not taken from a role that has it meanwhile.
    """
    if role.retired_on is None:
        return
    if queries.role_of_title(role.title, role.organization_id, role.organization_words) is not None:
        raise LeadError(SAME_TITLE)
    lines = _leave_duty_to_another(role)
    try:
        with db.session.begin_nested():
            _put_on_the_list(role)
    except IntegrityError:
        lines = _leave_duty_to_another(role)  # it was given to another one at this moment
        if not lines:
            raise
        _put_on_the_list(role)
    note(role, LeadAct.BROUGHT_BACK, by, lines)


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
    note(role, LeadAct.CONFIRMED, by)


def _put_on_the_list(role: LeadRole) -> None:
    role.retired_on, role.review_due_on = None, london_today() + REVIEWED_FOR


def _leave_duty_to_another(role: LeadRole) -> list[str]:
    """Take a role's part from it where another one on the list has it; return a line for its history, if so."""
    other = queries.role_having(role.clock_duty) if role.clock_duty else None
    if role.clock_duty is None or other is None:
        return []
    line = f"{LABELS['clock_duty']}: {role.clock_duty.label}, now nothing: {other.title} has it"
    role.clock_duty = None
    return [line]


def _refuse_duty(role: LeadRole | None, details: RoleDetails, by: Person) -> None:
    """Raise LeadError where somebody may not say which part the role has, or another role has that part."""
    if details.clock_duty is (role.clock_duty if role else None):
        return
    if not by.reaches_all(Permission.EDIT_LEADS):
        raise LeadError(NOT_HERS)
    other = queries.role_having(details.clock_duty) if details.clock_duty else None
    if other not in {None, role}:
        raise LeadError(_taken_by(other), "clock_duty")


@contextmanager
def _duty_is_free(duty: ClockDuty | None) -> Iterator[None]:
    """Save what the block changes of a role. Raises LeadError where another role was given its part meanwhile."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError:
        other = queries.role_having(duty) if duty else None
        if other is None:
            raise
        raise LeadError(_taken_by(other), "clock_duty") from None


def _taken_by(role: LeadRole) -> str:
    return f"{role.title} has this part now. Take it from that role first"


def _set(role: LeadRole, details: RoleDetails) -> None:
    whole = _completed(details, role.confirmed_on)
    for field in fields(whole):
        setattr(role, field.name, getattr(whole, field.name))
    role.digits = digits_of(details.phone) if details.phone else None


def _completed(details: RoleDetails, confirmed_on: date | None) -> RoleDetails:
    """Return the details with what follows where nothing was typed: a day to look again, the words for nobody yet."""
    return replace(
        details,
        organization_words=None if details.organization_id else details.organization_words or TO_BE_AGREED,
        review_due_on=details.review_due_on or (confirmed_on or london_today()) + REVIEWED_FOR,
    )


def _refuse_unless_equal(role: LeadRole, details: RoleDetails) -> None:
    names = [field.name for field in fields(details) if field.name not in {"review_due_on", "organization_words"}]
    if any(getattr(role, name) != getattr(details, name) for name in names):
        raise LeadError(SAME_TITLE, "title")


def _words(role: LeadRole | RoleDetails) -> dict[str, str]:
    """Return what everybody sees of a role, in words by its label."""
    words: dict[str, str] = {}
    for name, label in LABELS.items():
        value = _organization_name(role) if name == "organization" else getattr(role, name)
        if isinstance(value, bool):
            value = "yes" if value else "no"
        if isinstance(value, (LeadKind, ClockDuty)):
            value = value.label
        words[label] = long_date(value) if isinstance(value, date) else str(value or "nothing")
    return words


def _organization_name(role: LeadRole | RoleDetails) -> str:
    if role.organization_id is None:
        return role.organization_words or TO_BE_AGREED
    return db.session.get_one(Organization, role.organization_id).name
