"""Questions that the pages of activity ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from pathway.accounts.models import User
from pathway.extensions import db


@dataclass(frozen=True)
class PersonName:
    """Somebody's name and organisation."""

    id: UUID
    name: str
    organization_id: UUID


def names_by_id(user_ids: Sequence[UUID]) -> dict[UUID, PersonName]:
    """Return the name and organisation of each person. The caller checks who may see them."""
    rows = db.session.execute(
        select(User.id, User.name, User.organization_id).where(User.id.in_(user_ids)).order_by(User.id)
    )
    return {row.id: PersonName(*row) for row in rows}
