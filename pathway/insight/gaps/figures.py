"""Whether somebody of a kind can be rung for a woman in an area, at each hour of an ordinary week.

Which listings count is routing's judgement, that of `selection.choose`; when they take calls is that of `open_now`.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from pathway.directory.cache import BoundedCache
from pathway.directory.hours.ordinary_week import moments_of, ordinary_days
from pathway.directory.hours.timetable import london_date
from pathway.directory.search.fallbacks import texts_at
from pathway.directory.search.index.snapshot import Snapshot, current_snapshot
from pathway.directory.search.index.week_ranks import Ranks, week_ranks
from pathway.directory.vocabulary import AGENCY_LABELS, KINDS_BY_999, LISTED_KINDS, AgencyType
from pathway.referral.candidates import Candidate, candidates
from pathway.referral.inquiry import CHILDS_KINDS, Inquiry
from pathway.referral.selection import suited_at_some_hour
from pathway.referral.suggestions import FALLBACK_AREAS
from pathway.referral.table import Slot, Table
from pathway.referral.vocabulary import AGENCY_OF, Area

KINDS = tuple(kind for kind in LISTED_KINDS if kind not in KINDS_BY_999)
"""The kinds of which somebody is looked up to be rung."""

AREA_WORDS: Mapping[Area, str] = MappingProxyType(
    {Area.BRENT: "in Brent", Area.OTHER_LONDON: "elsewhere in London", Area.ELSEWHERE: "outside London"}
)
"""Where she may be, in the words of a page."""

_TAKES_CALLS, _NOT_KNOWN = 0, 1


class State(StrEnum):
    """What there is of a kind at an hour. The last three: nobody."""

    ANSWERS = "answers"
    NOT_KNOWN = "hours not known"
    CLOSED = "closed"
    NOT_CHOSEN = "listed, but none to ring"
    NOT_LISTED = "nobody listed"

    @property
    def is_nobody(self) -> bool:
        """Whether there is nobody to ring."""
        return self not in (State.ANSWERS, State.NOT_KNOWN)


@dataclass(frozen=True)
class Listing:
    """A listing to link to, and why it is never chosen, where it is not."""

    name: str
    slug: str
    why_never: str = ""


@dataclass(frozen=True, eq=False)
class KindWeek:
    """One kind in one area: its listings that may be chosen, in routing's order but for the hour, and the others.

    `ranks`: as `week_ranks`, a column for each of `listings`.
    """

    kind: AgencyType
    area: Area
    listings: tuple[Listing, ...]
    never: tuple[Listing, ...]
    ranks: Ranks

    @property
    def label(self) -> str:
        """The kind as a page says it."""
        return AGENCY_LABELS[self.kind]

    @cached_property
    def answering(self) -> tuple[int, ...]:
        """How many listings take calls, at each of the 168 hours."""
        return tuple((self.ranks == _TAKES_CALLS).sum(axis=1).tolist())

    @cached_property
    def states(self) -> tuple[State, ...]:
        """What there is at each of the 168 hours, from Monday midnight."""
        otherwise = State.CLOSED if self.listings else State.NOT_CHOSEN if self.never else State.NOT_LISTED
        is_not_known = (self.ranks == _NOT_KNOWN).any(axis=1).tolist()
        return tuple(
            State.ANSWERS if count else State.NOT_KNOWN if unknown else otherwise
            for count, unknown in zip(self.answering, is_not_known, strict=True)
        )

    @cached_property
    def nobody(self) -> tuple[bool, ...]:
        """At which hours there is nobody."""
        return tuple(state.is_nobody for state in self.states)

    @cached_property
    def not_known(self) -> tuple[bool, ...]:
        """At which hours nobody is known to answer, and the hours of somebody are not known."""
        return tuple(state is State.NOT_KNOWN for state in self.states)

    @property
    def answers(self) -> int:
        """Hours a week at which somebody answers."""
        return len(self.states) - sum(self.nobody) - sum(self.not_known)

    @property
    def is_whole(self) -> bool:
        """Whether somebody answers at every hour."""
        return self.answers == len(self.states)

    @property
    def varies(self) -> bool:
        """Whether some hours are not like the others."""
        return len(set(self.states)) > 1

    def answering_at(self, hour: int) -> tuple[Listing, ...]:
        """Return the listings that take calls at an hour of the week."""
        return self._with_rank(hour, _TAKES_CALLS)

    def not_known_at(self, hour: int) -> tuple[Listing, ...]:
        """Return the listings whose hours are not known at an hour of the week."""
        return self._with_rank(hour, _NOT_KNOWN)

    def _with_rank(self, hour: int, rank: int) -> tuple[Listing, ...]:
        return tuple(self.listings[place] for place in np.flatnonzero(self.ranks[hour] == rank))


@dataclass(frozen=True)
class Gaps:
    """Every kind in every area. `days`: the dates taken for the ordinary week, Monday first."""

    days: tuple[date, ...]
    weeks: tuple[KindWeek, ...]

    def of(self, area: Area) -> tuple[KindWeek, ...]:
        """Return the kinds in one area: most hours with nobody first, then most that are not known."""
        here = [week for week in self.weeks if week.area is area]
        return tuple(sorted(here, key=lambda week: (-sum(week.nobody), -sum(week.not_known), week.label)))


def gaps_at(now: datetime) -> Gaps:
    """Return the week as it is seen at a moment (aware UTC). Worked out once a day for each state of the listings."""
    snapshot, today = current_snapshot(), london_date(now)
    seen: BoundedCache[Hashable, Gaps] = snapshot.remember("gaps", lambda: BoundedCache(1))
    gaps = seen.get(today)
    if gaps is None:
        gaps = _gaps(snapshot, now)
        seen.add({today: gaps})
    return gaps


def not_asked(table: Table, area: Area) -> frozenset[AgencyType]:
    """Return the kinds that the table sends to elsewhere only: in one area it is not asked for them."""
    by_answers = {*AGENCY_OF.values(), AgencyType.EMERGENCY_ACCOMMODATION}  # those of `Slot`
    here, anywhere = set[AgencyType | Slot](), set[AgencyType | Slot]()
    for row in table.rows:
        anywhere.update(row.agencies)
        if all(cell.admits(area) for cell in row.when if cell.fact == "area"):
            here.update(row.agencies)
    return frozenset(kind for kind in KINDS if kind in anywhere - here - by_answers)


def words_meanwhile(gaps: Gaps, area: Area, hour: int) -> Mapping[AgencyType, str]:
    """Return what a worker reads where nobody answers, by kind, in an area at an hour of the week."""
    at = moments_of(gaps.days)[hour]
    texts = {is_child: texts_at(FALLBACK_AREAS[area], at, is_child=is_child) for is_child in (False, True)}
    return {kind: text.text for kind in KINDS if (text := texts[kind in CHILDS_KINDS].get(kind))}


def _gaps(snapshot: Snapshot, now: datetime) -> Gaps:
    days = ordinary_days(london_date(now))
    ranks = week_ranks(snapshot, days)
    weeks = [_week(Inquiry.of_kind(kind, area), snapshot, now, ranks) for area in AREA_WORDS for kind in KINDS]
    return Gaps(days, tuple(weeks))


def _week(inquiry: Inquiry, snapshot: Snapshot, now: datetime, ranks: Ranks) -> KindWeek:
    suited = suited_at_some_hour(inquiry, candidates(inquiry, None, now, snapshot))
    chosen = _in_order(inquiry, suited.may_be_chosen)
    places: NDArray[np.int64] = np.array([candidate.position for candidate in chosen], np.int64)
    return KindWeek(
        kind=inquiry.kind,
        area=inquiry.area,
        listings=tuple(Listing(candidate.card.name, candidate.card.slug) for candidate in chosen),
        never=tuple(
            Listing(offer.candidate.card.name, offer.candidate.card.slug, offer.note) for offer in suited.never
        ),
        ranks=ranks[:, places],
    )


def _in_order(inquiry: Inquiry, suited: Iterable[Candidate]) -> list[Candidate]:
    return sorted(
        suited,
        key=lambda candidate: (
            inquiry.locality(candidate.intake.reach),
            candidate.tier.rank,
            candidate.card.name.lower(),
        ),
    )
