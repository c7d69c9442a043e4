"""What came of a call, recorded: the listing follows at once, and each result can be taken back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from pathway.accounts.permissions import Person
from pathway.audit import trail
from pathway.core.clock import london_today, utc_now
from pathway.core.errors import ChangeRefusedError, InvalidTransitionError
from pathway.directory.editing import at_once, earlier_versions, proposed_changes
from pathway.directory.editing import operations as editing
from pathway.directory.exchange.importer.versions import numbers_of
from pathway.directory.exchange.importer.write import wait_for_import
from pathway.directory.listing_record import PhoneRecord, ServiceRecord
from pathway.directory.models import Phone, Service
from pathway.directory.vocabulary import EditKind, Publication
from pathway.extensions import db
from pathway.launch.call_result import queries
from pathway.launch.call_result.floor import missing_from
from pathway.launch.call_sheet.call_order import AFTER_NO_ANSWER
from pathway.launch.models import ListingPublication, NumberCall
from pathway.launch.vocabulary import CallOutcome, HowConfirmed


class CallError(ChangeRefusedError):
    """A result is not recorded; the message says why."""


class NewNumberError(CallError):
    """The number that was typed cannot be theirs; the message says why."""


@dataclass(frozen=True)
class Called:
    """A number that was rung, by whom, and the role of who answered. `seen`: the turn of the latest call she saw.

    Without `seen` nothing is compared: the caller has just read the calls.
    """

    service_id: UUID
    phone_id: UUID
    by: Person
    seen: int | None = None
    spoke_to: str | None = None


def confirm(called: Called, *, whole_listing: bool = False) -> None:
    """Record that a number is right; with `whole_listing`, that its own people said that all of it is."""
    today = london_today()

    def checked(service: ServiceRecord) -> ServiceRecord:
        phones = tuple(
            phone._replace(number_checked_on=today, number_checked_by=called.by.organization_name[:120])
            if phone.id == called.phone_id
            else phone
            for phone in service.phones
        )
        after = replace(service, phones=phones)
        return editing.confirmed(after, called.by, today) if whole_listing else after

    _record(called, CallOutcome.CONFIRMED, lambda _phone: _edit(called, EditKind.RUNG, checked))


def change(called: Called, number: str, digits: str) -> None:
    """Record that a service has another number now, as it was said on the phone.

    Where the service never confirmed its listing, the new number is there at once, to be rung in its turn: nobody
    has rung it yet. Of one that was confirmed it takes two to change a number (`hand_on`).
    """

    def act(phone: Phone) -> None:
        if phone.digits == digits:
            raise NewNumberError(f"{number} is the number it has")
        if editing.needs_two(editing.present(called.service_id).service, ["phones"], called.by):
            hand_on(called, number, digits)
        else:
            _edit(called, EditKind.CHANGED, lambda service: _with_number(service, called.phone_id, number, digits))

    _record(called, CallOutcome.CHANGED, act, new_number=number)


def hand_on(called: Called, number: str, digits: str) -> None:
    """Ask a second person for a new number of a confirmed listing. Until then the old one is there, as being changed.

    Raises NewNumberError where another change of how the service is reached waits.
    """
    service = editing.present(called.service_id).service
    phones = _with_number(service, called.phone_id, number, digits).phones
    try:
        proposed_changes.propose_contact(called.service_id, {"phones": phones}, called.by)
    except InvalidTransitionError as error:
        raise NewNumberError(str(error)) from error


def hide(called: Called) -> None:
    """Record that a number is wrong, and take it off its listing at once."""

    def act(_phone: Phone) -> None:
        at_once.hide_number(called.service_id, called.phone_id, called.by)

    _record(called, CallOutcome.WRONG, act)


def ring_again(called: Called, again_at: datetime | None, *, answered: bool) -> None:
    """Record that a number is to be rung again: at a moment (aware UTC), or two hours after nobody answered."""
    result = CallOutcome.RING_AGAIN if answered else CallOutcome.NO_ANSWER
    _record(called, result, lambda _phone: None, again_at=again_at or utc_now() + AFTER_NO_ANSWER)


def take_back(service_id: UUID, phone_id: UUID, by: Person) -> None:
    """Take back the latest result of a number, where it was hers, and what it did to the listing. Raises CallError."""
    present = _lock(service_id)
    latest = _latest(service_id, phone_id)
    if latest is None or latest.made_by != by.id:
        raise CallError("There is no call of yours to take back")
    if latest.result is CallOutcome.TAKEN_BACK:
        return
    if latest.listing_version is not None:
        changed_since = latest.listing_version != present
        if changed_since or not earlier_versions.undo([service_id], by):
            raise CallError(
                "The listing has been changed since, so this cannot be taken back here. Look at its history"
            )
    if latest.result is CallOutcome.CHANGED:
        _withdraw_proposal(service_id, by)
    _add(Called(service_id, phone_id, by), latest.number, latest.digits, CallOutcome.TAKEN_BACK)


def publish(service_id: UUID, how: HowConfirmed, by: Person) -> None:
    """Publish a draft: confirmed, if its own people said that all of it is right. What is published stays as it is.

    That its number answers and that its own people confirmed it are two facts. Raises CallError when no number of it
    was found right by ringing, or when something is missing.
    """
    _lock(service_id)
    before = db.session.get_one(Service, service_id, populate_existing=True)
    if before.publication is Publication.PUBLISHED:
        return
    if why := why_not_to_publish(queries.service(service_id)):
        raise CallError(why)
    today = london_today()
    editing.edit(
        service_id,
        EditKind.PUBLISHED,
        by,
        lambda service: _published(service, how, by, today),
    )
    db.session.add(ListingPublication(service_id=service_id, how=how, published_by=by.id))


def _published(draft: ServiceRecord, how: HowConfirmed, by: Person, today: date) -> ServiceRecord:
    published = replace(draft, publication=Publication.PUBLISHED)
    return published if how is HowConfirmed.NUMBER else editing.confirmed(published, by, today)


def why_not_to_publish(service: Service | None) -> str | None:
    """Return why a draft cannot be published yet, or None where it can."""
    if service is None:
        return "This service has ended"
    if not queries.right_numbers(service.id):
        return "Ring a number of it first, and record that it is right"
    missing = missing_from(service)
    return f"It has no {'; no '.join(missing)}" if missing else None


def _record(
    called: Called,
    result: CallOutcome,
    act: Callable[[Phone], None],
    *,
    again_at: datetime | None = None,
    new_number: str | None = None,
) -> None:
    """Do what follows from a result, and add the call. A second tap of the same is left as it is.

    Raises CallError when somebody else has recorded a call since, or when the number is gone.
    """
    before = _lock(called.service_id)
    latest = _latest(called.service_id, called.phone_id)
    if called.seen is not None and called.seen != (latest.turn if latest else 0):
        if latest is not None and latest.made_by == called.by.id and latest.result is result:
            return
        raise CallError("Somebody has recorded a call to this number since you opened the page. Open it again")
    phone = db.session.scalars(
        select(Phone).where(Phone.id == called.phone_id, Phone.service_id == called.service_id)
    ).one_or_none()
    if phone is None:
        raise CallError("This number is not on the listing any more")
    number, digits = phone.number, phone.digits
    act(phone)
    present = db.session.scalars(select(Service.version).where(Service.id == called.service_id)).one()
    version = present if present != before else None
    _add(called, number, digits, result, again_at=again_at, new_number=new_number, listing_version=version)


def _add(called: Called, number: str, digits: str, result: CallOutcome, **more: object) -> None:
    latest = _latest(called.service_id, called.phone_id)
    db.session.add(
        NumberCall(
            service_id=called.service_id,
            phone_id=called.phone_id,
            turn=latest.turn + 1 if latest else 1,
            number=number,
            digits=digits,
            result=result,
            spoke_to=called.spoke_to,
            made_by=called.by.id,
            **more,
        )
    )
    trail.record(f"call.{result}", f"service:{called.service_id}", called.by)


def _withdraw_proposal(service_id: UUID, by: Person) -> None:
    """Take back the new number that she asked a second person for, if it still waits."""
    proposal = proposed_changes.waiting_contact(service_id)
    if proposal is not None and proposal.proposed_by == by.id:
        proposed_changes.withdraw(proposal, by)


def _lock(service_id: UUID) -> int:
    """Let nobody else change the listing, nor record a call to it, until the transaction ends. Return its version."""
    wait_for_import(db.session())
    return numbers_of(db.session(), [service_id])[service_id].present


def _latest(service_id: UUID, phone_id: UUID) -> NumberCall | None:
    calls = select(NumberCall).where(NumberCall.service_id == service_id, NumberCall.phone_id == phone_id)
    return db.session.scalars(calls.order_by(NumberCall.turn.desc()).limit(1)).one_or_none()


def _edit(called: Called, kind: EditKind, change: Callable[[ServiceRecord], ServiceRecord]) -> None:
    editing.edit(called.service_id, kind, called.by, change)


def _with_number(service: ServiceRecord, phone_id: UUID, number: str, digits: str) -> ServiceRecord:
    """Return a listing with another number in the place of one. Nobody has rung it yet; its words and hours stay."""

    def put(phone: PhoneRecord) -> PhoneRecord:
        if phone.id != phone_id:
            if phone.digits == digits:
                raise NewNumberError(f"{number} is a number of this listing already")
            return phone
        return phone._replace(
            number=number, digits=digits, extension=None, number_checked_on=None, number_checked_by=None
        )

    return replace(service, phones=tuple(put(phone) for phone in service.phones))
