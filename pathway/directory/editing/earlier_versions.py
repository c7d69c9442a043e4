"""An earlier version of a listing brought back: what that would change, doing it, and undoing what one did last."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from pathway.accounts.permissions import Person
from pathway.directory.editing.change_words import LABELS, changes
from pathway.directory.editing.operations import (
    BY_TWO_PEOPLE,
    EditError,
    Present,
    faults_of,
    hold,
    locked,
    present,
    save,
)
from pathway.directory.exchange import load
from pathway.directory.exchange.importer.existing_listings import terms_in
from pathway.directory.exchange.importer.versions import Edit, read
from pathway.directory.listing_record import ServiceRecord
from pathway.directory.models import ListingVersion
from pathway.directory.vocabulary import EditKind
from pathway.extensions import db

_STAYS = ("organization", "slug", "publication", "former_identifiers", "at_locations")
_STAYS_UNLESS_UNDONE = ("status", "closed_until", "closed_note")


class ChangedSinceError(EditError):
    """A listing has changed since somebody looked at what would change."""


@dataclass(frozen=True)
class BroughtBack:
    """What bringing a version back would make of a listing. `why_not`: why it cannot be; None where it can.

    `made_at`: when it was so; `shown`: the number of the version over which this was worked out.
    """

    made_at: datetime
    after: ServiceRecord
    lines: tuple[str, ...]
    why_not: str | None
    shown: int


def preview(service_id: UUID, number: int) -> BroughtBack:
    """Return what bringing a version back would change now. Raises EditError when there is no such version."""
    now, version = present(service_id), _version(service_id, number)
    after = _as_it_was(now.service, version)
    # That it would count as changed at an earlier moment is no news to anybody.
    lines = tuple(changes(replace(after, last_modified_at=now.service.last_modified_at), now.service))
    return BroughtBack(version.made_at, after, lines, _why_not(after, now.service), now.number)


def restore(service_id: UUID, number: int, shown: int, by: Person) -> None:
    """Make a listing what it was in an earlier version. Its owner, addresses, places and publication stay.

    So does whether it runs, or is closed for now. `shown`: the number of the version over which she saw what changes.

    Raises ChangedSinceError when that is not the latest; EditError when there is no such version, when nothing would
    change, or when it would change what takes two people.
    """
    now, version = locked(service_id), _version(service_id, number)
    if now.number != shown:
        raise ChangedSinceError("The listing has changed since you looked. Look at what changes once more")
    after = _as_it_was(now.service, version)
    if why := _why_not(after, now.service):
        raise EditError(why)
    _save(after, now, by)


def undo(service_ids: Sequence[UUID], by: Person) -> int:
    """Take back the latest change of each of these listings, where it was hers. Return how many.

    Unlike `restore`, also what takes two people, to what was there just before, and whether it runs.
    """
    undone = 0
    hold(service_ids)
    for service_id in service_ids:
        query = select(ListingVersion).where(ListingVersion.service_id == service_id)
        latest = db.session.scalars(query.order_by(ListingVersion.number.desc()).limit(2)).all()
        if len(latest) == 2 and may_undo(latest[0].kind, latest[0].made_by, by):
            step_back(locked(service_id), latest[1], by)
            undone += 1
    return undone


def step_back(now: Present, before: ListingVersion, by: Person) -> None:
    """Make a listing, which is locked, what it was just before its latest change, whether it runs included.

    Raises EditError when nothing would change.
    """
    after = _as_it_was(now.service, before, is_undo=True)
    if after == now.service:
        raise EditError(_IS_SO)
    _save(after, now, by)


def may_undo(kind: EditKind, made_by: UUID | None, by: Person) -> bool:
    """Whether the latest change of a listing is somebody's own, to take back.

    What was published stays so, and what two people agreed to is not one's own. What was joined is taken apart instead.
    """
    not_hers = {EditKind.RESTORED, EditKind.PUBLISHED, EditKind.AGREED, EditKind.MERGED}
    return made_by == by.id and kind not in not_hers


_IS_SO = "The listing is as it was in this version already"


def _version(service_id: UUID, number: int) -> ListingVersion:
    version = db.session.get(ListingVersion, (service_id, number))
    if version is None:
        raise EditError("There is no such version any more")
    return version


def _as_it_was(now: ServiceRecord, version: ListingVersion, *, is_undo: bool = False) -> ServiceRecord:
    earlier, terms = read(version.content), terms_in(db.session())
    stays = (*_STAYS, *(() if is_undo else _STAYS_UNLESS_UNDONE))
    return replace(
        earlier,
        **{name: getattr(now, name) for name in stays},
        terms=load.in_order("terms", (terms[term.key] for term in earlier.terms if term.key in terms)),
    )


def _why_not(after: ServiceRecord, now: ServiceRecord) -> str | None:
    """Say why a version cannot be brought back by one person; None where it can."""
    if replace(after, last_modified_at=now.last_modified_at) == now:
        return _IS_SO
    if any(getattr(after, name) != getattr(now, name) for name in BY_TWO_PEOPLE):
        return "In this version it was reached in another way. Numbers, addresses and ways to refer take two people"
    fault = next(iter(faults_of(after, now)), None)
    return f"{LABELS.get(fault[0], fault[0])}: {fault[1]}" if fault else None


def _save(after: ServiceRecord, now: Present, by: Person) -> None:
    save([(after, now.service)], Edit(EditKind.RESTORED, by, now.numbers))
