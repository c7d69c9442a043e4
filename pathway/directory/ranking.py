"""Which listings a search takes and in what order, by the sets and columns of the catalogue.

The order asks, in turn: is the name what was typed; how much of it does the listing have (only when none has it
all); can it take a woman in Brent; does it meet what decides, and not only mention it; is it for her in particular, or
for everyone, or for others; has it a number, or any way to reach it; how well does it match; does it take calls now,
or open today. Then, of sites near a place: how far it is, in bands; how lately it was confirmed; the distance; its
name. Of all others: how near its reach comes; how lately it was confirmed; its name.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pathway.directory import bits, matching
from pathway.directory.bits import Bits, Positions, Probe
from pathway.directory.catalogue import Catalogue
from pathway.directory.criteria import Criteria
from pathway.directory.for_whom import suited
from pathway.directory.indexing import ADULTS_ONLY, BY_PHONE
from pathway.directory.matching import Level
from pathway.directory.moment import FRESHNESS_BITS, TURN_BITS, Moment
from pathway.directory.nearness import BAND_BITS, STEP_BITS, Near
from pathway.directory.understanding import Concept, Understanding
from pathway.directory.vocabulary import AgencyType, Need
from pathway.directory.words import tag

NO_MATCH = 9
"""What a concept adds to the badness of a listing that does not match it at all."""

NOT_SAID = 3
"""The same of a concept that only puts listings in order, such as a language."""

BADNESS_BITS = 7
"""Room for the badness of as many concepts as a search may have, none of them matched."""

_LEVELS = tuple(reversed(Level))

MISSED_BITS = 4
ORDERING_BITS = 6
WHOSE_BITS = 2
REACHED_BITS = 2

CHILDS_OWN = (
    tag("need", Need.A_CHILD),
    tag("agency", AgencyType.CHILD_TRAFFICKING_ADVICE),
    tag("for", "under-19"),
)
"""What comes first, in this order, when a child was asked about."""


@dataclass(frozen=True)
class Best:
    """The first listing of a list, as far as it decides which of two lists is shown first.

    `misfit`: it only mentions what was asked for. `turn` is as in `Moment`.
    """

    is_named: bool
    misfit: bool
    turn: int


@dataclass(frozen=True)
class Plan:
    """A search worked out: what it takes, and what its order asks about.

    `any_hours` is what it would take if nobody had asked for what takes calls now. `some`: a listing need not have
    everything that was typed.
    """

    criteria: Criteria
    understanding: Understanding
    known: Catalogue
    moment: Moment
    some: bool
    any_hours: Bits
    taken: Bits

    def first(self, among: Positions, count: int) -> Positions:
        """Return the first `count` of these positions, in order."""
        moment, key = self.moment, self._fit(among)
        if self._ordering:
            key = key << TURN_BITS | moment.turn[among]
            key = key << ORDERING_BITS | self._said(Probe.at(among))
            key = key << moment.tail_bits - TURN_BITS | moment.tail[among] & (1 << moment.tail_bits - TURN_BITS) - 1
        else:
            key = key << moment.tail_bits | moment.tail[among]
        if len(among) > count:
            ahead = np.argpartition(key, count - 1)[:count]
            among, key = among[ahead], key[ahead]
        ordered: Positions = among[np.argsort(key)]
        return ordered

    def first_near(self, near: Near, count: int) -> tuple[Positions, list[float]]:
        """Return the first `count` of some sites near a place, in order, and the miles to each."""
        among, moment = near.positions, self.moment
        key = self._fit(among) << TURN_BITS | moment.turn[among]
        if self._ordering:
            key = key << ORDERING_BITS | self._said(Probe.at(among))
        key = key << BAND_BITS | near.band
        key = key << FRESHNESS_BITS | moment.freshness_rank[among]
        chosen = np.arange(len(among))
        if len(among) > count:
            coarse = key << STEP_BITS | near.step
            # Whatever is as near as the last one counts, or chance would decide between equals.
            chosen = np.flatnonzero(coarse <= np.partition(coarse, count - 1)[count - 1])
        names = self.known.columns.name_rank[among[chosen]]
        chosen = chosen[np.lexsort((names, near.squared[chosen], key[chosen]))][:count]
        return among[chosen], near.miles(chosen)

    def best(self, first: int) -> Best:
        """Describe the listing that stands first in a list."""
        among = np.array([first], np.int64)
        named = any(
            bool(Probe.at(among).of(self.known.postings.of(self._query(concept, Level.NAME)))[0])
            for concept in self.understanding.deciding
            if concept.is_plain
        )
        return Best(named, bool(self._misfit(Probe.at(among))[0]), int(self.moment.turn[first]))

    @property
    def asks_about_a_child(self) -> bool:
        """Whether what is a child's own comes first."""
        return Need.A_CHILD in self.understanding.needs or Need.A_CHILD in self.criteria.needs

    def _fit(self, among: Positions) -> NDArray[np.int64]:
        """Return one number a position, smaller for what fits better."""
        probe = Probe.at(among)
        key = np.zeros(len(among), np.int64)
        for values, width in self._questions(among, probe):
            key = key << width | values
        return key

    def _questions(self, among: Positions, probe: Probe) -> Iterator[tuple[NDArray[np.int64], int]]:
        """Yield what the order asks about, the weightiest first: a small number a position, and its width in bits."""
        columns, postings, concepts = self.known.columns, self.known.postings, self.understanding.concepts
        phrase = self.understanding.phrase
        if " " in phrase:
            names = columns.names
            yield np.array([phrase not in names[place] for place in among.tolist()], np.int64), 1
        if self.some:
            yield self._missed(probe), MISSED_BITS
        yield columns.is_afar[among].astype(np.int64), 1
        if self.asks_about_a_child:
            # A child's own services, though they are for a particular age: children's services before all.
            for token in CHILDS_OWN:
                yield 1 - probe.of(postings.tagged(token)), 1
        if concepts:
            yield self._misfit(probe), 1
        if not self.asks_about_a_child:
            yield self._whose(among, probe), WHOSE_BITS
        yield 2 - columns.is_reachable[among].astype(np.int64) - probe.of(postings.tagged(BY_PHONE)), REACHED_BITS
        if concepts:
            yield self._badness(probe), BADNESS_BITS

    def _whose(self, among: Positions, probe: Probe) -> NDArray[np.int64]:
        """0 for whom it is in particular, when somebody was named; 1 for everyone; 2 for particular others."""
        others = self.known.columns.is_particular[among].astype(np.int64)
        groups = (self.criteria.for_whom,) if self.criteria.for_whom else self.understanding.groups
        if not groups:
            return others + 1
        named = [self.known.postings.tagged(tag("for", group)) for group in groups]
        hers = probe.of(bits.any_of(named))
        return np.where(hers == 1, 0, 1 if self.criteria.for_whom else others + 1)

    def _misfit(self, probe: Probe) -> NDArray[np.int64]:
        """0 where a listing meets the concept that decides, in its name or by its kind of help; 1 where not."""
        deciding = self._heaviest
        if not deciding:
            return np.zeros(len(probe.byte), np.int64)
        queries = [query for concept in deciding if (query := self._query(concept, Level.KIND))]
        if not queries:
            return np.ones(len(probe.byte), np.int64)
        return 1 - probe.of(bits.any_of(self.known.postings.of(query) for query in queries))

    @cached_property
    def _heaviest(self) -> tuple[Concept, ...]:
        deciding = self.understanding.deciding
        return tuple(concept for concept in deciding if concept.weight == deciding[0].weight)

    def _badness(self, probe: Probe) -> NDArray[np.int64]:
        """Add up over the concepts: 0 if the name says it, 1 if it is the kind of help, 2 for a mention."""
        total = np.zeros(len(probe.byte), np.int64)
        understanding = self.understanding
        has_needs = any(concept.needs for concept in understanding.deciding)
        for concept in understanding.concepts:
            if concept in self._ordering or (self.asks_about_a_child and concept.needs[:1] == (Need.A_CHILD,)):
                continue
            # Beside a need, a stray word of a sentence counts where it is a name, and nowhere else.
            is_stray = concept.is_plain and has_needs
            total += self._level(
                concept, probe, (Level.NAME,) if is_stray else _LEVELS, NOT_SAID if is_stray else NO_MATCH
            )
        return total

    def _said(self, probe: Probe) -> NDArray[np.int64]:
        """Add the same up over the concepts that only put in order what takes calls alike: a language, the night."""
        total = np.zeros(len(probe.byte), np.int64)
        for concept in self._ordering:
            total += self._level(concept, probe, _LEVELS, NOT_SAID)
        return total

    def _level(self, concept: Concept, probe: Probe, levels: Iterable[Level], nowhere: int) -> NDArray[np.int64]:
        best = np.full(len(probe.byte), nowhere, np.int64)
        for level in levels:
            if query := self._query(concept, level):
                best[probe.of(self.known.postings.of(query)) == 1] = int(level)
        return best

    @cached_property
    def _ordering(self) -> tuple[Concept, ...]:
        deciding = self.understanding.deciding
        return tuple(one for one in self.understanding.concepts if one.only_orders and one not in deciding)

    def _missed(self, probe: Probe) -> NDArray[np.int64]:
        total = np.zeros(len(probe.byte), np.int64)
        for concept in self.understanding.deciding:
            total += 1 - probe.of(_anything(concept, self.known))
        return total

    def _query(self, concept: Concept, level: Level) -> str:
        return matching.concept_query(self.known.postings.engine, concept, level)


def plan_of(
    criteria: Criteria, understanding: Understanding, known: Catalogue, moment: Moment, *, some: bool = False
) -> Plan:
    """Work out a search. `some`: a listing need not have everything that was typed."""
    parts = list(_facets(criteria, known))
    deciding = understanding.deciding
    if deciding:
        having = [_anything(concept, known) for concept in deciding]
        if some or understanding.any_is_enough:
            having = [bits.any_of(having)]
        if understanding.is_about_a_child:
            own = [known.postings.tagged(token) for token in CHILDS_OWN]
            having = [bits.any_of([*having, *own]) & ~known.postings.tagged(ADULTS_ONLY)]
        parts += having
    if understanding.unknown and not understanding.concepts:
        parts.append(known.columns.nothing)
    any_hours = bits.all_of(parts) if parts else known.columns.all
    taken = any_hours & moment.is_open if criteria.open_now else any_hours
    return Plan(criteria, understanding, known, moment, some, any_hours, taken)


def _facets(criteria: Criteria, known: Catalogue) -> Iterator[Bits]:
    if criteria.needs:
        yield _any_tag(known, [tag("need", need) for need in criteria.needs])
    if criteria.take:
        yield known.postings.tagged(tag("take", criteria.take))
    if criteria.area:
        yield known.postings.tagged(tag("area", criteria.area))
    if criteria.for_whom:
        groups = [*suited(criteria.for_whom), "anyone"]
        yield _any_tag(known, [tag("for", group) for group in groups])


def _any_tag(known: Catalogue, tokens: Sequence[str]) -> Bits:
    return bits.any_of(known.postings.tagged(token) for token in tokens)


def _anything(concept: Concept, known: Catalogue) -> Bits:
    return known.postings.of(matching.concept_query(known.postings.engine, concept, Level.ANYTHING))
