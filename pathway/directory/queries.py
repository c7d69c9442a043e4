"""Reading the directory: one listing, numbers by slug, the lines that answer at any hour."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import case, func, or_, select

from pathway.directory import catalogue
from pathway.directory.cards import Card, CardPhone
from pathway.directory.catalogue import Catalogue
from pathway.directory.indexing import WHOLE
from pathway.directory.intake import Intake
from pathway.directory.models import Fallback, FormerIdentifier, Phone, SearchEntry, Service
from pathway.directory.scope import BRENT, Scope
from pathway.directory.vocabulary import LINE_LABELS, NATIONS_LABELS, AgencyType, Nations, Publication, ServiceStatus
from pathway.extensions import db

MOST_LINES = 3
"""Lines of one kind that a page offers; the nearest to Brent first."""

_WIDEST_FIRST = (Nations.UK, Nations.ENGLAND_WALES, Nations.ENGLAND, None)


@dataclass(frozen=True)
class ListedNumber:
    """A published listing's number, with what a page needs to print it honestly.

    `only` says which nations it serves where that is not all of them: "England only".
    """

    slug: str
    service_id: str
    name: str
    organization: str
    number: str
    href: str
    extension: str | None
    is_text: bool
    is_free: bool | None
    always: bool
    checked_on: date | None
    description: str | None
    label: str
    intake: Intake
    more: tuple[CardPhone, ...] = ()
    only: str | None = None


@dataclass(frozen=True)
class Counts:
    """How far the directory has been confirmed. Staff-only drafts are counted apart."""

    published: int
    drafts: int
    confirmed: int
    numbers_checked: int


def find(identifier: str) -> Service | None:
    """Return the listing an address means, by its id, its slug, or one it had before; drafts included."""
    query = select(Service).options(*WHOLE)
    by_id = _as_uuid(identifier)
    if by_id is not None and (service := db.session.scalar(query.where(Service.id == by_id))):
        return service
    former = select(FormerIdentifier.service_id).where(FormerIdentifier.value == identifier)
    return db.session.scalar(query.where(or_(Service.slug == identifier, Service.id.in_(former))))


def shortlist(identifiers: Sequence[str]) -> list[SearchEntry]:
    """Return the visible listings of these ids, in the order given; ids of nothing are left out."""
    ids = [found for text in identifiers if (found := _as_uuid(text))]
    rows = db.session.scalars(select(SearchEntry).where(SearchEntry.service_id.in_(ids)).order_by(SearchEntry.docid))
    by_id = {row.service_id: row for row in rows}
    return [by_id[one] for one in dict.fromkeys(ids) if one in by_id]


def numbers_of(*slugs: str) -> dict[str, ListedNumber]:
    """Return the numbers of published listings by slug. A slug without a published number is absent."""
    rows = db.session.scalars(select(SearchEntry.card).where(SearchEntry.slug.in_(slugs)).order_by(SearchEntry.docid))
    listed = (listed_number(Card.from_json(card)) for card in rows)
    return {number.slug: number for number in listed if number is not None}


def always_lines(known: Catalogue | None = None, scope: Scope = BRENT) -> list[ListedNumber]:
    """Return the lines that answer at any hour, every day, in the order of `LINE_LABELS`, a few of each kind.

    Only those of use in the place that `scope` is. Where its nation is not known, the widest of a kind come first, and
    `only` says which nations a line serves.
    """
    asked = replace(scope, areas=frozenset())
    return (known or catalogue.current()).remember(("always_lines", asked), lambda: _read_always_lines(asked))


def _read_always_lines(scope: Scope) -> list[ListedNumber]:
    cards = db.session.scalars(
        select(SearchEntry.card).where(SearchEntry.is_line).order_by(SearchEntry.reach, SearchEntry.sort_name)
    )
    order = list(LINE_LABELS)
    found = [(card, _line_kind(card)) for card in map(Card.from_json, cards) if card.intake.serves(scope)]
    if scope.nation is None:
        found.sort(key=lambda pair: _WIDEST_FIRST.index(pair[0].intake.nations))
    of_kind: Counter[AgencyType] = Counter()
    lines = []
    for card, kind in found:
        if kind is not None and of_kind[kind] < MOST_LINES and (number := listed_number(card)) is not None:
            of_kind[kind] += 1
            lines.append((order.index(kind), number if scope.nation is None else replace(number, only=None)))
    return [number for _, number in sorted(lines, key=lambda pair: pair[0])]


def listed_number(card: Card) -> ListedNumber | None:
    """Return a card's number as a page prints it, or None when it has none."""
    if card.phone is None:
        return None
    kind = _line_kind(card)
    return ListedNumber(
        slug=card.slug,
        service_id=card.id,
        name=card.name,
        organization=card.organization,
        number=card.phone.number,
        href=card.phone.href,
        extension=card.phone.extension,
        is_text=card.phone.is_text,
        is_free=card.is_free,
        always=card.always,
        checked_on=card.phone.checked_on,
        description=card.phone.description,
        label=LINE_LABELS[kind] if kind else card.name,
        intake=card.intake,
        more=card.more_phones,
        only=NATIONS_LABELS[card.intake.nations] if card.intake.nations not in {None, Nations.UK} else None,
    )


def fallbacks() -> Sequence[Fallback]:
    """Return every row of words to say when nothing suits."""
    return db.session.scalars(
        select(Fallback).order_by(Fallback.agency_type, Fallback.area, Fallback.age, Fallback.hours)
    ).all()


@dataclass(frozen=True)
class Owner:
    """A published listing that has a number: its card, and the key of its hours."""

    card: Card
    hours_key: str


def owners_by_digits(digits: Iterable[str]) -> Mapping[str, tuple[Owner, ...]]:
    """Return the published listings that have a number of these digits; digits of none are absent."""
    rows = db.session.execute(
        select(Phone.digits, SearchEntry.card, SearchEntry.hours_key)
        .join(SearchEntry, SearchEntry.service_id == Phone.service_id)
        .join(Service, Service.id == Phone.service_id)
        .where(Phone.digits.in_(set(digits)), Service.publication == Publication.PUBLISHED)
        .where(Service.status == ServiceStatus.ACTIVE)
        .order_by(SearchEntry.docid, Phone.id)
    )
    owners: dict[str, tuple[Owner, ...]] = {}
    for found, card, hours_key in rows:
        owners[found] = (*owners.get(found, ()), Owner(Card.from_json(card), hours_key))
    return owners


def counts() -> Counts:
    """Count listings for /about."""
    published = Service.publication == Publication.PUBLISHED
    row = db.session.execute(
        select(
            func.count(case((published, 1))),
            func.count(case((~published, 1))),
            func.count(case((published & Service.assured_on.is_not(None), 1))),
        )
    ).one()
    checked = db.session.scalar(
        select(func.count(func.distinct(Phone.service_id)))
        .join(Service)
        .where(published, Phone.number_checked_on.is_not(None))
    )
    return Counts(published=row[0], drafts=row[1], confirmed=row[2], numbers_checked=checked or 0)


def _line_kind(card: Card) -> AgencyType | None:
    held = {AgencyType(kind) for kind in card.agency_types}
    return next((kind for kind in LINE_LABELS if kind in held), None)


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
