"""Listings for a card: by id, slug or a former one of either; and what became of those that are not public."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, or_, select

from pathway.cards.numbers import LeftOut
from pathway.core.clock import LONDON
from pathway.core.formats import long_date
from pathway.directory.models import FormerIdentifier, ListingEnd, SearchEntry, Service
from pathway.directory.queries import ending
from pathway.directory.search.cards import Card
from pathway.directory.vocabulary import Publication, ServiceStatus
from pathway.extensions import db

NOT_LISTED = "the directory does not have it"


def cards_by_slug(slugs: Sequence[str]) -> dict[str, Card]:
    """Return the cards of the public listings with these slugs."""
    rows = db.session.scalars(select(SearchEntry.card).where(SearchEntry.slug.in_(slugs)))
    return {card.slug: card for card in map(Card.from_json, rows)}


def choices(identifiers: Sequence[str]) -> list[Card | LeftOut]:
    """Return the listing of each identifier, in their order and each once, or why it cannot be on a card.

    Two queries whatever is chosen, and a few more for each that has ended.
    """
    if not identifiers:
        return []
    former = {
        row.value: row.service_id
        for row in db.session.execute(
            select(FormerIdentifier.value, FormerIdentifier.service_id).where(FormerIdentifier.value.in_(identifiers))
        )
    }
    ids = {identifier: as_id for identifier in identifiers if (as_id := _as_uuid(identifier))}
    rows = db.session.execute(
        select(
            Service.id,
            Service.slug,
            Service.name,
            Service.publication,
            Service.status,
            SearchEntry.card,
            func.coalesce(ListingEnd.ended_at, Service.last_modified_at).label("ended_at"),
        )
        .outerjoin(SearchEntry, SearchEntry.service_id == Service.id)
        .outerjoin(ListingEnd, ListingEnd.service_id == Service.id)
        .where(or_(Service.slug.in_(identifiers), Service.id.in_([*ids.values(), *former.values()])))
    ).all()
    by_id = {row.id: row for row in rows}
    by_slug = {row.slug: row for row in rows}
    answers: dict[UUID | str, Card | LeftOut] = {}
    for identifier in identifiers:
        row = by_slug.get(identifier) or by_id.get(ids.get(identifier)) or by_id.get(former.get(identifier))
        answers.setdefault(row.id if row else identifier, _answer(identifier, row))
    return list(answers.values())


def _answer(identifier: str, row: Row[Any] | None) -> Card | LeftOut:
    if row is not None and row.card is not None:
        return Card.from_json(row.card)
    if row is not None and row.publication is Publication.PUBLISHED and row.status is ServiceStatus.DEFUNCT:
        return LeftOut(row.name, _why_ended(row))
    # To the public a draft is like an unknown id, so its name is not told.
    return LeftOut(f"“{identifier}”", NOT_LISTED)


def _why_ended(row: Row[Any]) -> str:
    """Say since when a listing is no longer kept, and what to use instead."""
    why = f"closed, or no longer listed, since {long_date(row.ended_at.astimezone(LONDON).date())}"
    after = ending(row.id)
    return f"{why}. Use {after.instead[1]} instead" if after.instead else why


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
