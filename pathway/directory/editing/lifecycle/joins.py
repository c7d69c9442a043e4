"""Two listings of one service joined: one ends, and its addresses lead to the other; and the two taken apart again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from pathway.accounts.permissions import Person
from pathway.directory.editing import queries
from pathway.directory.editing.earlier_versions import step_back
from pathway.directory.editing.lifecycle.endings import stop_keeping, what_waits
from pathway.directory.editing.operations import EditError, Present, locked
from pathway.directory.listing_record import ServiceRecord
from pathway.directory.models import ListingEnd, ListingVersion
from pathway.directory.vocabulary import EditKind, ServiceStatus
from pathway.extensions import db

_CHANGE_NOTHING = (EditKind.CONFIRMED, EditKind.RUNG, EditKind.UNANSWERED)
"""What may have come of the listing that stayed without keeping the two from being taken apart."""


@dataclass(frozen=True)
class Join:
    """A listing that was joined to another. `why_not`: why the two cannot be taken apart; None where they can."""

    gone_id: UUID
    gone_name: str
    kept_id: UUID
    kept_name: str
    joined_at: datetime
    why_not: str | None


def merge(gone_id: UUID, kept_id: UUID, by: Person) -> None:
    """End a listing that is the same service as another. Its addresses lead on to that one. Raises EditError."""
    gone, _kept = check(gone_id, kept_id)
    if stop_keeping(gone, EditKind.MERGED, by):
        db.session.merge(ListingEnd(service_id=gone_id, instead_id=kept_id, words=None, leads_on=True))


def check(gone_id: UUID, kept_id: UUID) -> tuple[ServiceRecord, ServiceRecord]:
    """Lock two listings that are to be joined, and return them: the one that goes first. Raises EditError."""
    if gone_id == kept_id:
        raise EditError("These are one listing already. Name the other one")
    gone, kept = (now.service for now in _both(gone_id, kept_id))
    if gone.is_confidential and not kept.is_confidential:
        raise EditError("The one that would go is confidential, and the other is not. Make that confidential first")
    if gone.is_visible and not kept.is_visible:
        raise EditError("Nobody could read the other one: it is a draft. Publish it first")
    return gone, kept


def take_apart(gone_id: UUID, by: Person) -> None:
    """Make two listings of one again: the one that ended is what it was, and its addresses are its own.

    A second tap changes nothing. Raises EditError when something has changed since, or waits.
    """
    join = _join(gone_id)
    if join is None:
        return
    kept_id: UUID = join.instead_id  # type: ignore[assignment] # the database wants one where it leads on
    gone, kept = _both(gone_id, kept_id)
    if why := _why_not(gone.service, kept.service):
        raise EditError(why)
    step_back(gone, _versions(gone_id)[1], by)
    db.session.execute(delete(ListingEnd).where(ListingEnd.service_id == gone_id))


def is_joined(gone_id: UUID) -> bool:
    """Whether a listing has ended as the same service as another."""
    return _join(gone_id) is not None


def join_of(gone_id: UUID, person: Person) -> Join | None:
    """Return how a listing was joined to another, if it was and she looks after both."""
    end = _join(gone_id)
    return next(iter(_told([end] if end else [], person)), None)


def joined_to(kept_id: UUID, person: Person) -> list[Join]:
    """Return the listings that were joined to one, as far as she looks after them, the latest first."""
    query = select(ListingEnd).where(ListingEnd.instead_id == kept_id, ListingEnd.leads_on)
    ends = db.session.scalars(query.order_by(ListingEnd.ended_at.desc(), ListingEnd.service_id)).all()
    return _told(ends, person)


def _told(ends: Sequence[ListingEnd], person: Person) -> list[Join]:
    ids = {id_ for end in ends for id_ in (end.service_id, end.instead_id) if id_ is not None}
    services = queries.records_of(person, ids)
    return [
        Join(gone.id, gone.name, kept.id, kept.name, end.ended_at, _why_not(gone, kept))
        for end in ends
        if (gone := services.get(end.service_id)) and end.instead_id and (kept := services.get(end.instead_id))
    ]


def _join(gone_id: UUID) -> ListingEnd | None:
    end = db.session.get(ListingEnd, gone_id, populate_existing=True)
    return end if end is not None and end.leads_on else None


def _both(gone_id: UUID, kept_id: UUID) -> tuple[Present, Present]:
    """Lock two listings in one order, whoever joins which: two who do it at once wait for each other."""
    present = {id_: locked(id_) for id_ in sorted((gone_id, kept_id))}
    return present[gone_id], present[kept_id]


def _why_not(gone: ServiceRecord, kept: ServiceRecord) -> str | None:
    """Say why two that were joined cannot be taken apart; None where they can."""
    versions = _versions(gone.id)
    if gone.status is not ServiceStatus.DEFUNCT or len(versions) < 2 or versions[0].kind is not EditKind.MERGED:
        return f"“{gone.name}” has changed since the two were joined"
    if kept.is_confidential and not gone.is_confidential:
        return f"“{kept.name}” has become confidential since the two were joined"
    since = select(ListingVersion.number).where(
        ListingVersion.service_id == kept.id,
        ListingVersion.made_at > versions[0].made_at,
        ListingVersion.kind.not_in(_CHANGE_NOTHING),
    )
    if db.session.scalars(since.limit(1)).first() is not None:
        return f"“{kept.name}” has been changed since the two were joined"
    if waiting := what_waits(kept.id):
        return f"Something waits at “{kept.name}”: {waiting[0].what}. {waiting[0].who}"
    return None


def _versions(service_id: UUID) -> Sequence[ListingVersion]:
    """Return the latest two versions of a listing, the latest first."""
    query = select(ListingVersion).where(ListingVersion.service_id == service_id)
    return db.session.scalars(query.order_by(ListingVersion.number.desc()).limit(2)).all()
