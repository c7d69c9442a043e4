"""Queries for the fallback words, and for the listings whose numbers are in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from pathway.directory.models import Fallback, Phone, SearchEntry, Service
from pathway.directory.search.cards import Card
from pathway.directory.vocabulary import Publication, ServiceStatus
from pathway.extensions import db


def fallbacks() -> Sequence[Fallback]:
    """Return every row of fallback words."""
    return db.session.scalars(
        select(Fallback).order_by(Fallback.agency_type, Fallback.area, Fallback.age, Fallback.hours)
    ).all()


@dataclass(frozen=True)
class Owner:
    """A published listing that has a number: its card, and the key of its hours."""

    card: Card
    hours_key: str


def owners_by_digits(digits: Iterable[str]) -> Mapping[str, tuple[Owner, ...]]:
    """Return the published listings with each of these numbers; numbers without a listing are absent."""
    rows = db.session.execute(
        select(Phone.digits, SearchEntry.card, SearchEntry.hours_key)
        .join(SearchEntry, SearchEntry.service_id == Phone.service_id)
        .join(Service, Service.id == Phone.service_id)
        .where(Phone.digits.in_(set(digits)), Service.publication == Publication.PUBLISHED)
        .where(Service.status == ServiceStatus.ACTIVE)
        .order_by(SearchEntry.docid, Phone.id)
    )
    owners: dict[str, tuple[Owner, ...]] = {}
    for phone_digits, card, hours_key in rows:
        owners[phone_digits] = (*owners.get(phone_digits, ()), Owner(Card.from_json(card), hours_key))
    return owners
