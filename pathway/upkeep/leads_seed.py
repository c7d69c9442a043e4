"""Loading the roles of leads from `seed/leads.json`. Only adds what is missing; nobody is named there."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pathway.core.errors import SeedError
from pathway.directory.stable_ids import stable_id
from pathway.leads.models import LeadRole
from pathway.leads.vocabulary import ClockDuty, LeadKind
from pathway.organizations.models import Organization

FILE = "leads.json"

AREA = "Brent"
"""The roles are those of the review of 2010, which was Brent's."""

_FIELDS = {"role", "kind", "organisation", "recommendation", "escalation", "needs", "page", "unnamed"}
_DUTY_OF = {"Pathway duty coordinator": ClockDuty.DUTY_COORDINATOR} | {duty.label: duty for duty in ClockDuty}
_NEEDS = {
    **dict.fromkeys(("phone", "duty phone", "on-call phone"), "needs_phone"),
    "deputy": "needs_deputy",
    "staffed hours": "needs_hours",
}


def load(session: Session, folder: Path) -> int:
    """Add the roles that are missing and return how many. The caller commits. Raises SeedError.

    A role is known again by the role and organisation it had in the file, whatever became of it since. It belongs to
    the organisation of that very name; where there is none, to the name. A row that is `unnamed` says only of what kind
    its organisation is, such as "NHS": it stays with these words until people say which, whoever else has that name.
    """
    rows = _read(folder / FILE)
    roles = [_role(row, position) for position, row in enumerate(rows, 1)]
    if len({role.id for role in roles}) < len(roles):
        raise SeedError(f"{FILE} has one role of one organisation twice")
    stored = set(session.scalars(select(LeadRole.id)))
    missing = [role for role in roles if role.id not in stored]
    unnamed = {role.id for role, row in zip(roles, rows, strict=True) if row.get("unnamed")}
    named = [role for role in missing if role.id not in unnamed]
    owners = _owners(session, [role.organization_words for role in named])
    for role in named:
        if owner := owners.get(role.organization_words):
            role.organization_id, role.organization_words = owner, None
    session.add_all(missing)
    return len(missing)


def _owners(session: Session, names: list[str | None]) -> dict[str | None, Any]:
    query = select(Organization.name, Organization.id).where(
        Organization.name.in_(names), Organization.is_demo.is_(False)
    )
    # The last by id where two have one name, so that every installation agrees.
    return dict(session.execute(query.order_by(Organization.id)).all())


def _role(row: Mapping[str, Any], position: int) -> LeadRole:
    try:
        if unknown := set(row) - _FIELDS:
            raise ValueError(f"does not know {', '.join(sorted(unknown))}")
        if row.get("unnamed", False) not in {True, False}:
            raise ValueError("unnamed is true or false")
        needs = {_NEEDS[need]: True for need in row.get("needs", ())}
        recommendation = int(row["recommendation"])
        if not 1 <= recommendation <= 13:
            raise ValueError("recommendation is 1 to 13")
        return LeadRole(
            id=stable_id("lead-role", f"{row['role']}:{row['organisation']}"),
            position=position,
            title=str(row["role"]),
            kind=LeadKind(row["kind"]),
            organization_words=str(row["organisation"]),
            area=AREA,
            recommendation=recommendation,
            escalation=row.get("escalation"),
            clock_duty=_DUTY_OF.get(str(row["role"])),
            url=row.get("page"),
            **needs,
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise SeedError(f"{FILE}: {error} in {row!r}") from error


def _read(path: Path) -> list[Mapping[str, Any]]:
    try:
        rows = json.loads(path.read_text("utf-8"))["roles"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SeedError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(rows, list):
        raise SeedError(f"{path.name}: roles is not a list")
    return rows
