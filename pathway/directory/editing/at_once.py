"""What those who look after a listing change at once: closed for now, open again, a number hidden, room or none."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from pathway.accounts.permissions import Person
from pathway.audit import trail
from pathway.core.clock import LONDON, utc_now
from pathway.directory.editing.operations import edit, refuse_strange_numbers, save
from pathway.directory.exchange import load
from pathway.directory.exchange.importer.versions import Edit, numbers_of
from pathway.directory.exchange.importer.write import wait_for_import
from pathway.directory.listing_record import ServiceRecord
from pathway.directory.models import Service, ServiceCapacity
from pathway.directory.phone_numbers import numbers_in
from pathway.directory.search.index import indexer
from pathway.directory.vocabulary import EditKind, ServiceStatus
from pathway.extensions import db, writing

ROOM_LASTS = timedelta(days=7)
"""How long what a service said of its room is believed."""

_AT_ONCE = 500

_TEXTS = (
    *("hours_description", "alert", "closed_note", "referral_note", "response_time", "what_happens_next"),
    "eligibility_description",
)
"""Words of a listing that may hold a number. A description cannot be empty, and keeps its words."""


def close(service_id: UUID, until: date | None, note: str | None, by: Person) -> None:
    """Close a service for now: until the end of a day, or until somebody opens it. Raises EditError."""

    def closed(service: ServiceRecord) -> ServiceRecord:
        return replace(service, status=ServiceStatus.TEMPORARILY_CLOSED, closed_until=until, closed_note=note)

    refuse_strange_numbers(note)
    edit(service_id, EditKind.CLOSED, by, closed)


def reopen(service_id: UUID, by: Person) -> None:
    """Open a service that was closed for now."""
    edit(service_id, EditKind.OPENED, by, _opened)


def hide_number(service_id: UUID, phone_id: UUID, by: Person) -> None:
    """Take a number off a listing, with its hours; a number that is off already stays off."""

    def without(service: ServiceRecord) -> ServiceRecord:
        phones = tuple(phone for phone in service.phones if phone.id != phone_id)
        schedules = tuple(row for row in service.schedules if row.phone_id != phone_id)
        gone = {phone.digits for phone in service.phones} - {phone.digits for phone in phones}
        texts: dict[str, Any] = {name: _without(getattr(service, name), gone) for name in _TEXTS}
        return replace(service, phones=phones, schedules=schedules, **texts)

    edit(service_id, EditKind.HIDDEN, by, without)


def set_room(service_id: UUID, available: int | None, by: Person) -> None:
    """Record whether a service has room: 0 for none, None for some, or how many more women it can take this week."""
    wait_for_import(db.session())
    owner = select(Service.organization_id).where(Service.id == service_id).with_for_update()
    organization_id = db.session.scalars(owner).one()
    row = db.session.get(ServiceCapacity, service_id, populate_existing=True)
    if row is None:
        db.session.add(ServiceCapacity(service_id=service_id, available=available))
    else:
        row.available, row.updated_at = available, utc_now()
    db.session.flush()
    indexer.refresh(db.session(), [service_id])
    trail.record("listing.room", f"service:{service_id}", by, organization_id=organization_id)


def unsay_room(service_id: UUID, by: Person) -> None:
    """Forget what was said of room: as where nobody said anything."""
    wait_for_import(db.session())
    owner = select(Service.organization_id).where(Service.id == service_id).with_for_update()
    organization_id = db.session.scalars(owner).one()
    db.session.execute(delete(ServiceCapacity).where(ServiceCapacity.service_id == service_id))
    indexer.refresh(db.session(), [service_id])
    trail.record("listing.room", f"service:{service_id}", by, organization_id=organization_id)


def room_of(service_id: UUID) -> ServiceCapacity | None:
    """Return what a service said of its room in the last week."""
    row = db.session.get(ServiceCapacity, service_id)
    return row if row is not None and row.updated_at > utc_now() - ROOM_LASTS else None


def end_what_is_over(now: datetime) -> None:
    """Open what was closed until yesterday or earlier, and forget what was said of room more than a week ago."""
    today = now.astimezone(LONDON).date()
    with writing():
        over = select(Service.id).where(
            Service.status == ServiceStatus.TEMPORARILY_CLOSED, Service.closed_until < today
        )
        wait_for_import(db.session())
        # Locked as they are chosen: who makes a closure longer meanwhile keeps it closed.
        ids = list(db.session.scalars(over.order_by(Service.id).limit(_AT_ONCE).with_for_update()))
        numbers = numbers_of(db.session(), ids) if ids else {}
        closed = load.load(db.session(), ids)
        edit = Edit(EditKind.OPENED, None, numbers)
        save([(_opened(service), service) for service in closed.values()], edit)
        _forget_room(now)


def _forget_room(now: datetime) -> None:
    old = ServiceCapacity.updated_at <= now - ROOM_LASTS
    ids = sorted(db.session.scalars(delete(ServiceCapacity).where(old).returning(ServiceCapacity.service_id)))
    if ids:
        indexer.refresh(db.session(), ids)


def _without(text: str | None, digits: set[str]) -> str | None:
    """Return words of a listing without these numbers: a number that is hidden is shown nowhere."""
    for start, end, found in reversed(numbers_in(text or "")):
        if text and found in digits:
            text = f"{text[:start].rstrip()} {text[end:].lstrip()}".strip(" ,;:")
    return text or None


def _opened(service: ServiceRecord) -> ServiceRecord:
    return replace(service, status=ServiceStatus.ACTIVE, closed_until=None, closed_note=None)
