"""What a call to a service's number changes of its listing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from pathway.core.actor import NamedActor
from pathway.core.clock import london_today
from pathway.directory.editing.operations import EditError, edit, locked
from pathway.directory.listing_record import PhoneRecord, ServiceRecord
from pathway.directory.vocabulary import CallResult, EditKind


def record(service_id: UUID, phone_id: UUID, result: CallResult, by: NamedActor) -> None:
    """Record what came of a call to one number of a listing. Raises EditError where it no longer has the number.

    Right: the number is checked, as of today. Wrong: the listing counts as never confirmed, whatever its own people
    said. No answer, when rung often enough: it is due until they confirm it again.
    """
    changes: dict[CallResult, tuple[EditKind, Callable[[ServiceRecord], ServiceRecord]]] = {
        CallResult.RIGHT: (EditKind.RUNG, lambda listing: _checked(listing, phone_id, by)),
        CallResult.WRONG: (EditKind.FOUND_WRONG, lambda listing: _unconfirmed(listing, phone_id)),
        CallResult.NO_ANSWER: (EditKind.UNANSWERED, lambda listing: _unanswered(listing, phone_id)),
    }
    kind, change = changes[result]
    edit(service_id, kind, by, change)


def numbers_of(service_id: UUID) -> list[str]:
    """Return the numbers of a listing as they are now, which nobody changes until the transaction ends."""
    return [phone.number for phone in locked(service_id).service.phones]


def _checked(listing: ServiceRecord, phone_id: UUID, by: NamedActor) -> ServiceRecord:
    _refuse_without(listing, phone_id)
    phones = _with_check(listing, phone_id, london_today(), by.organization_name[:120])
    return replace(listing, phones=phones, unanswered_on=None)


def _unconfirmed(listing: ServiceRecord, phone_id: UUID) -> ServiceRecord:
    _refuse_without(listing, phone_id)
    phones = _with_check(listing, phone_id, None, None)
    return replace(listing, phones=phones, assured_on=None, assured_by=None)


def _unanswered(listing: ServiceRecord, phone_id: UUID) -> ServiceRecord:
    _refuse_without(listing, phone_id)
    return replace(listing, unanswered_on=london_today())


def _with_check(
    listing: ServiceRecord, phone_id: UUID, checked_on: date | None, checked_by: str | None
) -> tuple[PhoneRecord, ...]:
    return tuple(
        phone._replace(number_checked_on=checked_on, number_checked_by=checked_by) if phone.id == phone_id else phone
        for phone in listing.phones
    )


def _refuse_without(listing: ServiceRecord, phone_id: UUID) -> None:
    if all(phone.id != phone_id for phone in listing.phones):
        raise EditError("The listing no longer has this number")
