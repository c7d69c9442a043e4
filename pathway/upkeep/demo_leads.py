"""Made-up roles of leads and who holds them, to try the list and the clock with. Nobody in them exists."""

from datetime import date, time, timedelta
from types import MappingProxyType
from uuid import UUID

from pathway.accounts.permissions import Person
from pathway.directory.stable_ids import stable_id
from pathway.directory.vocabulary import BankHolidays
from pathway.extensions import db
from pathway.leads import queries
from pathway.leads.history import note
from pathway.leads.models import LeadHolder, LeadRole, LeadSchedule
from pathway.leads.operations import LABELS
from pathway.leads.tenure import REVIEWED_FOR, holder_on
from pathway.leads.vocabulary import ClockDuty, LeadAct, LeadKind
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind

_AREA = "Brent"
_ROLES = MappingProxyType(
    {
        LeadKind.POLICY: (OrganizationKind.COUNCIL, "Demo policy lead (made up)", "07700 900021"),
        LeadKind.TACTICAL: (OrganizationKind.CHARITY, "Demo duty lead (made up)", "07700 900022"),
    }
)
"""One of each kind, beside the roles of the starting list: those are real, and stay vacant until people fill them."""

_AS_BEFORE = ("position", "escalation", "recommendation", "needs_phone", "needs_deputy", "needs_hours")
"""What a made-up role has as the one had it whose part it takes."""

_HOLDERS_PHONE = "07700 900023"
_PHONE_OF_DUTY = "07700 9000{}"
_FIRST_OF_DUTIES = 31
_BEGAN, _FORMER_BEGAN = timedelta(days=60), timedelta(days=400)
_WEEKDAYS = "MO,TU,WE,TH,FR"


def load(organizations: dict[OrganizationKind, UUID], today: date) -> list[UUID]:
    """Add the roles, each with a holder, a deputy, a former holder and hours; return their ids. The caller commits."""
    return [_role(kind, organizations[_ROLES[kind][0]], today) for kind in LeadKind]


def fill_duties(organization_id: UUID, since: date, today: date, by: Person) -> None:
    """Give each part in the 72-hour pathway, unless the role that has it is ready for it, to a made-up role that is.

    The role that had it stays as it is otherwise. `since`: the day from which somebody holds each. Flushed.
    """
    ready = queries.roles_with_duties()
    for number, duty in enumerate(ClockDuty, _FIRST_OF_DUTIES):
        if duty not in ready or not _is_ready(ready[duty], since):
            role = _take_duty(duty, _PHONE_OF_DUTY.format(number), organization_id, today, by)
            for is_deputy, who in enumerate(("holder", "deputy")):
                person = _person(
                    role, who, duty.label.lower(), from_on=since, agreed_on=since, is_deputy=bool(is_deputy)
                )
                person.email = f"{duty.value.replace('_', '-')}-{who}@demo.example.org"


def _is_ready(role: LeadRole, on: date) -> bool:
    is_held = all(holder_on(role.holders, on, deputy=deputy) is not None for deputy in (False, True))
    return is_held and bool(role.phone and role.schedules)


def _take_duty(duty: ClockDuty, phone: str, organization_id: UUID, today: date, by: Person) -> LeadRole:
    former = queries.role_having(duty)
    if former is not None:
        former.clock_duty = None
        note(former, LeadAct.CHANGED, by, [f"{LABELS['clock_duty']}: {duty.label}, now nothing"])
        db.session.flush()  # one role has a part at a time
    role = _new_role(
        stable_id("demo-lead", duty.value),
        f"Demo {duty.label.lower()} (made up)",
        former.kind if former else LeadKind.TACTICAL,
        organization_id,
        (duty.value.replace("_", "-"), phone),
        today,
    )
    role.clock_duty = duty
    role.position = queries.last_position() + 1
    if former is not None:
        for name in _AS_BEFORE:
            setattr(role, name, getattr(former, name))
    db.session.flush()
    _staff(role, "MO,TU,WE,TH,FR,SA,SU", time(0), time(0))
    note(role, LeadAct.ADDED, by)
    return role


def _role(kind: LeadKind, organization_id: UUID, today: date) -> UUID:
    _, title, phone = _ROLES[kind]
    role = _new_role(stable_id("demo-lead", kind.value), title, kind, organization_id, (kind.value, phone), today)
    role.position = 1_000
    db.session.flush()
    began = today - _BEGAN
    holder = _person(role, "holder", kind.value, from_on=began, agreed_on=began)
    holder.email = f"{kind.value}-holder@demo.example.org"
    # She did not agree that staff see who she is.
    _person(role, "deputy", kind.value, from_on=began, is_deputy=True)
    former_until = began - timedelta(days=1)
    _person(role, "former holder", kind.value, from_on=today - _FORMER_BEGAN, until_on=former_until)
    _staff(role, _WEEKDAYS, time(9), time(17))
    return role.id


def _new_role(
    id_: UUID, title: str, kind: LeadKind, organization_id: UUID, reached: tuple[str, str], confirmed_on: date
) -> LeadRole:
    """Add a role. `reached`: the first part of its team's mailbox, and its number."""
    organization = db.session.get_one(Organization, organization_id)
    mailbox, phone = reached
    role = LeadRole(
        id=id_,
        title=title,
        kind=kind,
        organization_id=organization_id,
        area=_AREA,
        email=f"{mailbox}@{organization.slug}.example.org",
        phone=phone,
        digits=phone.replace(" ", ""),
        confirmed_on=confirmed_on,
        confirmed_by=organization.name,
        review_due_on=confirmed_on + REVIEWED_FOR,
    )
    db.session.add(role)
    return role


def _person(role: LeadRole, called: str, of: str, **days: date | bool) -> LeadHolder:
    holder = LeadHolder(id=stable_id("demo-holder", f"{role.id}-{called}"), role_id=role.id, **days)
    holder.name = f"Demo {called} of {of} (made up)"
    if days.get("agreed_on"):
        holder.phone = _HOLDERS_PHONE
    db.session.add(holder)
    return holder


def _staff(role: LeadRole, byday: str, opens_at: time, closes_at: time) -> None:
    """Let a role be staffed on these days, holidays too; from midnight to midnight is the whole day."""
    hours = LeadSchedule(role_id=role.id, byday=byday, opens_at=opens_at, closes_at=closes_at, position=0)
    hours.bank_holidays = BankHolidays.AS_USUAL
    db.session.add(hours)
