"""What was recorded of cards: by month and kind of place, and the latest entries of an organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from pathway.accounts.permissions import Person
from pathway.cards.models import CardHandout
from pathway.cards.vocabulary import PlaceKind
from pathway.extensions import db

LATEST = 20
"""Entries that the page shows, to take one off."""

MONTHS = 12
"""Months that the page counts, this one among them."""


@dataclass(frozen=True)
class Month:
    """The cards of a month, by kind of place: most first."""

    month: date
    total: int
    places: tuple[tuple[PlaceKind, int], ...]


def by_month(today: date) -> list[Month]:
    """Count the cards of the last twelve months over all organisations, this month first."""
    first = _months_before(today, MONTHS - 1)
    rows = db.session.execute(
        select(CardHandout.on, CardHandout.place, func.sum(CardHandout.cards))
        .where(CardHandout.on >= first)
        .group_by(CardHandout.on, CardHandout.place)
    ).all()
    months: dict[date, dict[PlaceKind, int]] = {}
    for day, place, cards in rows:
        places = months.setdefault(day.replace(day=1), {})
        places[place] = places.get(place, 0) + int(cards)
    return [
        Month(month, sum(places.values()), tuple(sorted(places.items(), key=lambda pair: (-pair[1], pair[0].label))))
        for month, places in sorted(months.items(), reverse=True)
    ]


def latest(organization_id: UUID) -> Sequence[CardHandout]:
    """Return the latest entries of an organisation, the last recorded first."""
    query = select(CardHandout).where(CardHandout.organization_id == organization_id)
    return db.session.scalars(query.order_by(CardHandout.recorded_at.desc(), CardHandout.id).limit(LATEST)).all()


def entry_of(entry_id: UUID, person: Person) -> CardHandout | None:
    """Return an entry of somebody's own organisation; None for any other."""
    entry = db.session.get(CardHandout, entry_id)
    return entry if entry is not None and entry.organization_id == person.organization_id else None


def _months_before(today: date, number: int) -> date:
    months = today.year * 12 + today.month - 1 - number
    return date(months // 12, months % 12 + 1, 1)
