"""The policy table: who may do what. Plain Python; what is not written here is refused."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from uuid import UUID

from pathway.accounts.vocabulary import Role, SignInMethod
from pathway.core.permission import Permission
from pathway.organizations.vocabulary import OrganizationKind

STEP_UP = timedelta(minutes=10)
"""How long a factor counts as just shown."""


class Grant(StrEnum):
    """How far a permission reaches."""

    YES = "Y"
    NO = "-"
    OWN = "own"
    ORGANIZATION = "org"
    ADDRESSED = "to"
    STEP = "step"
    TWO = "two"
    COMMAND = "cli"


# Columns: visitor, enforcement, then the roles in the order of `Role` as the agreed matrix has them.
_COLUMNS = (
    "visitor",
    "enforcement",
    Role.REFERRER,
    Role.OUTREACH,
    Role.CASEWORKER,
    Role.SERVICE_MANAGER,
    Role.SAFEGUARDING_LEAD,
    Role.PARTNER,
    Role.COORDINATOR,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
)
_POLICY = """
A01  Y    Y    Y    Y    Y    Y    Y    Y    Y    Y    Y
A02  Y    Y    Y    Y    Y    Y    Y    Y    Y    Y    Y
A03  Y    Y    Y    Y    Y    Y    Y    Y    Y    Y    Y
A04  -    -    Y    Y    Y    Y    Y    Y    Y    -    -
A05  -    Y    Y    Y    Y    Y    Y    Y    Y    Y    Y
A06  -    -    Y    Y    Y    org  Y    -    Y    -    -
A07  -    -    -    -    -    org  -    -    Y    -    -
A08  -    -    -    -    -    org  -    -    Y    -    -
A09  -    -    -    -    -    org  -    -    Y    -    -
A10  -    -    -    -    -    two  -    -    two  -    -
A11  -    -    -    -    -    -    -    -    Y    -    -
A12  -    -    -    -    -    -    -    -    step -    -
A13  -    -    -    -    -    org  -    -    Y    -    -
A14  -    -    -    -    -    -    -    Y    Y    -    -
A15  -    -    -    -    -    -    Y    -    Y    -    -
A16  -    -    -    -    -    -    two  -    two  -    -
A17  -    Y    Y    Y    Y    Y    Y    -    Y    -    -
A18  -    own  own  own  to   -    -    -    Y    -    -
A19  -    -    own  own  to   -    -    -    Y    -    -
A20  -    -    own  own  to   -    -    -    to   -    -
A21  -    -    -    -    to   org  -    -    Y    -    -
A22  -    -    -    -    to   -    -    -    to   -    -
A23  -    -    own  own  -    -    -    -    Y    -    -
A24  -    Y    Y    Y    Y    Y    Y    -    Y    -    -
A25  -    -    own  own  to   -    Y    -    Y    -    -
A26  -    -    -    -    -    -    two  -    two  -    -
A27  -    -    -    -    -    -    -    -    Y    -    -
A28  -    -    -    -    to   to   Y    -    Y    -    -
A29  -    -    -    Y    -    -    -    -    Y    -    -
A30  -    -    -    own  -    -    -    -    own  -    -
A31  -    -    -    -    org  org  -    Y    Y    -    Y
A32  -    -    -    -    -    -    -    -    step -    -
A33  -    -    -    -    -    -    -    -    two  -    -
A34  -    -    -    -    -    -    -    -    step -    step
A35  -    -    -    -    -    step -    -    -    step -
A36  -    -    -    -    -    -    -    -    -    two  -
A37  -    own  own  own  own  own  own  own  own  own  own
A38  -    -    -    -    -    org  -    -    Y    Y    Y
A39  -    -    -    -    -    -    -    -    -    -    -
A40  -    own  own  own  own  org  own  own  own  Y    own
A41  -    -    -    -    -    org  -    -    Y    Y    -
A42  -    -    -    -    -    -    -    -    Y    Y    Y
A43  -    -    -    -    -    -    -    -    -    cli  -
A44  -    -    -    -    -    -    -    -    -    -    -
A45  -    -    -    -    -    -    -    -    -    -    -
A46  -    -    -    -    -    -    -    -    -    -    -
A47  -    -    -    -    -    -    Y    -    Y    -    -
A48  -    -    -    -    -    org  -    -    two  -    -
A49  -    -    -    -    -    -    -    -    step -    -
A50  -    -    -    -    -    -    two  -    two  -    -
A51  -    -    -    -    -    two  -    -    Y    -    -
A52  -    -    Y    Y    Y    Y    Y    Y    Y    -    Y
A53  -    -    -    -    to   -    -    -    Y    -    -
"""


def _read(policy: str) -> dict[Permission, dict[str, Grant]]:
    rows = (line.split() for line in policy.split("\n") if line)
    return {Permission(name): dict(zip(map(str, _COLUMNS), map(Grant, cells), strict=True)) for name, *cells in rows}


POLICY = _read(_POLICY)

MAY_GIVE = {
    Role.SERVICE_MANAGER: frozenset({Role.REFERRER, Role.OUTREACH, Role.CASEWORKER, Role.SERVICE_MANAGER}),
    # No role that reads what others wrote about a woman, or that could give such a role: she could give it to herself.
    Role.ADMINISTRATOR: frozenset({Role.REFERRER, Role.OUTREACH, Role.PARTNER}),
}
"""Which roles somebody may give, within her own organisation. The others take two administrators."""


def column_of(role: Role, kind: OrganizationKind) -> str:
    """Return somebody's column of the policy: the people of an enforcement body share one, whatever their role."""
    return "enforcement" if kind is OrganizationKind.ENFORCEMENT else role.value


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in, as of this request."""

    id: UUID
    organization_id: UUID
    name: str
    role: Role
    organization_name: str
    organization_kind: OrganizationKind
    session_id: UUID
    factor_at: datetime
    method: SignInMethod

    def grant(self, permission: Permission) -> Grant:
        """How far a permission of hers reaches."""
        return POLICY[permission][column_of(self.role, self.organization_kind)]

    def may(self, permission: Permission) -> bool:
        """Whether she may do this at all, at least to what is hers."""
        grant = self.grant(permission)
        return grant is not Grant.NO and grant is not Grant.COMMAND  # asked many times a page: a set would hash each

    def reaches_all(self, permission: Permission) -> bool:
        """Whether a permission reaches beyond her own organisation."""
        return self.grant(permission) in {Grant.YES, Grant.TWO}

    def reaches(self, permission: Permission, organization_id: UUID) -> bool:
        """Whether a permission reaches what is another's, of this organisation."""
        is_own = self.grant(permission) is Grant.ORGANIZATION and organization_id == self.organization_id
        return is_own or self.reaches_all(permission)

    @property
    def permissions(self) -> tuple[Permission, ...]:
        """Everything she may do, at least to what is hers."""
        return _permissions(column_of(self.role, self.organization_kind))[0]

    @property
    def decides_with_another(self) -> bool:
        """Whether anything she may do takes two people."""
        return _permissions(column_of(self.role, self.organization_kind))[1]

    def has_shown_a_factor(self, now: datetime) -> bool:
        """Whether a factor was shown in the last ten minutes."""
        return timedelta(0) <= now - self.factor_at < STEP_UP

    def may_give(self, role: Role) -> bool:
        """Whether she may give or take this role, in her own organisation."""
        return self.may(Permission.MANAGE_USERS) and role in MAY_GIVE.get(self.role, frozenset())


@cache
def _permissions(column: str) -> tuple[tuple[Permission, ...], bool]:
    """Return what a column of the policy allows, and whether any of it takes two."""
    grants = {permission: POLICY[permission][column] for permission in Permission}
    may = tuple(permission for permission, grant in grants.items() if grant not in {Grant.NO, Grant.COMMAND})
    return may, Grant.TWO in grants.values()


@dataclass(frozen=True)
class Limits:
    """How long a session lasts: without a request, and at most."""

    idle: timedelta
    absolute: timedelta


_NIGHT_SHIFT = Limits(timedelta(hours=4), timedelta(hours=14))
_DAY = Limits(timedelta(hours=1), timedelta(hours=12))
_SHORT = Limits(timedelta(minutes=30), timedelta(hours=8))
_POWERFUL = Limits(timedelta(minutes=15), timedelta(hours=4))
LIMITS = {
    Role.REFERRER: _SHORT,
    Role.OUTREACH: _NIGHT_SHIFT,
    Role.CASEWORKER: _DAY,
    Role.SERVICE_MANAGER: _DAY,
    Role.SAFEGUARDING_LEAD: _DAY,
    Role.PARTNER: _SHORT,
    Role.COORDINATOR: _DAY,
    Role.ADMINISTRATOR: _POWERFUL,
    Role.AUDITOR: _POWERFUL,
}
"""Session limits by role."""

BY_EMAIL_CODE = frozenset({Role.REFERRER})
"""Who may sign in with a code sent to her mailbox, and nothing else."""
