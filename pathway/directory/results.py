"""What a search found, as values: cards as this moment makes them, in groups, with what to say when there is little."""

from dataclasses import dataclass
from datetime import datetime

from pathway.core.clock import LONDON
from pathway.directory import freshness
from pathway.directory.cards import Card
from pathway.directory.criteria import Criteria
from pathway.directory.hours_wording import Wording, describe
from pathway.directory.opening_hours import State
from pathway.directory.timetables import CLOSED_KEY
from pathway.directory.understanding import Understanding
from pathway.directory.vocabulary import AgencyType

CLOSED_FOR_NOW = Wording(shape="\N{WHITE CIRCLE}", kind="closed", text="Closed for now")


@dataclass(frozen=True)
class Found:
    """A card as this moment and this search make it."""

    card: Card
    state: Wording
    hours_note: str | None
    freshness: freshness.Tier
    distance: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class Group:
    """One page of a list, and how long the whole list is."""

    cards: tuple[Found, ...] = ()
    total: int = 0
    takes_calls_now: int = 0


@dataclass(frozen=True)
class Way:
    """The same search with one thing dropped, and how many that would find."""

    name: str
    criteria: Criteria
    total: int


@dataclass(frozen=True)
class Results:
    """What was found. `near` is None when no place was asked about: then `others` is one list of everything."""

    near: Group | None
    others: Group
    pages: int
    understanding: Understanding
    matches_some: bool = False
    instead: tuple[AgencyType, ...] = ()
    groups: frozenset[str] = frozenset()
    hidden_hours_not_known: int = 0
    without: tuple[Way, ...] = ()

    @property
    def total(self) -> int:
        """How many listings were found in both groups."""
        return self.others.total + (self.near.total if self.near else 0)

    @property
    def takes_calls_now(self) -> int:
        """How many of them take calls, or are open, at this moment."""
        return self.others.takes_calls_now + (self.near.takes_calls_now if self.near else 0)


def found(card: Card, hours_key: str, states: dict[str, State], now: datetime, distance: str | None = None) -> Found:
    """Make a card for this moment. `states` holds the state of every pattern of hours at `now` (aware UTC)."""
    state = states.get(hours_key)
    if state is None or hours_key == CLOSED_KEY:
        wording = CLOSED_FOR_NOW
    else:
        wording = describe(state, now, by_phone=card.phone is not None and not card.phone.is_text)
    return Found(
        card=card,
        state=wording,
        hours_note=state.note if state else None,
        freshness=freshness.tier(card.assured_on, now.astimezone(LONDON).date()),
        distance=distance,
        address=card.where,
    )
