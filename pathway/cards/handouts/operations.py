"""Recording that cards were handed out, and taking an entry off again."""

from datetime import date
from uuid import uuid4

from pathway.accounts.permissions import Person
from pathway.audit import trail
from pathway.cards.models import CardHandout
from pathway.cards.vocabulary import PlaceKind
from pathway.extensions import db


def record(place: PlaceKind, cards: int, on: date, by: Person) -> None:
    """Record so many cards on a day (London) at a kind of place, for the organisation of whoever records it."""
    entry = CardHandout(id=uuid4(), on=on, place=place, cards=cards, organization_id=by.organization_id)
    db.session.add(entry)
    trail.record("cards.handed_out", f"card_handout:{entry.id}", by)


def take_off(entry: CardHandout, by: Person) -> None:
    """Take an entry off that was recorded in error."""
    db.session.delete(entry)
    trail.record("cards.entry_taken_off", f"card_handout:{entry.id}", by)
