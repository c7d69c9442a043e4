"""What was done, for who may see it: her own acts, her organisation's, or everybody's. Never content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from pathway.accounts.permissions import Person
from pathway.accounts.queries import names_of
from pathway.audit import queries
from pathway.audit.queries import EventRow
from pathway.core.clock import LONDON
from pathway.core.permission import Permission
from pathway.insight.action_words import words_for

PAGE = 50


@dataclass(frozen=True)
class Whose:
    """Whose acts are wanted. With neither, everybody's."""

    actor_id: UUID | None = None
    organization_id: UUID | None = None


@dataclass(frozen=True)
class Shown:
    """One row of the page."""

    done: EventRow
    actor: str
    words: str


def asked_by_herself(person: Person) -> Whose:
    """Whose acts somebody reads as "what I did"."""
    return Whose(actor_id=person.id)


def asked_by(person: Person) -> Whose:
    """Whose acts somebody may know of: everybody's, or her organisation's."""
    everybodys = person.reaches_all(Permission.READ_ACTIVITY)
    return Whose(organization_id=None if everybodys else person.organization_id)


def page_of(
    whose: Whose, action: str | None, since: datetime | None, until: datetime | None, number: int
) -> tuple[Sequence[Shown], int]:
    """Return one page of rows with the names of who did them, and how many there are in all."""
    found = queries.events(
        actor_id=whose.actor_id,
        organization_id=whose.organization_id,
        action_prefix=action,
        since=since,
        until=until,
        page=number,
        size=PAGE,
    )
    names = names_of(sorted({one.actor_id for one in found.rows if one.actor_id}))
    return [Shown(one, _name(one.actor_id, names), words_for(one.action)) for one in found.rows], found.total


def start_of(day: datetime) -> datetime:
    """Return the moment a day begins in London, in UTC."""
    return datetime.combine(day.date(), time(), LONDON).astimezone(UTC)


def end_of(day: datetime) -> datetime:
    """Return the moment a day ends in London, in UTC. The last there is has no next one: it ends with time itself."""
    if day.date() == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return start_of(day + timedelta(days=1))


def _name(actor_id: UUID | None, names: dict[UUID, str]) -> str:
    if actor_id is None:
        return "Pathway itself, or nobody signed in"
    return names.get(actor_id, "Somebody whose account is gone")
