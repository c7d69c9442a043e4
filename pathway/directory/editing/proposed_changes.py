"""Changes of a listing that somebody proposes and another decides: by staff of elsewhere, and of how it is reached."""

import json
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from pathway.accounts import queries as accounts
from pathway.accounts.models import Proposal, User
from pathway.accounts.permissions import POLICY, Grant, Person, column_of
from pathway.accounts.proposals import lifecycle
from pathway.accounts.proposals.lifecycle import Details, ProposalKind, register
from pathway.accounts.vocabulary import ProposalStatus, UserStatus
from pathway.audit import trail
from pathway.core.actor import Actor
from pathway.core.clock import utc_now
from pathway.core.errors import ChangeRefusedError, InvalidTransitionError
from pathway.core.permission import Permission
from pathway.directory.editing import operations, queries
from pathway.directory.editing.merges import label_of
from pathway.directory.editing.operations import EditError, Present
from pathway.directory.editing.parts import Values, changed_parts, is_same, part, with_parts
from pathway.directory.exchange import load
from pathway.directory.exchange.importer.existing_listings import terms_in
from pathway.directory.exchange.importer.versions import read
from pathway.directory.exchange.json_file import listing_object
from pathway.directory.hours.clock_words import listed
from pathway.directory.listing_record import PhoneRecord, ServiceRecord
from pathway.directory.models import ContactChange
from pathway.directory.phone_numbers import numbers_in
from pathway.directory.search.index import indexer
from pathway.directory.vocabulary import EditKind
from pathway.extensions import db, writing
from pathway.notifications.operations import enqueue

logger = logging.getLogger("pathway.proposals")

RESTS = timedelta(hours=24)
"""How long an approved change of a contact waits, so that who had the old one can speak up."""

_AT_ONCE = 100


@dataclass(frozen=True)
class _Actor:
    """Who approved, when the worker makes the change a day later."""

    id: UUID
    organization_id: UUID


def _describe(details: Details) -> str:
    if not details:
        return "Change a listing, which has become confidential since"
    return f"{details['name']}: change {listed([label_of(name).lower() for name in details['parts']])}"


def _apply(details: Details, by: Any) -> None:
    """Change what two people agreed to, unless it is no longer what they agreed about."""
    values = proposed_values(details)

    def agreed(now: Present) -> Values:
        if "agreed_over" in details and not _is_as_agreed(now.service, details):
            raise EditError("The listing has changed since this was agreed. Propose it again")
        return _with_checks(values, now.service)

    operations.change(UUID(details["service_id"]), agreed, by, EditKind.AGREED)


def _is_as_agreed(service: ServiceRecord, details: Details) -> bool:
    """Whether the parts are what they were when the second person agreed; that a number was rung does not count."""
    before = read(json.dumps(details["agreed_over"]))
    return all(is_same(_unchecked(part(service, name)), _unchecked(part(before, name))) for name in details["parts"])


def _unchecked(value: Any) -> Any:
    if isinstance(value, tuple) and value and all(isinstance(row, PhoneRecord) for row in value):
        return tuple(row._replace(number_checked_on=None, number_checked_by=None) for row in value)
    return value


def _with_checks(values: Values, service: ServiceRecord) -> Values:
    """Return the parts with what was rung meanwhile: the day belongs to the digits."""
    if "phones" not in values:
        return values
    rung = {phone.digits: (phone.number_checked_on, phone.number_checked_by) for phone in service.phones}
    phones = (
        phone._replace(number_checked_on=on, number_checked_by=by)
        for phone in values["phones"]
        for on, by in [rung.get(phone.digits, (phone.number_checked_on, phone.number_checked_by))]
    )
    return {**values, "phones": tuple(phones)}


def _apply_suggestion(details: Details, by: Person) -> None:
    """Save what one person may; what takes two she now proposes herself, to somebody of another organisation."""
    service_id, values = UUID(details["service_id"]), proposed_values(details)
    now = operations.present(service_id)
    alone, of_two = split(now.service, values, by)
    if alone:
        operations.change(service_id, lambda _now: alone, by)
    if of_two:
        propose_contact(service_id, of_two, by)


def _apply_contact(details: Details, by: Any) -> None:
    _apply(details, by)
    _end_change(UUID(details["service_id"]))


CONTACT = register(
    ProposalKind(
        "listing.contact",
        Permission.PUBLISH_CONTACT,
        _describe,
        _apply_contact,
        of_another_organization=True,
        rests=RESTS,
    )
)
"""How a service is reached or referred to: two people of different organisations, and a day."""

SUGGESTION = register(
    ProposalKind(
        "listing.suggestion",
        Permission.PUBLISH_LISTING,
        _describe,
        _apply_suggestion,
        asks=Permission.PROPOSE_LISTING,
    )
)
"""What staff of elsewhere know better: decided by who owns the listing, or the coordinator."""


def is_of_a_listing(proposal: Proposal) -> bool:
    """Whether a proposal is about a listing: a change of it, or its end."""
    return proposal.act.startswith("listing.")


def split(service: ServiceRecord, values: Values, by: Person) -> tuple[Values, Values]:
    """Return the parts that one person may change, and those that take two.

    Numbers and their hours go together: a number that is taken out would leave its hours behind.
    """
    changed = changed_parts(service, values)
    of_two = set(operations.needs_two(service, changed, by))
    if operations.needs_two(service, ["phones"], by):
        of_two |= {name for name in changed if _gains_a_number(service, name, values[name])}
    if "phones" in of_two:
        of_two |= {"schedules"} & set(changed)
    return {name: values[name] for name in changed if name not in of_two}, {name: values[name] for name in of_two}


def _gains_a_number(service: ServiceRecord, name: str, value: Any) -> bool:
    """Whether a text would hold a number that the listing does not have: the way round the rule about numbers."""
    if not isinstance(value, str):
        return False
    theirs = {phone.digits for phone in service.phones}
    before = {digits for _, _, digits in numbers_in(part(service, name) or "")}
    return any(digits not in theirs | before for _, _, digits in numbers_in(value))


def suggest(service_id: UUID, values: Values, by: Person) -> Proposal:
    """Propose a change to those who own the listing. The same again is what waits already."""
    now = operations.present(service_id)
    return _propose(SUGGESTION, now, values, by)


def propose_contact(service_id: UUID, values: Values, by: Person) -> Proposal:
    """Propose another way to reach a service. From now on the present one is shown as being changed.

    Raises InvalidTransitionError when another such change waits already.
    """
    now = operations.locked(service_id)
    waiting = lifecycle.waiting_for(service_id, CONTACT)
    if waiting is not None and lifecycle.details_of(waiting) != _details(now, values):
        raise InvalidTransitionError(
            "Another change of how this service is reached waits already. It has to be decided or taken back first"
        )
    if waiting is not None:
        return waiting
    proposal = _propose(CONTACT, now, values, by)
    db.session.merge(ContactChange(service_id=service_id, since=utc_now()))
    _refresh(service_id)
    for email in _old_contacts(now.service):
        enqueue("contact_change", email)
    return proposal


def _old_contacts(service: ServiceRecord) -> list[str]:
    """Return the addresses of the service itself, else those of the people who look after its listing."""
    emails = {email for email in (service.email, *(contact.email for contact in service.contacts)) if email}
    if not emails:
        owners = queries.managers_of(service.organization.id)
        emails = {user.email for user in owners}
    return sorted(emails)


def _propose(kind: ProposalKind, now: Present, values: Values, by: Person) -> Proposal:
    details = _details(now, values)
    if not values:
        raise EditError("Nothing would change")
    waiting = lifecycle.waiting_for(now.service.id, kind)
    if waiting is not None and lifecycle.details_of(waiting) == details:
        return waiting
    owner = now.service.organization.id
    return lifecycle.propose(kind, details, by, subject_id=now.service.id, organization_id=owner)


def _details(now: Present, values: Values) -> Details:
    after = with_parts(now.service, values)
    return {
        "service_id": str(now.service.id),
        "name": now.service.name,
        "parts": sorted(values),
        "content": listing_object.write_service(after, everything=True),
    }


def proposed_values(details: Details) -> Values:
    """Return the parts that a proposal would change, as it would have them. Raises EditError when it holds none."""
    if not details:
        raise EditError("This listing has become confidential since. Propose it again, without what says where it is")
    service = read(json.dumps(details["content"]))
    terms = terms_in(db.session())
    ours = load.in_order("terms", (terms.get(term.key, term) for term in service.terms))
    service = replace(service, terms=ours)
    return {name: part(service, name) for name in details["parts"]}


def changes_of(proposal: Proposal) -> tuple[Present, Values] | None:
    """Return the listing as it is now and the parts that a proposal would change; None when either is gone."""
    details = lifecycle.details_of(proposal)
    if "parts" not in details or proposal.subject_id is None:
        return None
    return operations.present(proposal.subject_id), proposed_values(details)


def refuse(proposal: Proposal, by: Person, reason: str) -> None:
    """Decide against a change, with a reason for who asked."""
    lifecycle.refuse(proposal, by, reason)
    _settle(proposal)
    _tell(proposal)


def withdraw(proposal: Proposal, by: Person) -> None:
    """Take back what one asked for."""
    lifecycle.withdraw(proposal, by)
    _settle(proposal)


def stop(proposal: Proposal, by: Person, reason: str) -> None:
    """Stop an approved change before it takes effect."""
    lifecycle.stop(proposal, by, reason)
    _settle(proposal)
    _tell(proposal)


def approve(proposal: Proposal, by: Person, shown: int, waived_because: str | None) -> None:
    """Decide for a change. `shown`: the number of the version over which the change was shown to who decides.

    Raises InvalidTransitionError when the listing has changed since, so that nobody approves what she has not seen.
    """
    if proposal.subject_id is not None and operations.locked(proposal.subject_id).number != shown:
        raise InvalidTransitionError("The listing has changed since you looked. Look at the change once more")
    lifecycle.approve(proposal, by, waived_because, at_once=waived_because is not None)
    if lifecycle.is_resting(proposal) and proposal.subject_id is not None:
        over = listing_object.write_service(operations.present(proposal.subject_id).service, everything=True)
        proposal.details = json.dumps({**lifecycle.details_of(proposal), "agreed_over": over})
    if waived_because is not None:
        trail.record("proposal.waived", f"proposal:{proposal.id}", by)
    _tell(proposal)


def _tell(proposal: Proposal) -> None:
    """Tell who asked that it was decided; how, she reads here."""
    enqueue("decided", proposal.proposer.email)


def _settle(proposal: Proposal) -> None:
    db.session.flush()
    if proposal.act == CONTACT.name and proposal.subject_id is not None:
        _end_change_unless_waiting(proposal.subject_id)


def _end_change_unless_waiting(service_id: UUID) -> None:
    if lifecycle.waiting_for(service_id, CONTACT) is None:
        _end_change(service_id)


def _end_change(service_id: UUID) -> None:
    db.session.execute(delete(ContactChange).where(ContactChange.service_id == service_id))
    _refresh(service_id)


def _refresh(service_id: UUID) -> None:
    db.session.flush()
    indexer.refresh(db.session(), [service_id])


def waiting_contact(service_id: UUID) -> Proposal | None:
    """Return the change of how a service is reached that waits, or rests."""
    return lifecycle.waiting_for(service_id, CONTACT)


def waiting_at(service_id: UUID) -> list[tuple[str, bool, str]]:
    """Return what waits at a listing: (in a sentence, whether it takes two people, where it is decided)."""
    waiting = [lifecycle.waiting_for(service_id, kind) for kind in (CONTACT, SUGGESTION)]
    return [
        (lifecycle.describe(proposal), proposal.act == CONTACT.name, f"/manage/services/proposals/{proposal.id}")
        for proposal in waiting
        if proposal is not None
    ]


def make_due(now: datetime) -> None:
    """Make approved changes whose day is over; show contacts as they are where nothing waits any more."""
    with writing():
        due = select(Proposal.id).where(
            Proposal.status == ProposalStatus.APPROVED, Proposal.applied_at.is_(None), Proposal.takes_effect_at <= now
        )
        ids = list(db.session.scalars(due.order_by(Proposal.takes_effect_at, Proposal.id).limit(_AT_ONCE)))
    for proposal_id in ids:
        _make(proposal_id, now)
    with writing():
        changing = list(db.session.scalars(select(ContactChange.service_id).order_by(ContactChange.service_id)))
        for service_id in changing:
            if lifecycle.waiting_for(service_id, CONTACT) is None:
                operations.locked(service_id)  # whoever proposes another change just now has put a mark of her own
                _end_change_unless_waiting(service_id)


def _make(proposal_id: UUID, now: datetime) -> None:
    """Make one change in a transaction of its own: one that is refused keeps no other back."""
    try:
        with writing():
            subject_id = db.session.scalars(select(Proposal.subject_id).where(Proposal.id == proposal_id)).one()
            if subject_id is not None:
                operations.locked(subject_id)  # the listing first, as everywhere
            proposal = db.session.scalars(select(Proposal).where(Proposal.id == proposal_id).with_for_update()).one()
            # Another worker may have made it, or somebody stopped it, since it was chosen.
            if lifecycle.is_resting(proposal) and proposal.takes_effect_at and proposal.takes_effect_at <= now:
                _refuse_unless_both_may(proposal)
                lifecycle.apply(proposal, _approver(proposal))
    except ChangeRefusedError as error:
        _give_up(proposal_id, str(error))
    except Exception as error:  # noqa: BLE001 - one that cannot be read or made keeps no other from being made
        logger.error("proposal %s cannot be made: %s", proposal_id, type(error).__name__)
        db.session.rollback()
        _give_up(proposal_id, "This could not be done. Propose it again")


def _refuse_unless_both_may(proposal: Proposal) -> None:
    """Raise EditError where one of the two may not do this any more."""
    for user_id in filter(None, (proposal.proposed_by, proposal.decided_by)):
        user = accounts.user(user_id)
        grant = POLICY[CONTACT.permission][column_of(user.role, user.organization.kind)]
        if user.status is not UserStatus.ACTIVE or grant is not Grant.TWO:
            raise EditError("One of the two may not agree to this any more. Propose it again")


def _give_up(proposal_id: UUID, reason: str) -> None:
    with writing():
        proposal = db.session.get_one(Proposal, proposal_id)
        proposal.status, proposal.reason = ProposalStatus.EXPIRED, reason[:300]
        proposal.takes_effect_at = None
        trail.record("proposal.expired", f"proposal:{proposal_id}", None)
        _tell(proposal)


def _approver(proposal: Proposal) -> Actor:
    row = db.session.execute(select(User.id, User.organization_id).where(User.id == proposal.decided_by)).one()
    return _Actor(*row)
