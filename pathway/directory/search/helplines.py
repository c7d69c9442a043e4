"""Numbers of listings for pages: by slug, and the lines that answer at any hour."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from pathway.core.clock import london_today
from pathway.directory.freshness import Tier
from pathway.directory.intake import Intake
from pathway.directory.models import SearchEntry, ServiceTerm, Taxonomy, TaxonomyTerm
from pathway.directory.scope import BRENT, Scope
from pathway.directory.search.cards import Card, CardPhone, confirmed_words
from pathway.directory.search.index.snapshot import Snapshot, current_snapshot
from pathway.directory.vocabulary import LINE_LABELS, NATIONS_LABELS, AgencyType, Nations, TaxonomyName
from pathway.extensions import db

MOST_LINES = 3
"""Lines of one kind that a page offers; the nearest to Brent first."""


_WIDEST_FIRST = (Nations.UK, Nations.ENGLAND_WALES, Nations.ENGLAND, None)


@dataclass(frozen=True)
class ListedNumber:
    """A published listing's number, with what a page needs to print it honestly.

    `only` says which nations it serves if not all: "England only". `stale`: what is said where its listing was
    confirmed too long ago. A line stays on offer then: at night it may be the only one.
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
    stale: str | None = None


def numbers_of(*slugs: str) -> dict[str, ListedNumber]:
    """Return the numbers of published listings by slug. Slugs without a published number are absent."""
    rows = db.session.scalars(select(SearchEntry.card).where(SearchEntry.slug.in_(slugs)).order_by(SearchEntry.docid))
    today = london_today()
    listed = (listed_number(Card.from_json(card), today) for card in rows)
    return {number.slug: number for number in listed if number is not None}


def numbers_of_kind(kind: AgencyType) -> tuple[ListedNumber, ...]:
    """Return the numbers of the published listings of a kind of agency, by name."""
    cards = db.session.scalars(
        select(SearchEntry.card)
        .join(ServiceTerm, ServiceTerm.service_id == SearchEntry.service_id)
        .join(TaxonomyTerm, TaxonomyTerm.id == ServiceTerm.term_id)
        .join(Taxonomy, Taxonomy.id == TaxonomyTerm.taxonomy_id)
        .where(Taxonomy.name == TaxonomyName.AGENCY_TYPE, TaxonomyTerm.code == kind)
        .order_by(SearchEntry.sort_name, SearchEntry.docid)
    )
    today = london_today()
    listed = (listed_number(Card.from_json(card), today) for card in cards)
    return tuple(number for number in listed if number is not None)


def always_lines(snapshot: Snapshot | None = None, scope: Scope = BRENT) -> tuple[ListedNumber, ...]:
    """Return the lines that answer at any hour, every day, in the order of `LINE_LABELS`, a few of each kind.

    Only those of use in `scope`. If its nation is not known, those that serve most nations come first, and `only` says
    which.
    """
    snapshot = snapshot or current_snapshot()
    today = london_today()
    key = ("always_lines", scope.nation, scope.in_london, scope.in_brent, today)
    return snapshot.remembered.get(key) or snapshot.remember(
        key, lambda: _read_always_lines(replace(scope, areas=frozenset()), today)
    )


def _read_always_lines(scope: Scope, today: date) -> tuple[ListedNumber, ...]:
    cards = db.session.scalars(
        select(SearchEntry.card).where(SearchEntry.is_line).order_by(SearchEntry.reach, SearchEntry.sort_name)
    )
    order = list(LINE_LABELS)
    candidates = [(card, _line_kind(card)) for card in map(Card.from_json, cards) if card.intake.serves(scope)]
    if scope.nation is None:
        candidates.sort(key=lambda pair: _WIDEST_FIRST.index(pair[0].intake.nations))
    of_kind: Counter[AgencyType] = Counter()
    lines = []
    for card, kind in candidates:
        if kind is not None and of_kind[kind] < MOST_LINES and (number := listed_number(card, today)) is not None:
            of_kind[kind] += 1
            lines.append((order.index(kind), number if scope.nation is None else replace(number, only=None)))
    return tuple(number for _, number in sorted(lines, key=lambda pair: pair[0]))


def listed_number(card: Card, today: date) -> ListedNumber | None:
    """Return a card's first number for a page, or None if it has none."""
    if card.phone is None:
        return None
    kind = _line_kind(card)
    is_stale = card.tier(today) is Tier.STALE
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
        stale=confirmed_words(card, Tier.STALE, has_numbers=True) if is_stale else None,
    )


def _line_kind(card: Card) -> AgencyType | None:
    kinds = {AgencyType(kind) for kind in card.agency_types}
    return next((kind for kind in LINE_LABELS if kind in kinds), None)
