"""The end of a listing: it is no longer kept, and its address says what to use instead."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import delete

from pathway.accounts.permissions import Person
from pathway.directory.confidential import what_says_where
from pathway.directory.editing import proposed_changes
from pathway.directory.editing.operations import EditError, edit, locked, refuse_strange_numbers
from pathway.directory.listing_record import ServiceRecord
from pathway.directory.models import ListingEnd
from pathway.directory.vocabulary import EditKind, ServiceStatus
from pathway.extensions import db

_BY_TWO, _BY_OWNER = "Somebody of another organisation decides", "Who owns the listing decides"


@dataclass(frozen=True)
class Waiting:
    """What keeps a listing from ending: what waits there, and who can act."""

    what: str
    who: str
    href: str


def what_waits(service_id: UUID) -> list[Waiting]:
    """Return what waits at a listing, each with who can act."""
    return [
        Waiting(told, _BY_TWO if takes_two else _BY_OWNER, href)
        for told, takes_two, href in proposed_changes.waiting_at(service_id)
    ]


_asked_too: list[Callable[[UUID], Sequence[Waiting]]] = []


def ask_too(ask: Callable[[UUID], Sequence[Waiting]]) -> None:
    """Let another feature say what of its own keeps a listing from ending."""
    if ask not in _asked_too:
        _asked_too.append(ask)


def what_keeps(service_id: UUID) -> list[Waiting]:
    """Return all that keeps a listing from ending: proposed changes, and what other features name."""
    return [*what_waits(service_id), *(thing for ask in _asked_too for thing in ask(service_id))]


def end(service_id: UUID, instead_id: UUID | None, words: str | None, by: Person) -> None:
    """Keep a listing no longer. Its address says so, and what to use instead. Ended already, it stays as it is.

    Raises EditError.
    """
    now = locked(service_id).service
    if now.status is not ServiceStatus.DEFUNCT:
        check(now, instead_id, words)
    if stop_keeping(now, EditKind.ENDED, by):
        db.session.merge(ListingEnd(service_id=service_id, instead_id=instead_id, words=words, leads_on=False))


def check(service: ServiceRecord, instead_id: UUID | None, words: str | None) -> None:
    """Refuse to end a listing so. Raises EditError."""
    if instead_id == service.id:
        raise EditError("A listing cannot stand in for itself. Name another, or none")
    refuse_strange_numbers(words)
    if service.is_confidential and words and (what := what_says_where(words)):
        raise EditError(f"This listing is confidential, and what you wrote has {what} in it. Take it out")
    refuse_while_waiting(service.id)


def has_ended(service_id: UUID) -> bool:
    """Whether a listing is kept no longer already."""
    return locked(service_id).service.status is ServiceStatus.DEFUNCT


def keep_again(service_id: UUID, by: Person) -> None:
    """Keep a listing again that had ended, whoever ended it."""
    edit(service_id, EditKind.OPENED, by, _running)
    db.session.execute(delete(ListingEnd).where(ListingEnd.service_id == service_id))


def refuse_while_waiting(service_id: UUID) -> None:
    """Refuse to end a listing where something waits. Raises EditError, naming what and who can act."""
    if waiting := what_keeps(service_id):
        raise EditError(f"Something waits here: {waiting[0].what}. {waiting[0].who}; after that it can end")


def stop_keeping(service: ServiceRecord, kind: EditKind, by: Person) -> bool:
    """End a listing; return whether it did, and was not ended already."""
    if service.status is ServiceStatus.DEFUNCT:
        return False
    refuse_while_waiting(service.id)
    edit(service.id, kind, by, _ended)
    return True


def _ended(service: ServiceRecord) -> ServiceRecord:
    return replace(service, status=ServiceStatus.DEFUNCT, closed_until=None, closed_note=None)


def _running(service: ServiceRecord) -> ServiceRecord:
    return replace(service, status=ServiceStatus.ACTIVE) if service.status is ServiceStatus.DEFUNCT else service
