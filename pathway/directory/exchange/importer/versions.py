"""Keeps what each changed listing was: the state before its first change, and the state after each."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from pathway.accounts.models import Proposal
from pathway.core.actor import Actor
from pathway.core.clock import utc_now
from pathway.directory.exchange.importer.assign_ids import with_phones
from pathway.directory.exchange.importer.changes import hides
from pathway.directory.exchange.importer.row_values import Values
from pathway.directory.exchange.importer.statements import insert_rows
from pathway.directory.exchange.json_file import listing_object
from pathway.directory.exchange.parsed_row import Where
from pathway.directory.listing_record import OrganizationRecord, ServiceRecord
from pathway.directory.models import ListingVersion, Service
from pathway.directory.operations import empty_proposals
from pathway.directory.vocabulary import EditKind

Changed = Sequence[tuple[ServiceRecord, ServiceRecord]]
"""Listings after and before a change."""


class Numbers(NamedTuple):
    """The number of a listing's present version, and of the latest that was kept (None: none was)."""

    present: int
    kept: int | None


@dataclass(frozen=True)
class Edit:
    """How listings come to be changed, and by whom; without `by`, by a command.

    `numbers`: of the listings' versions, where the caller has locked them (`numbers_of`).
    """

    kind: EditKind
    by: Actor | None = None
    numbers: Mapping[UUID, Numbers] = field(default_factory=dict)


def numbers_of(session: Session, service_ids: Sequence[UUID]) -> dict[UUID, Numbers]:
    """Return the numbers of each listing's versions, and lock the listings until the transaction ends."""
    query = select(Service.id, Service.version).where(Service.id.in_(service_ids)).order_by(Service.id)
    present = dict(session.execute(query.with_for_update()).all())
    # Only now: in the same statement PostgreSQL would answer as of before it waited for the lock.
    latest = select(ListingVersion.service_id, func.max(ListingVersion.number)).group_by(ListingVersion.service_id)
    kept = dict(session.execute(latest.where(ListingVersion.service_id.in_(service_ids))).all())
    return {id_: Numbers(number, kept.get(id_)) for id_, number in present.items()}


def keep(session: Session, changed: Changed, numbers: Mapping[UUID, Numbers], edit: Edit) -> None:
    """Write the versions of these listings. `numbers` are those from before the change (`numbers_of`)."""
    now = utc_now()
    rows: list[Values] = []
    for after, before in changed:
        present, kept = numbers[after.id]
        if hides(after, before):
            # What a listing was before it became confidential says where it is, in a place of its or in words.
            session.execute(delete(ListingVersion).where(ListingVersion.service_id == after.id))
            empty_proposals(session, Proposal.subject_id == after.id)
        elif kept != present:
            rows.append(_row(before, present, Edit(EditKind.AS_FOUND), before.last_modified_at))
        rows.append(_row(after, present + 1, edit, now))
    insert_rows(session, ListingVersion, rows)


def forget_places(session: Session, location_ids: Collection[UUID]) -> None:
    """Take out of all versions where these places are: no address is kept without a use.

    Also of listings that left such a place long ago. Reads every version, which is rare enough.
    """
    names_one = or_(*(ListingVersion.content.contains(str(id_)) for id_ in location_ids))
    query = select(ListingVersion).where(names_one)
    for version in session.scalars(query.order_by(ListingVersion.service_id, ListingVersion.number)):
        service = json.loads(version.content)
        for place in service.get("service_at_locations", ()):
            location = place["location"]
            if UUID(location["id"]) in location_ids:
                place["location"] = {part: location[part] for part in ("id", "kind")}
        version.content = _dumped(service)
    empty_proposals(session, Proposal.subject_id.is_not(None), [str(id_) for id_ in location_ids])
    session.flush()


def _row(service: ServiceRecord, number: int, edit: Edit, made_at: datetime) -> Values:
    return {
        "service_id": service.id,
        "number": number,
        "kind": edit.kind,
        "made_at": made_at,
        "made_by": edit.by.id if edit.by else None,
        "content": _dumped(listing_object.write_service(service, everything=True)),
    }


def _dumped(service: Mapping[str, Any]) -> str:
    return json.dumps(service, ensure_ascii=False)


def read(content: str) -> ServiceRecord:
    """Return a listing as a version has it. Its terms have their codes only: their names are the directory's to say."""
    parsed_row = listing_object.read_service(Where(1), json.loads(content), {}, holds=listing_object.ALL)
    if parsed_row.id is None or parsed_row.faults:
        raise ValueError(f"a version cannot be read: {parsed_row.faults}")
    terms = tuple(term for list_terms in parsed_row.terms.values() for term in list_terms)
    owner = OrganizationRecord(**parsed_row.organization)
    schedules = with_phones(parsed_row.fields["schedules"], parsed_row.fields["phones"])
    fields = {**parsed_row.fields, "schedules": schedules}
    return ServiceRecord(id=parsed_row.id, organization=owner, terms=terms, **fields)
