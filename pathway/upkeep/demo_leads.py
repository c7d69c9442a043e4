"""Made-up roles of leads and who holds them, to try the list with. Nobody in them exists."""

from datetime import date, time, timedelta
from types import MappingProxyType
from uuid import UUID

from pathway.directory.stable_ids import stable_id
from pathway.extensions import db
from pathway.leads.models import LeadHolder, LeadRole, LeadSchedule
from pathway.leads.tenure import REVIEWED_FOR
from pathway.leads.vocabulary import LeadKind
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

_BEGAN, _FORMER_BEGAN = timedelta(days=60), timedelta(days=400)


def load(organizations: dict[OrganizationKind, UUID], today: date) -> list[UUID]:
    """Add the roles, each with a holder, a deputy, a former holder and hours; return their ids. The caller commits."""
    return [_role(kind, organizations[_ROLES[kind][0]], today) for kind in LeadKind]


def _role(kind: LeadKind, organization_id: UUID, today: date) -> UUID:
    _, title, phone = _ROLES[kind]
    organization = db.session.get_one(Organization, organization_id)
    role = LeadRole(
        id=stable_id("demo-lead", kind.value),
        position=1_000,
        title=title,
        kind=kind,
        organization_id=organization_id,
        area=_AREA,
        email=f"{kind.value}@{organization.slug}.example.org",
        phone=phone,
        digits=phone.replace(" ", ""),
        confirmed_on=today,
        confirmed_by=organization.name,
        review_due_on=today + REVIEWED_FOR,
    )
    db.session.add(role)
    db.session.flush()
    db.session.add_all(_holders(role, today))
    db.session.add(
        LeadSchedule(role_id=role.id, byday="MO,TU,WE,TH,FR", opens_at=time(9), closes_at=time(17), position=0)
    )
    return role.id


def _holders(role: LeadRole, today: date) -> list[LeadHolder]:
    began = today - _BEGAN
    holder = _person(role, "holder", from_on=began, agreed_on=began)
    return [
        holder,
        # She did not agree that staff see who she is.
        _person(role, "deputy", from_on=began, is_deputy=True),
        _person(role, "former holder", from_on=today - _FORMER_BEGAN, until_on=began - timedelta(days=1)),
    ]


def _person(role: LeadRole, called: str, **days: date | bool) -> LeadHolder:
    holder = LeadHolder(id=stable_id("demo-holder", f"{role.id}-{called}"), role_id=role.id, **days)
    holder.name = f"Demo {called} of {role.kind.value} (made up)"
    if days.get("agreed_on"):
        holder.email = f"{role.kind.value}-holder@demo.example.org"
        holder.phone = "07700 900023"
    return holder
