"""The results of a search as values: cards for this moment, in groups, and what to show when there are few."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime

from pathway.directory import freshness
from pathway.directory.cache import BoundedCache
from pathway.directory.hours.opening_hours import Openness
from pathway.directory.hours.state_words import Wording
from pathway.directory.hours.week_line import HoursLine
from pathway.directory.search.card_places import CardPlace, nearest_first
from pathway.directory.search.cards import Card, NumberNow, confirmed_words
from pathway.directory.search.criteria import Way
from pathway.directory.search.index.open_now import Moment
from pathway.directory.search.index.snapshot import Snapshot
from pathway.directory.search.text.query_parser import Understanding
from pathway.directory.vocabulary import AgencyType

SOMEBODY_ANSWERS = Wording(shape="\N{BLACK CIRCLE}", kind="open", text="Takes calls now")
"""The state of a service whose own hours are not known, when one of its numbers answers now."""


@dataclass(frozen=True)
class ResultCard:
    """A card for this moment and this search. `drawn` caches its HTML, under keys that begin with `docid`."""

    docid: int
    drawn: BoundedCache[Hashable, str] = field(compare=False, repr=False)
    card: Card
    state: Wording
    hours_note: str | None
    freshness: freshness.Tier
    hours: tuple[HoursLine, ...]
    places: tuple[CardPlace, ...]
    numbers: tuple[NumberNow, ...] = ()
    distance: str | None = None
    is_draft: bool = False

    @property
    def confirmed_words(self) -> str:
        """How lately its own people confirmed it, and what follows: the same words wherever a card is shown."""
        return confirmed_words(self.card, self.freshness, has_numbers=bool(self.numbers))

    def at(self, distance: str, origin: tuple[float, float]) -> "ResultCard":
        """Return the card with its distance, and its place nearest to `origin` (degrees) first.

        Not by `replace`, which takes three times as long.
        """
        return ResultCard(
            self.docid,
            self.drawn,
            self.card,
            self.state,
            self.hours_note,
            self.freshness,
            self.hours,
            nearest_first(self.places, origin),
            self.numbers,
            distance,
        )


@dataclass(frozen=True)
class Group:
    """One page of cards, and the length of the whole list."""

    cards: tuple[ResultCard, ...] = ()
    total: int = 0
    takes_calls_now: int = 0


@dataclass(frozen=True)
class ShownGroup:
    """One list of a page. `name` is "near" (sites, near the place asked about), "apart" (no place) or "all"."""

    name: str
    group: Group


@dataclass(frozen=True)
class Results:
    """The results of a search. `near` is None without a place: then `others` is one list of everything.

    `near_leads`: the sites near the place come before the others; `groups_shown` are the lists in that order. `total`
    and `takes_calls_now` count the whole lists. `first_words` are the agency types whose fallback words come before all
    cards (999, or a child's lines), `instead` those whose words come after. `is_nobody_there`: the place is outside
    London, no result is near it, and none says that it serves it.
    """

    near: Group | None
    others: Group
    near_leads: bool
    groups_shown: tuple[ShownGroup, ...]
    total: int
    takes_calls_now: int
    pages: int
    understanding: Understanding
    snapshot: Snapshot
    matches_some: bool = False
    first_words: tuple[AgencyType, ...] = ()
    is_nobody_there: bool = False
    instead: tuple[AgencyType, ...] = ()
    groups: frozenset[str] = frozenset()
    hidden_hours_not_known: int = 0
    without: tuple[Way, ...] = ()


def by_the_clock(
    card: Card, openness: Openness, state: Wording, now: datetime
) -> tuple[tuple[NumberNow, ...], Wording]:
    """Return a card's numbers, the one that answers at `now` (aware UTC) first, and the state to show.

    `openness` and `state` follow from the service's own hours. If a number is known to answer, the state says so,
    unless the service is closed for now.
    """
    numbers = card.numbers_by_the_clock(openness, now)
    somebody_answers = any(number.answers and not number.phone.is_text for number in numbers)
    is_put_right = somebody_answers and state.kind != "open" and not card.is_closed_for_now
    return numbers, SOMEBODY_ANSWERS if is_put_right else state


def result_card_of(
    snapshot: Snapshot, moment: Moment, docid: int, card: Card, hours_key: str, distance: str | None = None
) -> ResultCard:
    """Return a card for this moment: the number that answers at this hour comes first."""
    wording = moment.wording(hours_key, by_phone=card.is_by_phone)
    numbers, state = by_the_clock(card, moment.openness(hours_key), wording, moment.now)
    return ResultCard(
        docid=docid,
        drawn=snapshot.drawn,
        card=card,
        numbers=numbers,
        state=state,
        hours_note=moment.note(hours_key),
        freshness=card.tier(moment.today),
        distance=distance,
        hours=moment.hours(hours_key),
        places=card.places,
    )
