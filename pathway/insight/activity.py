"""The acts that a reader may see: her own, her organisation's, or everybody's. Never content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from pathway.accounts.permissions import Person
from pathway.accounts.queries import PersonName, names_of
from pathway.audit import queries
from pathway.audit.queries import EventRow
from pathway.core.clock import LONDON
from pathway.core.permission import Permission
from pathway.episodes.queries import service_names
from pathway.insight.action_words import words_for

PAGE = 50


@dataclass(frozen=True)
class Whose:
    """Whose acts to show. With neither id, everybody's."""

    actor_id: UUID | None = None
    organization_id: UUID | None = None


@dataclass(frozen=True)
class About:
    """Whom an act was about, as far as the reader may know it. `href` is None where she may not open the page."""

    name: str
    href: str | None
    is_reader: bool


@dataclass(frozen=True)
class ActivityRow:
    """One row of the page."""

    event: EventRow
    actor: str
    words: str
    about: About | None


_A_PERSON = "user:"
"""Prefix of the subject of an act that is about somebody with an account."""


def reach_of(person: Person) -> Whose:
    """Whose acts somebody may see: everybody's, or her organisation's."""
    everybodys = person.reaches_all(Permission.READ_ACTIVITY)
    return Whose(organization_id=None if everybodys else person.organization_id)


def page_of(
    reader: Person, whose: Whose, action: str | None, since: datetime | None, until: datetime | None, number: int
) -> tuple[Sequence[ActivityRow], int]:
    """Return one page of rows with the names that the reader may know, and how many there are in all."""
    page = queries.events(
        actor_id=whose.actor_id,
        organization_id=whose.organization_id,
        action_prefix=action,
        since=since,
        until=until,
        page=number,
        size=PAGE,
    )
    ids = {event.actor_id for event in page.rows} | {_person_in(event.subject) for event in page.rows}
    people = names_of(sorted(person_id for person_id in ids if person_id is not None))
    others = [event.actor_id for event in page.rows if event.actor_id and event.actor_id not in people]
    mailboxes = {service_id: one.name for service_id, one in service_names(others).items()} if others else {}
    return [_shown(reader, event, people, mailboxes) for event in page.rows], page.total


def start_of(day: date) -> datetime:
    """Return the moment a day begins in London, in UTC."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def end_of(day: date) -> datetime:
    """Return the moment a day ends in London, in UTC. The last day of the calendar has no next one."""
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return start_of(day + timedelta(days=1))


def about(reader: Person, somebody: PersonName) -> About | None:
    """Return the person whom an act was about; None where not even her name is for this reader.

    Her page opens for those who look after accounts, of the own organisation or of all.
    """
    is_colleague = somebody.organization_id == reader.organization_id

    def reaches(permission: Permission) -> bool:
        return reader.reaches_all(permission) or (is_colleague and reader.may(permission))

    is_reader = somebody.id == reader.id
    may_open = reaches(Permission.DISABLE_ACCOUNT)
    if not (is_reader or may_open or reaches(Permission.READ_ACTIVITY)):
        return None
    return About(somebody.name, f"/manage/users/{somebody.id}" if may_open else None, is_reader)


def _shown(reader: Person, event: EventRow, people: dict[UUID, PersonName], mailboxes: dict[UUID, str]) -> ActivityRow:
    somebody = people.get(_person_in(event.subject) or UUID(int=0))
    return ActivityRow(
        event,
        _actor(event.actor_id, people, mailboxes),
        words_for(event.action),
        about(reader, somebody) if somebody else None,
    )


def _person_in(subject: str) -> UUID | None:
    if not subject.startswith(_A_PERSON):
        return None
    try:
        return UUID(subject.removeprefix(_A_PERSON))
    except ValueError:
        return None


def _actor(actor_id: UUID | None, people: dict[UUID, PersonName], mailboxes: dict[UUID, str]) -> str:
    if actor_id is None:
        return "Pathway itself, or nobody signed in"
    if actor_id in mailboxes:
        return f"Somebody through the mailbox of {mailboxes[actor_id]}"
    return people[actor_id].name if actor_id in people else "Somebody whose account is gone"
