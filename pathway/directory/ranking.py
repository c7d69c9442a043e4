"""Which listings a search takes and in what order, by the sets and columns of the catalogue.

The order asks, in turn: is the name what was typed; how much of it does the listing have (only when none has it
all); can it take a woman in Brent; is it for everyone; is there any way to reach it; how well does it match; how near
does its reach come; does it take calls now; how lately was it confirmed; its name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pathway.directory import bits, matching
from pathway.directory.bits import Bits, Positions, Probe
from pathway.directory.catalogue import Catalogue
from pathway.directory.criteria import Criteria
from pathway.directory.for_whom import suited
from pathway.directory.matching import Level
from pathway.directory.moment import Moment
from pathway.directory.scope import Scope
from pathway.directory.understanding import Concept, Understanding
from pathway.directory.vocabulary import AgencyType, Nations, Need
from pathway.directory.words import tag

NO_MATCH = 9
"""What a concept adds to the badness of a listing that it does not match at all."""

BADNESS_BITS = 7
"""Room for the badness of as many concepts as a search may have, none of them matched."""

MISSED_BITS = 4

CHILDS_OWN = (
    tag("need", Need.A_CHILD),
    tag("agency", AgencyType.CHILD_TRAFFICKING_ADVICE),
    tag("for", "under-19"),
)
"""What comes first, in this order, when a child was asked about."""


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
        key = self._key(among)
        if len(among) > count:
            ahead = np.argpartition(key, count - 1)[:count]
            among, key = among[ahead], key[ahead]
        ordered: Positions = among[np.argsort(key)]
        return ordered

    def _key(self, among: Positions) -> NDArray[np.int64]:
        """Return one number a position, smaller for what comes first; no two are equal."""
        probe = Probe.at(among)
        key = np.zeros(len(among), np.int64)
        for values, width in self._questions(among, probe):
            key = key << width | values
        return key << self.moment.tail_bits | self.moment.tail[among]

    def _questions(self, among: Positions, probe: Probe) -> Iterator[tuple[NDArray[np.int64], int]]:
        """Yield what the order asks about, the weightiest first: a small number a position, and its width in bits."""
        columns, postings, concepts = self.known.columns, self.known.postings, self.understanding.concepts
        phrase = self.understanding.phrase
        if " " in phrase:
            names = columns.names
            yield np.array([phrase not in names[place] for place in among.tolist()], np.int64), 1
        if self.some:
            yield self._missed(probe), MISSED_BITS
        afar = columns.is_afar[among].astype(np.int64)
        if scope := self.criteria.scope:
            afar &= 1 - probe.of(local_to(scope, self.known))
        yield afar, 1
        if Need.A_CHILD in self.understanding.needs or Need.A_CHILD in self.criteria.needs:
            # A child's own services, though they are for a particular age: children's services before all.
            for token in CHILDS_OWN:
                yield 1 - probe.of(postings.tagged(token)), 1
        elif self.criteria.for_whom:
            yield 1 - probe.of(postings.tagged(tag("for", self.criteria.for_whom))), 1
        else:
            yield columns.is_particular[among].astype(np.int64), 1
        yield 1 - columns.is_reachable[among].astype(np.int64), 1
        if concepts:
            yield self._badness(probe), BADNESS_BITS

    def _badness(self, probe: Probe) -> NDArray[np.int64]:
        """Add up over the concepts: 0 if the name says it, 1 if it is the kind of help, 2 for a mention."""
        total = np.zeros(len(probe.byte), np.int64)
        for concept in self.understanding.concepts:
            best = np.full(len(probe.byte), NO_MATCH, np.int64)
            for level in reversed(Level):
                if query := matching.concept_query(self.known.postings.engine, concept, level):
                    best[probe.of(self.known.postings.of(query)) == 1] = int(level)
            total += best
        return total

    def _missed(self, probe: Probe) -> NDArray[np.int64]:
        total = np.zeros(len(probe.byte), np.int64)
        for concept in self.understanding.concepts:
            total += 1 - probe.of(_anything(concept, self.known))
        return total


def plan_of(
    criteria: Criteria, understanding: Understanding, known: Catalogue, moment: Moment, *, some: bool = False
) -> Plan:
    """Work out a search. `some`: a listing need not have everything that was typed."""
    parts = list(_facets(criteria, known))
    concepts = understanding.concepts
    if concepts:
        having = [_anything(concept, known) for concept in concepts]
        parts += [bits.any_of(having)] if some else having
    if understanding.unknown and not concepts:
        parts.append(known.columns.nothing)
    any_hours = bits.all_of(parts) if parts else known.columns.all
    taken = any_hours & moment.is_open if criteria.open_now else any_hours
    return Plan(criteria, understanding, known, moment, some, any_hours, taken)


def of_use(scope: Scope, known: Catalogue) -> Bits:
    """Return the listings that are of use in a place, by what they say they serve: as `Intake.serves` has it.

    It asks nothing of where a listing is. What it serves is printed on its card, a confidential one's too.
    """
    tagged = known.postings.tagged
    local = tagged(tag("reach", "local"))
    useful = [local_to(scope, known)]
    nations = [nations for nations in (*Nations, None) if scope.has(nations)]
    useful += [tagged(tag("nations", one or "unsaid")) for one in nations]
    if scope.is_away:
        useful.append(tagged(tag("reach", "unsaid")))
    elif scope.in_brent is False:
        useful.append(local & ~tagged(tag("reach", "brent")))
    else:
        useful.append(local)
    return bits.any_of(useful)


def local_to(scope: Scope, known: Catalogue) -> Bits:
    """Return the listings that name the town, council or county of a place as what they serve."""
    named = [known.postings.tagged(tag("place", area)) for area in sorted(scope.areas)]
    return bits.any_of(named) & known.postings.tagged(tag("reach", "local")) if named else known.columns.nothing


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
