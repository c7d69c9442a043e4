"""Keeps the search index up to date. Every operation that changes a listing ends by calling `refresh`."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, literal, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, joinedload, selectinload

from pathway.directory.any_listing import Listed
from pathway.directory.client_groups import is_particular
from pathway.directory.facet_tags import tag
from pathway.directory.hours.opening_hours import Timetable
from pathway.directory.hours.phone_hours import calls_tags
from pathway.directory.hours.stored import as_json, key_of, timetable_of
from pathway.directory.intake import ADULT, Reach, codes_of, reaches
from pathway.directory.models import (
    ContactChange,
    HoursPattern,
    IndexVersion,
    Location,
    SearchEntry,
    SearchPlace,
    Service,
    ServiceAtLocation,
    ServiceCapacity,
)
from pathway.directory.search.cards import agency_types, card_of
from pathway.directory.search.text import full_text
from pathway.directory.search.text.tokens import indexed, tokens
from pathway.directory.vocabulary import (
    AGENCY_LABELS,
    APPROACH_LABELS,
    NEED_AGENCIES,
    NEED_LABELS,
    AgencyType,
    AreaKind,
    Coverage,
    LocationKind,
    Need,
    PhoneType,
    Take,
    TaxonomyName,
)
from pathway.organizations.vocabulary import OrganizationKind

FORMAT = 5
"""Version of the index's content. Raise it when an entry changes; `pathway init` then rebuilds the index."""

ENTRIES_AT_ONCE = 500

CHANGED = "changed_listings"
"""Where a session keeps the ids of the listings whose entries it changed, until its transaction ends.

There without any id: something else was changed that pages cache with the index, as the words for when we list nobody.
"""

ADULTS_ONLY = tag("age", "adults")
"""The facet of a listing that takes nobody under 18."""

BY_PHONE = tag("by", "phone")
"""The facet of a listing that has a number to ring or to text."""

AFAR = 3
"""From this value of `reach_of` on, a service is of no use to somebody in Brent."""

WHOLE = (
    joinedload(Service.organization),
    selectinload(Service.phones),
    selectinload(Service.contacts),
    selectinload(Service.schedules),
    selectinload(Service.schedule_exceptions),
    selectinload(Service.areas),
    selectinload(Service.languages),
    selectinload(Service.sources),
    selectinload(Service.terms),
    selectinload(Service.at_locations).joinedload(ServiceAtLocation.location).selectinload(Location.addresses),
)
"""Loads a listing with everything a page or the index reads, in a fixed number of queries."""


def refresh(session: Session, service_ids: Iterable[UUID]) -> None:
    """Bring the entries of these services up to date, and count the change. Adds to the session, never commits."""
    ids = list(service_ids)
    session.info.setdefault(CHANGED, set()).update(ids)
    session.flush()
    session.execute(delete(SearchEntry).where(SearchEntry.service_id.in_(ids)))
    session.expire_all()
    services = session.scalars(select(Service).where(Service.id.in_(ids)).options(*WHOLE).order_by(Service.slug))
    add_many(session, [service for service in services if service.is_visible])
    count_change(session)


def rebuild_if_older(session: Session) -> bool:
    """Rebuild every entry if the index has an older `FORMAT`; return whether it had. The caller commits."""
    version = session.get(IndexVersion, 1, with_for_update=True)
    if version is None or version.format >= FORMAT:
        return False
    ids = list(session.scalars(select(Service.id).order_by(Service.id)))
    for start in range(0, len(ids), ENTRIES_AT_ONCE):
        refresh(session, ids[start : start + ENTRIES_AT_ONCE])
    session.get_one(IndexVersion, 1).format = FORMAT
    session.flush()
    return True


def count_change(session: Session) -> None:
    """Count a change of the index, so that every process reads it again. Flushes, never commits."""
    session.info.setdefault(CHANGED, set())
    session.flush()
    counted = update(IndexVersion).where(IndexVersion.id == 1).values(number=IndexVersion.number + 1)
    if session.scalar(counted.returning(IndexVersion.number)) is None:
        session.add(IndexVersion(id=1, number=1, format=FORMAT))
        session.flush()


def add_many(session: Session, services: Sequence[Listed]) -> None:
    """Add the entries of new visible services in a fixed number of statements. The caller counts the change.

    The rows of the services must be in the database; they are not read again.
    """
    ids = [service.id for service in services]
    full, changing = _flagged(session, ids)
    timetables = [timetable_of(service) for service in services]
    keys = [key_of(timetable, service.status) for timetable, service in zip(timetables, services, strict=True)]
    patterns = dict(zip(keys, timetables, strict=True))
    rows = [{"key": key, "timetable": as_json(patterns[key])} for key in sorted(patterns)]
    entries = [
        entry_values(service, timetable, key, is_full=service.id in full, is_changing=service.id in changing)
        for service, timetable, key in zip(services, timetables, keys, strict=True)
    ]
    if rows:
        # Two editors may be the first to have the same hours.
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        session.execute(dialect.insert(HoursPattern.__table__).on_conflict_do_nothing(), rows)
    _insert(session, SearchEntry, entries)
    placed = [service for service in services if any(True for _ in points_of(service, 0))]
    if placed:
        query = select(SearchEntry.service_id, SearchEntry.docid).where(SearchEntry.service_id.in_(ids))
        docids = dict(session.execute(query.order_by(SearchEntry.docid)).all())
        points = [point for service in placed for point in points_of(service, docids[service.id])]
        _insert(session, SearchPlace, points)


def _insert(session: Session, model: Any, rows: list[dict[str, Any]]) -> None:
    """Insert rows in one statement: through the class, rows with different empty columns take one each."""
    if rows:
        session.execute(insert(model.__table__), rows)


def points_of(service: Listed, docid: int) -> Iterable[dict[str, Any]]:
    """Yield the columns of each place of an entry that is on the map."""
    for place in service.at_locations:
        point = place.location
        if point.kind is LocationKind.SITE and point.latitude is not None and point.longitude is not None:
            yield {
                "docid": docid,
                "location_id": point.id,
                "location_kind": LocationKind.SITE,
                "latitude": point.latitude,
                "longitude": point.longitude,
                "is_approximate": point.is_approximate,
            }


def erase_removed_words(session: Session) -> None:
    """Erase removed words from SQLite's full-text index, which otherwise stay on disk until its next merge."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO search_fts (search_fts) VALUES ('optimize')"))


def _flagged(session: Session, ids: list[UUID]) -> tuple[set[UUID], set[UUID]]:
    """Return which listings have no room, and of which somebody asked to change how they are reached."""
    no_room = (ServiceCapacity.service_id.in_(ids)) & (ServiceCapacity.available == 0)
    full = select(literal(1).label("flag"), ServiceCapacity.service_id).where(no_room)
    changing = select(literal(2), ContactChange.service_id).where(ContactChange.service_id.in_(ids))
    flagged: tuple[set[UUID], set[UUID]] = (set(), set())
    for flag, service_id in session.execute(full.union_all(changing)):
        flagged[flag - 1].add(service_id)
    return flagged


def entry_values(
    service: Listed, timetable: Timetable, key: str, *, is_full: bool = False, is_changing: bool = False
) -> dict[str, Any]:
    """Return the columns of a visible listing's entry by name. Nothing else computes them."""
    kinds = agency_types(service)
    always = timetable.never_closes
    groups = codes_of(service, TaxonomyName.FOR_WHOM)
    reach = reach_of(service)
    name_words = indexed(service.name, service.alternate_name, service.organization.name)
    kind_words = indexed(
        *(AGENCY_LABELS[kind] for kind in kinds),
        *(NEED_LABELS[need] for need in needs_met(kinds)),
        *codes_of(service, TaxonomyName.TOPIC),
    )
    more_words = indexed(
        service.description,
        service.eligibility_description,
        service.service_area_description,
        service.interpretation_services,
        service.hours_description,
        APPROACH_LABELS[service.approach] if service.approach else None,
        *(area.name for area in service.areas),
        *(term.name for term in service.terms if term.taxonomy.name is TaxonomyName.FOR_WHOM),
        *(digits for phone in service.phones for digits in _dialled(phone.digits)),
        *_address_words(service),
    )
    tags = " ".join(sorted(set(_tags(service, kinds, groups))))
    return {
        "service_id": service.id,
        "slug": service.slug,
        "is_placed": any(points_of(service, 0)),
        "is_line": _is_line(service, kinds, always, reach),
        "is_afar": reach >= AFAR,
        "is_particular": bool(groups) and all(is_particular(group) for group in groups),
        "is_reachable": bool(service.phones or service.url or service.email),
        "reach": reach,
        "reaches": int(reaches(service)),
        "assured_on": service.assured_on,
        "due_on": service.due_on,
        "hours_key": key,
        "sort_name": " ".join(tokens(service.name)),
        "name_words": name_words,
        "kind_words": kind_words,
        "more_words": more_words,
        "tags": tags,
        "vector": full_text.vector(name_words, kind_words, more_words, tags),
        "card": card_of(service, always=always, is_full=is_full, is_changing=is_changing).as_json(),
    }


def needs_met(kinds: Iterable[AgencyType]) -> list[Need]:
    """Return the needs that a service of these agency types meets."""
    met_kinds = set(kinds)
    return [need for need in Need if NEED_AGENCIES[need] & met_kinds]


def reach_of(service: Listed) -> int:
    """Return how near to Brent a service works: 0 Brent, 1 all London, 2 national, 3 elsewhere in London, 4 afar."""
    reaches = [
        2 if area.kind is AreaKind.NATIONAL else 1 if area.kind is AreaKind.LONDON else 0
        for area in service.areas
        if area.kind is not AreaKind.PLACE or area.name == "Brent"
    ]
    if reaches:
        return min(reaches)
    if service.areas:
        return AFAR if service.coverage is Coverage.LONDON else AFAR + 1
    return {Coverage.BRENT: 0, Coverage.LONDON: 1, Coverage.NATIONAL: 2}.get(service.coverage, AFAR + 1)


def _tags(service: Listed, kinds: list[AgencyType], groups: Collection[str]) -> Iterable[str]:
    for need in needs_met(kinds):
        yield tag("need", need)
    for kind in kinds:
        yield tag("agency", kind)
    yield tag("area", service.coverage)
    if service.takes_professionals:
        yield tag("take", Take.PROFESSIONAL)
    if service.takes_self:
        yield tag("take", Take.SELF)
    for group in groups or ("anyone",):
        yield tag("for", group)
    if service.phones:
        yield BY_PHONE
    if service.minimum_age is not None and service.minimum_age >= ADULT:
        yield ADULTS_ONLY
    yield from _scope_tags(service)


def _scope_tags(service: Listed) -> Iterable[str]:
    """Yield the facets that decide where a listing is of use: see `ranking.of_use`."""
    reach = reaches(service)
    if reach & Reach.NATIONAL:
        yield tag("nations", service.nations or "unsaid")
    else:
        yield tag("reach", "local")
        if reach & Reach.LONDON:
            yield tag("reach", "london")
        if reach & Reach.BRENT and not reach & Reach.LONDON:
            yield tag("reach", "brent")
    for area in service.areas:
        if area.kind is AreaKind.PLACE:
            yield tag("place", area.name)
    if reach == Reach.OTHER_PLACE and not service.areas:
        yield tag("reach", "unsaid")
    yield from calls_tags(service)


def _dialled(digits: str) -> Iterable[str]:
    """Yield a number as people half remember it: whole, and without its area code or its 0800."""
    yield digits
    if len(digits) == 11:
        yield digits[3:] if digits.startswith("020") else digits[4:]


def _address_words(service: Listed) -> Iterable[str]:
    for place in service.at_locations:
        for address in place.location.addresses:
            yield " ".join(part for part in (address.address_1, address.city) if part)


def _is_line(service: Listed, kinds: list[AgencyType], always: bool, reach: int) -> bool:
    """Whether she or a worker can ring this service at any hour, from Brent."""
    rings = any(phone.type is PhoneType.VOICE for phone in service.phones)
    police = AgencyType.POLICE_999 in kinds or service.organization.kind is OrganizationKind.ENFORCEMENT
    return always and rings and service.takes_self and bool(kinds) and not police and reach < AFAR
