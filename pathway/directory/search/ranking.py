"""Which listings match a search and in what order, computed from the sets and columns of the snapshot.

Listings are sorted by, in turn: whether the name is what was typed; how many concepts are missing (only when no
listing has them all); whether it can take a woman in Brent; whether it offers the kind of help that decides or only
mentions it; whether it is for her group, for everyone or for others; whether it has a number, or any way to reach it;
how well it matches; whether it takes calls now, or opens today. Sites near a place are then sorted by: distance in
bands; freshness; distance; name. All others by: how near to Brent they work; freshness; name.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pathway.directory.client_groups import suited
from pathway.directory.facet_tags import tag
from pathway.directory.geography import Place
from pathway.directory.intake import Reach
from pathway.directory.scope import Scope
from pathway.directory.search.criteria import Criteria
from pathway.directory.search.index import bitsets, distance
from pathway.directory.search.index.bitsets import Bits, Positions, Probe
from pathway.directory.search.index.distance import BAND_BITS, STEP_BITS, Near
from pathway.directory.search.index.indexer import ADULTS_ONLY, BY_PHONE
from pathway.directory.search.index.open_now import FRESHNESS_BITS, TURN_BITS, Moment
from pathway.directory.search.index.snapshot import Snapshot
from pathway.directory.search.text import full_text
from pathway.directory.search.text.full_text import Level
from pathway.directory.search.text.query_parser import NOTHING_TYPED, Concept, Understanding
from pathway.directory.vocabulary import AgencyType, Nations, Need

FAR_MILES = 30
"""A site farther than this is not near."""

NO_MATCH = 9
"""The badness that a concept adds to a listing that does not match it at all."""

NOT_MENTIONED = 3
"""The same for a concept that only orders listings, such as a language."""

BADNESS_BITS = 7
"""Enough for the most concepts a search may have, all unmatched."""

# By the number of levels at which a listing matches a concept: none, a mention, the kind of help, the name.
_BADNESS = np.array([NO_MATCH, Level.ANYTHING, Level.KIND, Level.NAME], np.int64)
_ORDER_BADNESS = np.array([NOT_MENTIONED, Level.ANYTHING, Level.KIND, Level.NAME], np.int64)
_IS_MISFIT = np.array([1, 1, 0, 0], np.int64)

MISSED_BITS = 4
ORDERING_BITS = 6
NEAR_TAIL_BITS = TURN_BITS + BAND_BITS + FRESHNESS_BITS
WHOSE_BITS = 2
REACHED_BITS = 2
_WHOSE, _REACHED = 3, 3
_NOT_AFAR = (1 << WHOSE_BITS + REACHED_BITS) - 1

CHILDS_OWN = (
    tag("need", Need.A_CHILD),
    tag("agency", AgencyType.CHILD_TRAFFICKING_ADVICE),
    tag("for", "under-19"),
)
"""The facets that come first, in this order, in a search about a child."""


Fit = NDArray[np.int64]
"""A number per listing, smaller for a better fit."""


@dataclass(frozen=True)
class Plan:
    """A search ready to run: the listings that match, and what to sort them by.

    `any_hours` are the matches without the filter "takes calls now", `taken` those with it, `useful` those of them that
    are of use in the place. `some`: a listing need not match every concept. `asks_about_a_child`: services for children
    come first.
    """

    criteria: Criteria
    understanding: Understanding
    snapshot: Snapshot
    moment: Moment
    some: bool
    any_hours: Bits
    taken: Bits
    useful: Bits
    asks_about_a_child: bool

    def near(self, places: Positions, origin: Place) -> Near:
        """Return which of these sites are near: within the miles of the search, or `FAR_MILES`.

        None is near a whole county or nation.
        """
        miles = 0.0 if origin.is_wide else self.criteria.miles or FAR_MILES
        return distance.near(places, origin, miles, self.snapshot.columns)

    def first(self, among: Positions, fit: Fit, count: int) -> tuple[Positions, int]:
        """Return the first `count` of these positions in order, and the fit of the very first."""
        moment = self.moment
        if self.understanding.ordering:
            rest = moment.tail_bits - TURN_BITS
            key = fit << TURN_BITS | moment.turn[among]
            key = key << ORDERING_BITS | self._order_badness(Probe.at(among))
            key = key << rest | moment.tail[among] & (1 << rest) - 1
        else:
            key = fit << moment.tail_bits | moment.tail[among]
        if len(among) > count:
            ahead = np.argpartition(key, count - 1)[:count]
            among, key, fit = among[ahead], key[ahead], fit[ahead]
        order = np.argsort(key)
        return among[order], int(fit[order[0]])

    def first_near(self, near: Near, fit: Fit, count: int) -> tuple[Positions, list[float], int]:
        """Return the first `count` of these sites in order, the miles to each, and the fit of the very first."""
        among, moment = near.positions, self.moment
        if self.understanding.ordering:
            key = fit << TURN_BITS | moment.turn[among]
            key = key << ORDERING_BITS | self._order_badness(Probe.at(among))
            key = key << BAND_BITS + FRESHNESS_BITS | moment.freshness_rank[among]
        else:
            key = fit << NEAR_TAIL_BITS | moment.near_tail[among]
        key |= near.band << FRESHNESS_BITS
        chosen = np.arange(len(among))
        if len(among) > count:
            coarse = key << STEP_BITS | near.step
            # Sites as near as the last one count too, or chance would decide between equals.
            chosen = np.flatnonzero(coarse <= np.partition(coarse, count - 1)[count - 1])
        names = self.snapshot.columns.name_rank[among[chosen]]
        chosen = chosen[np.lexsort((names, near.squared[chosen], key[chosen]))][:count]
        return among[chosen], near.miles(chosen), int(fit[chosen[0]])

    def is_misfit(self, fit: int) -> bool:
        """Whether a listing with this fit only mentions what was asked for."""
        after = REACHED_BITS + BADNESS_BITS + (0 if self.asks_about_a_child else WHOSE_BITS)
        return bool(self.understanding.concepts) and bool(fit >> after & 1)

    def whose(self, fit: int) -> int:
        """Return for whom a listing with this fit is: 0 for her group, 1 for everyone, 2 for other groups."""
        after = REACHED_BITS + (BADNESS_BITS if self.understanding.concepts else 0)
        return fit >> after & _WHOSE

    def is_named(self, position: int) -> bool:
        """Whether the name of this listing has a word that was typed."""
        plain = [concept for concept in self.understanding.deciding if concept.is_plain]
        if not plain:
            return False
        probe = Probe.at(np.array([position], np.int64))
        return bool(probe.counted(*(_having(concept, self.snapshot, Level.NAME) for concept in plain))[0])

    def fit(self, among: Positions) -> Fit:
        """Return one number per position, smaller for a better fit.

        From the highest bits down: the name is not what was typed; how many concepts are missing; it cannot take a
        woman in Brent; it is not for children, in a search about a child; it only mentions what decides; for whom it
        is; how one reaches it; how badly it matches.
        """
        always = self.snapshot.remember("base fit", lambda: _base_fit(self.snapshot))[among]
        concepts, scope, probe = self.understanding.concepts, self.criteria.scope, None
        local = local_to(scope, self.snapshot) if scope else self.snapshot.columns.nothing
        if local is not self.snapshot.columns.nothing:
            probe = Probe.at(among)
            # A listing that names her town is not afar for her.
            always = np.where(probe.of(local) == 1, always & _NOT_AFAR, always)
        if not concepts and not self.criteria.for_whom and not self.asks_about_a_child:
            return always
        probe = probe or Probe.at(among)
        key = always >> WHOSE_BITS + REACHED_BITS
        if self.some:
            key |= self._missed(probe) << 1
        if self.understanding.phrase:
            key |= self._is_not_named(among, probe) << 1 + MISSED_BITS
        if self.asks_about_a_child:
            # Services for children, though they are for a particular age: children's services first of all.
            for token in CHILDS_OWN:
                key = key << 1 | 1 - probe.of(self.snapshot.postings.tagged(token))
        badness = None
        if concepts:
            misfit, badness = self._match(probe)
            key = key << 1 | misfit
        if self.asks_about_a_child:
            key = key << REACHED_BITS | always & _REACHED
        elif self._named_groups:
            key = key << WHOSE_BITS | self._whose(probe, always >> REACHED_BITS & _WHOSE)
            key = key << REACHED_BITS | always & _REACHED
        else:
            key = key << WHOSE_BITS + REACHED_BITS | always & (1 << WHOSE_BITS + REACHED_BITS) - 1
        return key if badness is None else key << BADNESS_BITS | badness

    def _is_not_named(self, among: Positions, probe: Probe) -> NDArray[np.int64]:
        """Return 1 where the typed phrase is not in the name. A single word must be the whole name."""
        phrase, columns = self.understanding.phrase, self.snapshot.columns
        missing = np.ones(len(among), np.int64)
        if " " not in phrase:
            if named := columns.by_name.get(phrase):
                missing[np.isin(among, named)] = 0
            return missing
        numbers: Iterable[int] = range(len(among))
        typed = next(
            (concept for concept in self.understanding.concepts if concept.is_plain and concept.phrases[0][0].prefix),
            None,
        )
        if typed:
            # A name with the whole phrase has this word of it, and few names do.
            numbers = np.flatnonzero(probe.counted(_having(typed, self.snapshot, Level.NAME))).tolist()
        whole, names, places = f" {phrase}", columns.spaced_names, among.tolist()
        missing[[number for number in numbers if whole in names[places[number]]]] = 0
        return missing

    @property
    def _named_groups(self) -> tuple[str, ...]:
        return (self.criteria.for_whom,) if self.criteria.for_whom else self.understanding.groups

    def _whose(self, probe: Probe, others: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return 0 for a listing for her group, 1 for everyone, 2 for other groups (1 if a group was chosen)."""
        named = [self.snapshot.postings.tagged(tag("for", group)) for group in self._named_groups]
        hers = probe.of(bitsets.any_of(named))
        return np.where(hers == 1, 0, 1 if self.criteria.for_whom else others)

    def _match(self, probe: Probe) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the misfit and the badness of each.

        The misfit is 0 where the name or the kind of help matches one of the heaviest concepts, else 1. The badness
        adds up over the concepts: 0 for a match in the name, 1 for the kind of help, 2 for a mention.
        """
        understanding, number = self.understanding, len(probe.byte)
        badness = np.zeros(number, np.int64)
        misfit = np.ones(number, np.int64)
        for concept in understanding.concepts:
            if understanding.ordering and concept in understanding.ordering:
                continue
            if concept.is_plain and understanding.decides_by_need:
                # Beside a need, a stray word of a sentence counts only as part of a name.
                badness += NOT_MENTIONED * (1 - probe.of(_having(concept, self.snapshot, Level.NAME)))
                continue
            where = self._where(concept, probe)
            if concept in understanding.heaviest:
                misfit &= _IS_MISFIT[where]
            if not self.asks_about_a_child or concept.needs[:1] != (Need.A_CHILD,):
                badness += _BADNESS[where]
        return misfit, badness

    def _order_badness(self, probe: Probe) -> NDArray[np.int64]:
        """Return the badness over the concepts that only order listings of the same turn: a language, the night."""
        total = np.zeros(len(probe.byte), np.int64)
        for concept in self.understanding.ordering:
            total += _ORDER_BADNESS[self._where(concept, probe)]
        return total

    def _where(self, concept: Concept, probe: Probe) -> NDArray[np.uint8]:
        """Return at how many levels each matches a concept: 3 for the name, 2 for the kind of help, 1 for a mention."""
        postings = self.snapshot.postings
        queries = full_text.concept_queries(postings.engine, concept)
        return probe.counted(*(postings[query] for query in queries if query))

    def _missed(self, probe: Probe) -> NDArray[np.int64]:
        total = np.zeros(len(probe.byte), np.int64)
        for concept in self.understanding.deciding:
            total += 1 - probe.of(_having(concept, self.snapshot))
        return total


def _base_fit(snapshot: Snapshot) -> NDArray[np.int64]:
    """Return the part of the fit that no search changes: of use in Brent, for everyone, how one reaches it."""
    columns = snapshot.columns
    everywhere = Probe.at(np.arange(len(columns)))
    reached = 2 - columns.is_reachable.astype(np.int64) - everywhere.of(snapshot.postings.tagged(BY_PHONE))
    whose = 1 + columns.is_particular.astype(np.int64)
    return (columns.is_afar.astype(np.int64) << WHOSE_BITS | whose) << REACHED_BITS | reached


def plan_of(
    criteria: Criteria, understanding: Understanding, snapshot: Snapshot, moment: Moment, *, some: bool = False
) -> Plan:
    """Return the plan of a search. `some`: a listing need not match every concept."""
    parts = list(_facets(criteria, snapshot))
    deciding = understanding.deciding
    if deciding:
        having = [_having(concept, snapshot) for concept in deciding]
        if some or understanding.any_is_enough:
            having = [bitsets.any_of(having)]
        if understanding.is_about_a_child:
            own = [snapshot.postings.tagged(token) for token in CHILDS_OWN]
            having = [bitsets.any_of([*having, *own])]
        parts += having
    if understanding.is_about_a_child or Need.A_CHILD in criteria.needs:
        parts.append(snapshot.columns.all & ~snapshot.postings.tagged(ADULTS_ONLY))
    if understanding.unknown and not understanding.concepts:
        parts.append(snapshot.columns.nothing)
    any_hours = bitsets.all_of(parts) if parts else snapshot.columns.all
    taken = any_hours & moment.is_open if criteria.open_now else any_hours
    is_childs = Need.A_CHILD in understanding.needs or Need.A_CHILD in criteria.needs
    useful = taken if criteria.scope is None else taken & of_use(criteria.scope, snapshot)
    return Plan(criteria, understanding, snapshot, moment, some, any_hours, taken, useful, is_childs)


def total_without(plan: Plan, looser: Criteria) -> int:
    """Count the results of the same search without one of its filters."""
    understanding = plan.understanding if looser.words else NOTHING_TYPED
    wider = plan_of(looser, understanding, plan.snapshot, plan.moment)
    if looser.place is None:
        return bitsets.size(wider.useful)
    columns = plan.snapshot.columns
    near = wider.near(bitsets.positions(wider.useful & columns.placed), looser.place)
    return bitsets.size(wider.useful & columns.unplaced) + len(near.positions)


def of_use(scope: Scope, snapshot: Snapshot) -> Bits:
    """Return the listings that are of use in a place, by the areas they say they serve, as `Intake.serves` does.

    A listing's own address is ignored. The areas it serves are printed on its card, a confidential one's too.
    """
    # Only the names of the place differ from place to place; the rest is computed once and remembered.
    key = ("of use", scope.nation, scope.in_london, scope.in_brent, scope.is_borough_known)
    wide = snapshot.remember(key, lambda: _of_use_by_reach(scope, snapshot))
    local = local_to(scope, snapshot)
    return wide if local is snapshot.columns.nothing else wide | local


def _of_use_by_reach(scope: Scope, snapshot: Snapshot) -> Bits:
    tagged = snapshot.postings.tagged
    useful = [tagged(tag("nations", nations or "unsaid")) for nations in (*Nations, None) if scope.has(nations)]
    useful.append(tagged(tag("reach", "unsaid")))
    if not scope.is_away:
        brent = tagged(tag("reach", "brent"))
        if scope.in_brent is not False:
            useful.append(brent)
        useful.append(tagged(tag("reach", "london")))
        if not scope.is_borough_known:
            useful.append(
                tagged(tag("reach", "local"))
                & ~brent
                & (_of_boroughs(snapshot) if scope.in_london else snapshot.columns.all)
            )
    return bitsets.any_of(useful)


def _of_boroughs(snapshot: Snapshot) -> Bits:
    """Return the listings that name a part of London other than Brent."""
    return snapshot.remember(
        "of boroughs", lambda: bitsets.of_flags(snapshot.columns.reaches & int(Reach.OTHER_BOROUGH) != 0)
    )


def local_to(scope: Scope, snapshot: Snapshot) -> Bits:
    """Return the listings that say they serve the town, council or county of a place."""
    if not scope.areas:
        return snapshot.columns.nothing
    local = snapshot.local.get(scope.areas)
    if local is None:
        named = bitsets.any_of(snapshot.postings.tagged(tag("place", area)) for area in sorted(scope.areas))
        local = named & snapshot.postings.tagged(tag("reach", "local"))
        if not local.any():  # as for most places: then there is nothing to combine
            local = snapshot.columns.nothing
        snapshot.local.add({scope.areas: local})
    return local


def _facets(criteria: Criteria, snapshot: Snapshot) -> Iterator[Bits]:
    if criteria.needs:
        yield _any_tag(snapshot, [tag("need", need) for need in criteria.needs])
    if criteria.take:
        yield snapshot.postings.tagged(tag("take", criteria.take))
    if criteria.area:
        yield snapshot.postings.tagged(tag("area", criteria.area))
    if criteria.for_whom:
        groups = [*suited(criteria.for_whom), "anyone"]
        yield _any_tag(snapshot, [tag("for", group) for group in groups])


def _any_tag(snapshot: Snapshot, tokens: Sequence[str]) -> Bits:
    return bitsets.any_of(snapshot.postings.tagged(token) for token in tokens)


def _having(concept: Concept, snapshot: Snapshot, level: Level = Level.ANYTHING) -> Bits:
    """Return the listings that match a concept at a level."""
    postings = snapshot.postings
    return postings[full_text.concept_queries(postings.engine, concept)[level]]
