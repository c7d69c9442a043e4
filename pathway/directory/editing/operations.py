"""What those who look after listings do: confirm them, and change them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from itertools import count
from uuid import UUID

from sqlalchemy import select

from pathway.accounts.permissions import Person
from pathway.audit import trail
from pathway.core.actor import Actor, NamedActor
from pathway.core.clock import london_today, utc_now
from pathway.core.errors import ChangeRefusedError
from pathway.core.permission import Permission
from pathway.directory import confidential
from pathway.directory.editing import queries
from pathway.directory.editing.change_words import LABELS
from pathway.directory.editing.parts import TAXONOMY_OF, Values, with_parts
from pathway.directory.editing.sections import Around
from pathway.directory.exchange import load
from pathway.directory.exchange.importer import confidentiality, validate
from pathway.directory.exchange.importer.changes import newly_confidential
from pathway.directory.exchange.importer.existing_listings import terms_in
from pathway.directory.exchange.importer.versions import Changed, Edit, Numbers, numbers_of, read
from pathway.directory.exchange.importer.write import Writer, wait_for_import, wait_for_terms
from pathway.directory.exchange.sector_points import SectorPoint
from pathway.directory.listing_record import ServiceRecord
from pathway.directory.models import ListingVersion, Service, ServiceAtLocation, Taxonomy
from pathway.directory.search.fallbacks import ALWAYS_STAND, numbers_in, owners_by_digits
from pathway.directory.vocabulary import THROUGH_PATHWAY, EditKind, ReferralChannel
from pathway.extensions import db

AT_ONCE = 500
"""Most listings that one tap confirms."""

BY_TWO_PEOPLE = (
    *("phones", "contacts", "url", "email"),
    *("referral_channel", "takes_professionals", "takes_self", "referral_note"),
)
"""What one person alone may not change: how a service is reached and referred to."""

_IS_CONFIDENTIAL = (
    "this listing is confidential, so nothing here can say where it is. Leave its place as it is; "
    "that it may say where it is takes two people"
)


class EditError(ChangeRefusedError):
    """A listing is not changed; the message says why."""


def confirm(service_ids: Sequence[UUID], by: NamedActor) -> list[UUID]:
    """Record that these listings, at most 500, are still correct. Return which: not those confirmed today already.

    The caller has seen to it that they are hers.
    """
    today = london_today()
    numbers, before = _locked(service_ids)
    changed = [(confirmed(service, by, today), service) for service in before.values() if service.assured_on != today]
    save(changed, Edit(EditKind.CONFIRMED, by, numbers))
    return [service.id for service, _ in changed]


def edit(service_id: UUID, kind: EditKind, by: Actor, change: Callable[[ServiceRecord], ServiceRecord]) -> None:
    """Change one listing, which counts as changed now. What is so already, a second tap say, is left as it is.

    Raises EditError when the listing would not be right.
    """
    numbers, locked = _locked([service_id])
    before = locked[service_id]
    after = change(before)
    if after != before:
        save([(replace(after, last_modified_at=utc_now()), before)], Edit(kind, by, numbers))


@dataclass(frozen=True)
class Present:
    """A listing as it is now, and the number of its version. `numbers`: those of its versions, if it is locked."""

    service: ServiceRecord
    number: int
    numbers: Mapping[UUID, Numbers] = field(default_factory=dict)


def present(service_id: UUID) -> Present:
    """Return a listing as it is now, without keeping anybody from changing it."""
    session = db.session()
    number = session.scalars(select(Service.version).where(Service.id == service_id)).one()
    return Present(load.load(session, [service_id])[service_id], number)


def locked(service_id: UUID) -> Present:
    """Return a listing as it is now; nobody else can change it until the transaction ends."""
    numbers, services = _locked([service_id])
    return Present(services[service_id], numbers[service_id].present, numbers)


def as_opened(now: Present, number: int) -> ServiceRecord | None:
    """Return a listing as it was in the version that somebody's form was opened from; None when none was kept."""
    if number == now.number:
        return now.service
    version = db.session.get(ListingVersion, (now.service.id, number))
    return read(version.content) if version is not None else None


def around(service_id: UUID, sector_point: SectorPoint, parts: Iterable[str]) -> Around:
    """Return what the form of these parts of a listing needs to know beside it."""
    session, service_at = db.session(), ServiceAtLocation
    parts = set(parts)
    terms = terms_in(session) if parts & TAXONOMY_OF.keys() else {}
    if "at_locations" not in parts:
        return Around(terms, sector_point)
    own = select(service_at.location_id).where(service_at.service_id == service_id)
    others = select(service_at.location_id).where(service_at.location_id.in_(own), service_at.service_id != service_id)
    return Around(terms, sector_point, frozenset(session.scalars(others)))


def change(
    service_id: UUID, merge: Callable[[Present], Values], by: Actor, kind: EditKind = EditKind.CHANGED
) -> Present:
    """Change parts of a listing. `merge` gets it as it is, locked, and returns the parts to change, or raises.

    Raises EditError when the listing would not be right.
    """
    now = locked(service_id)
    write(now, merge(now), by, kind)
    return now


def write(now: Present, values: Values, by: Actor, kind: EditKind = EditKind.CHANGED) -> None:
    """Change parts of a listing that was locked. Raises EditError when it would not be right."""
    after = with_parts(now.service, values)
    if after != now.service:
        written = replace(_with_new_terms(after), last_modified_at=utc_now())
        save([(written, now.service)], Edit(kind, by, now.numbers))


def faults_of(after: ServiceRecord, before: ServiceRecord) -> list[tuple[str, str]]:
    """Return what would not be right with a listing: (column, words) for each."""
    faults = (fault.partition(": ") for fault in _faults(after, before))
    return [(column, _own_words(words)) if words else ("", column) for column, _, words in faults]


def _with_new_terms(service: ServiceRecord) -> ServiceRecord:
    """Write the terms of a listing that the directory does not have yet, and return the listing with them."""
    session = db.session()
    if all(term.position is not None for term in service.terms):
        return service
    wait_for_terms(session)
    known = terms_in(session)
    places = count(max((term.position or 0 for term in known.values()), default=-1) + 1)
    fresh = {
        term.key: term._replace(position=next(places))
        for term in service.terms
        if term.position is None and term.key not in known
    }
    rows = session.execute(select(Taxonomy.name, Taxonomy.id)).all()
    writer = Writer(session, Edit(EditKind.CHANGED))
    writer.write_terms(list(fresh.values()), {row.name: row.id for row in rows})
    known |= fresh
    return replace(service, terms=load.in_order("terms", (known[term.key] for term in service.terms)))


def _locked(service_ids: Sequence[UUID]) -> tuple[dict[UUID, Numbers], dict[UUID, ServiceRecord]]:
    """Return these listings and their versions' numbers. Nobody else can change them until the transaction ends."""
    if len(service_ids) > AT_ONCE:
        raise ValueError(f"more than {AT_ONCE} listings at once")
    numbers = hold(service_ids)
    return numbers, load.load(db.session(), service_ids)


def hold(service_ids: Sequence[UUID]) -> dict[UUID, Numbers]:
    """Keep everybody else from changing these listings until the transaction ends. Return their versions' numbers."""
    wait_for_import(db.session())
    return numbers_of(db.session(), service_ids)


def confirmed(service: ServiceRecord, by: NamedActor, today: date) -> ServiceRecord:
    """Return a listing as its own people confirmed it today: to somebody of theirs, or to who asked them."""
    owner = service.organization
    is_hers = owner.id == by.organization_id
    assured_by = owner.name if is_hers else f"{owner.name}, asked by {by.organization_name}"
    return replace(service, assured_on=today, assured_by=assured_by[:120])


def save(changed: Changed, edit: Edit) -> None:
    """Write listings (after, before), what they were, and who did it. Raises EditError when one is not right."""
    if not changed:
        return
    for after, before in changed:
        if fault := next(_faults(after, before), None):
            field, _, words = fault.partition(": ")
            raise EditError(f"{LABELS.get(field, field)}: {words}")
    writer = Writer(db.session(), edit)
    locations = {place.location.id: place.location for _, before in changed for place in before.at_locations}
    writer.write((), changed, locations)
    writer.finish()
    for after, _ in changed:
        trail.record(f"listing.{edit.kind}", f"service:{after.id}", edit.by, organization_id=after.organization.id)


def refuse_strange_numbers(words: str | None) -> None:
    """Raise EditError where words that one person writes send people to a number that no published listing has."""
    digits = {found for _, _, found in numbers_in(words or "")} - ALWAYS_STAND
    if digits - owners_by_digits(digits).keys():
        raise EditError("We list no such number, so it cannot stand here. Name the service to ring instead")


def needs_two(service: ServiceRecord, changed: Iterable[str], by: Person) -> list[str]:
    """Return those of the changed parts that one person alone may not change.

    None for the coordinator, who rang, while nobody of the service has confirmed the listing yet.
    """
    may_alone = by.reaches_all(Permission.PUBLISH_LISTING)
    if may_alone and service.assured_on is None and not _was_confirmed(service.id):
        return []
    return [name for name in changed if name in BY_TWO_PEOPLE]


def _was_confirmed(service_id: UUID) -> bool:
    return bool(db.session.scalars(select(Service.was_confirmed).where(Service.id == service_id)).one())


def _secrets(after: ServiceRecord, before: ServiceRecord) -> Iterator[str]:
    locations = {place.location.id: place.location for place in before.at_locations}
    return confidentiality.faults(after, before, locations)


def _likenesses(after: ServiceRecord, before: ServiceRecord) -> Iterator[str]:
    """Yield what would give away a place through another listing: one of its name, or one at the same place."""
    says_where = any(place.location.says_where for place in after.at_locations)
    if says_where and not after.is_confidential and queries.has_secret_namesake(after.id, after.name):
        yield (
            "places: another listing of this name is confidential, so this one cannot say where it is. "
            "Choose “Confidential”, or give it the name of another service"
        )
    places = [location.id for location in newly_confidential(after, before)]
    if places:
        others = [id_ for id_ in queries.listings_at(places) if id_ != after.id]
        for service in load.load(db.session(), others).values():
            if word := next(confidential.fields_with_places(_words_of(service)), None):
                label = LABELS.get(word[0], word[0])
                yield f"places: {service.name} is there too, and its “{label}” has {word[1]} in it. Change that first"


def _words_of(service: ServiceRecord) -> dict[str, object]:
    words = {field.name: getattr(service, field.name) for field in fields(ServiceRecord)}
    return {name: value for name, value in words.items() if name != "at_locations"}


def _own_words(words: str) -> str:
    """Put a fault of a file into words for who edits one listing."""
    return _IS_CONFIDENTIAL if words in confidentiality.IS_SO_HERE else words[:1].upper() + words[1:]


def _faults(after: ServiceRecord, before: ServiceRecord) -> Iterator[str]:
    """Yield what a change would make wrong.

    What was wrong before keeps nobody from hiding a number; but nothing wrong comes before the public.
    """
    comes_out = after.is_visible and not before.is_visible
    was_wrong = set() if comes_out else {*_secrets(before, before), *validate.faults(before)}
    # What is wrong with a confidential place comes first, and alone: another message could reveal it.
    faults = (*_secrets(after, before), *validate.faults(after))
    yield from (fault for fault in faults if fault not in was_wrong)
    if comes_out or after.at_locations != before.at_locations or after.name != before.name:
        yield from _likenesses(after, before)
    begins_here = after.referral_channel in THROUGH_PATHWAY and after.referral_channel is not before.referral_channel
    if begins_here and not queries.can_answer(after.organization.id):
        yield "referral_channel: nobody of this organisation can answer here yet. Add a caseworker first"
    if _lacks_mailbox(after) and not _lacks_mailbox(before):
        yield "email: links have to go to a mailbox. Give the one that the team reads, or choose another way to refer"


def _lacks_mailbox(service: ServiceRecord) -> bool:
    return service.referral_channel is ReferralChannel.EMAIL_LINK and not service.email
