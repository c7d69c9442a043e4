"""What a search found, as values: cards as this moment makes them, in groups, with what to say when there is little."""

from collections.abc import Hashable
from dataclasses import dataclass, field

from pathway.directory import freshness
from pathway.directory.cards import Card
from pathway.directory.catalogue import Catalogue
from pathway.directory.criteria import Criteria
from pathway.directory.hours_wording import Wording
from pathway.directory.kept import Kept
from pathway.directory.moment import Moment
from pathway.directory.understanding import Understanding
from pathway.directory.vocabulary import AgencyType


@dataclass(frozen=True)
class Found:
    """A card as this moment and this search make it. `drawn` is where its HTML is kept, under its `docid` first."""

    docid: int
    drawn: Kept[Hashable, str] = field(compare=False, repr=False)
    card: Card
    state: Wording
    hours_note: str | None
    freshness: freshness.Tier
    distance: str | None = None
    address: str | None = None

    def at(self, distance: str) -> "Found":
        """Return the same at a distance. Not by `replace`, which takes three times as long."""
        return Found(
            self.docid,
            self.drawn,
            self.card,
            self.state,
            self.hours_note,
            self.freshness,
            distance,
            self.address,
        )


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
    """What was found. `near` is None when no place was asked about: then `others` is one list of everything.

    `is_nobody_there`: the place is away from London, nothing found is near it, and nothing says that it serves it.
    """

    near: Group | None
    others: Group
    pages: int
    understanding: Understanding
    matches_some: bool = False
    is_nobody_there: bool = False
    instead: tuple[AgencyType, ...] = ()
    groups: frozenset[str] = frozenset()
    hidden_hours_not_known: int = 0
    without: tuple[Way, ...] = ()

    @property
    def shown(self) -> frozenset[str]:
        """The ids of the listings on this page."""
        groups = (self.near, self.others) if self.near else (self.others,)
        return frozenset(found.card.id for group in groups for found in group.cards)

    @property
    def total(self) -> int:
        """How many listings were found in both groups."""
        return self.others.total + (self.near.total if self.near else 0)

    @property
    def takes_calls_now(self) -> int:
        """How many of them take calls, or are open, at this moment."""
        return self.others.takes_calls_now + (self.near.takes_calls_now if self.near else 0)


def found(
    known: Catalogue, moment: Moment, docid: int, card: Card, hours_key: str, distance: str | None = None
) -> Found:
    """Make a card for this moment."""
    return Found(
        docid=docid,
        drawn=known.drawn,
        card=card,
        state=moment.wording(hours_key, by_phone=card.phone is not None and not card.phone.is_text),
        hours_note=moment.note(hours_key),
        freshness=freshness.tier(card.assured_on, moment.today),
        distance=distance,
        address=card.where,
    )
