"""Where to refer her: one pure function from answers and a table to a result with its reasons.

Three layers: the safety gate, the table, the agreement gate. While it works a result is a few numbers, one bit for
each pathway and agency, because `ask_next` asks for some thirty results to say which question matters.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from pathway.directory.vocabulary import AgencyType
from pathway.referral.gate import RULES, Effect, agreed_action, gate, gate_again
from pathway.referral.table import Row, Slot, Table
from pathway.referral.triage import BITS, MASKS, Answers, not_known
from pathway.referral.vocabulary import AGENCY_OF, NEEDS_ASKED, Action, Doubt, Known, Pathway, State, Urgency

_AGENCIES = tuple(AgencyType)
_BIT = {kind: 1 << place for place, kind in enumerate(_AGENCIES)}
_PATHWAY_BIT = {pathway: 1 << place for place, pathway in enumerate(Pathway)}
_URGENCIES = tuple(Urgency)
_URGENCY_RANK = {urgency: rank for rank, urgency in enumerate(_URGENCIES)}
_ACTIONS = tuple(Action)
_ACTION_RANK = {action: rank for rank, action in enumerate(_ACTIONS)}
_SHARES_IDENTITY = frozenset(action for action in Action if action.shares_identity)
_RINGS_999 = _ACTION_RANK[Action.CALL_999]
_STATES = tuple(State)
_STATE_RANK = {state: rank for rank, state in enumerate(_STATES)}
_NEED_BITS = tuple((BITS["needs", need], _BIT[AGENCY_OF[need]]) for need in NEEDS_ASKED)
_ALL_NEEDS = MASKS["needs"]
_NOWHERE = BITS["safe_place_tonight", Known.NO]
_BED = _BIT[AgencyType.EMERGENCY_ACCOMMODATION]
_GATE_READS = frozenset(fact for rule in RULES for fact in rule.reads)
_AGREEMENT_READS = frozenset({"capacity_doubt", "consent_share"})


@dataclass(frozen=True)
class Step:
    """What to do with one agency. `rules` are the ids that asked for it, in order; `urgency` the highest of theirs."""

    agency: AgencyType
    action: Action
    urgency: Urgency
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Reason:
    """Why: a rule that fired, and a sentence that may be read aloud."""

    rule: str
    text: str


@dataclass(frozen=True)
class NearMiss:
    """A row that would have fired but for one fact."""

    row: str
    fact: str


@dataclass(frozen=True)
class Result:
    """Where the answers lead. `fired` are ids of rules of the gate and rows of the table."""

    headline: Pathway
    pathways: tuple[tuple[Pathway, State], ...]
    urgency: Urgency
    steps: tuple[Step, ...]
    ask_next: tuple[str, ...]
    reasons: tuple[Reason, ...]
    table: str
    fired: tuple[str, ...]

    @property
    def state(self) -> State:
        """The state of the headline."""
        return self.pathways[0][1]

    def action_for(self, agency: AgencyType) -> Action | None:
        """Return what to do with an agency, or None when it has no step."""
        return next((step.action for step in self.steps if step.agency is agency), None)

    def as_json(self) -> dict[str, Any]:
        """Write the result as `pathway route` prints it."""
        return {
            "headline": self.headline.value,
            "pathways": {pathway.value: state.value for pathway, state in self.pathways},
            "urgency": self.urgency.value,
            "steps": {
                step.agency.value: {"action": step.action.value, "identity": step.action in _SHARES_IDENTITY}
                for step in self.steps
            },
            "ask_next": list(self.ask_next),
            "reasons": [{"rule": reason.rule, "text": reason.text} for reason in self.reasons],
            "table": self.table,
        }


class _Core(NamedTuple):
    """What makes two results the same: bits of pathways by state, of agencies by action, and the urgency's rank."""

    urgency: int
    pathways: tuple[int, ...]
    agencies: tuple[int, ...]


class _Line(NamedTuple):
    """A row made ready to test: the bits it wants one of, those it refuses, and what it adds."""

    row: Row
    wants: tuple[int, ...]
    refuses: int
    pathway: int
    agencies: int
    bed: bool
    needs: bool
    urgency: int


class _Gated(NamedTuple):
    """What the gate added, as numbers."""

    urgency: int
    pathways: tuple[int, ...]
    agencies: tuple[int, ...]


class _Tabled(NamedTuple):
    """What the rows that fired add, before her agreement is asked about."""

    urgency: int
    pathways: int
    agencies: int


class _Prepared(NamedTuple):
    lines: tuple[_Line, ...]
    otherwise: Row
    facts_read: frozenset[str]


def route(answers: Answers, table: Table) -> Result:
    """Say where the answers lead by this table, with reasons, what to ask next, and the whole trace."""
    prepared = _prepared(table)
    gave = gate(answers)
    gated = _gated(gave)
    effects = tuple(effect for effect in gave if effect is not None)
    fired = _fired(answers, prepared)
    tabled = _tabled(fired, answers.bits)
    core = _core(gated, tabled, answers)
    rows = tuple(line.row for line in fired)
    if not core.pathways[0] | core.pathways[1] | core.pathways[2]:
        rows = (prepared.otherwise,)
    places = _places(answers, table)
    pathways = _ranked(effects, rows, agreed_action(answers)[0], places)
    return Result(
        headline=pathways[0][0],
        pathways=pathways,
        urgency=_URGENCIES[core.urgency],
        steps=_steps(effects, rows, answers, places),
        ask_next=_ask_next(answers, prepared, gave, tabled, core),
        reasons=_reasons(effects, rows),
        table=table.version,
        fired=tuple([effect.rule for effect in effects] + [row.id for row in rows]),
    )


def result_of(answers: Answers, table: Table) -> tuple[Urgency, dict[Pathway, State], dict[AgencyType, Action]]:
    """Return urgency, pathways and steps alone: what checks ask of very many answers."""
    prepared = _prepared(table)
    core = _core(_gated(gate(answers)), _tabled(_fired(answers, prepared), answers.bits), answers)
    pathways = {
        pathway: _STATES[rank]
        for rank, held in enumerate(core.pathways)
        for pathway in Pathway
        if held & _PATHWAY_BIT[pathway]
    }
    steps = {kind: _ACTIONS[rank] for rank, held in enumerate(core.agencies) for kind in _AGENCIES if held & _BIT[kind]}
    return _URGENCIES[core.urgency], pathways or {prepared.otherwise.pathway: State.LIVE}, steps


def steps_of(answers: Answers, table: Table) -> tuple[Step, ...]:
    """Return the steps of `route` in their order, without asking which questions matter: what laws ask of very many."""
    effects = tuple(effect for effect in gate(answers) if effect is not None)
    rows = tuple(line.row for line in _fired(answers, _prepared(table)))
    return _steps(effects, rows, answers, _places(answers, table))


def _places(answers: Answers, table: Table) -> Mapping[Pathway, int]:
    return table.place_in_doubt if answers.capacity_doubt is Doubt.YES else table.place_of


def rows_fired(answers: Answers, table: Table) -> tuple[str, ...]:
    """Return the ids of the rows that fire, in their order, the one marked `otherwise` left out."""
    return tuple(line.row.id for line in _fired(answers, _prepared(table)))


def near_misses(answers: Answers, table: Table) -> tuple[NearMiss, ...]:
    """Return the rows that would have fired but for one cell. None for a child: no row is for her."""
    if answers.is_child:
        return ()
    missed = {
        row.id: [one.fact for one in row.when if not one.holds(answers.bits)] for row in table.rows if not row.otherwise
    }
    return tuple(NearMiss(row_id, facts[0]) for row_id, facts in missed.items() if len(facts) == 1)


@lru_cache(maxsize=100)
def _prepared(table: Table) -> _Prepared:
    lines = tuple(_line(row) for row in table.rows if not row.otherwise)
    read = {one.fact for row in table.rows for one in row.when}
    read |= {"safe_place_tonight"} if any(line.bed for line in lines) else set()
    read |= {"age"}
    return _Prepared(lines, next(row for row in table.rows if row.otherwise), frozenset(read))


def _line(row: Row) -> _Line:
    named = 0
    for agency in row.agencies:
        if isinstance(agency, AgencyType):
            named |= _BIT[agency]
    return _Line(
        row,
        row.wants,
        row.refuses,
        _PATHWAY_BIT[row.pathway],
        named,
        Slot.BED in row.agencies,
        Slot.NEEDS in row.agencies,
        _URGENCY_RANK[row.urgency],
    )


def _fired(answers: Answers, prepared: _Prepared) -> list[_Line]:
    if answers.is_child:
        return []
    bits = answers.bits
    fired = []
    for line in prepared.lines:
        if bits & line.refuses:
            continue
        for mask in line.wants:
            if not bits & mask:
                break
        else:
            fired.append(line)
    return fired


@lru_cache(maxsize=10_000)
def _gated(gave: tuple[Effect | None, ...]) -> _Gated:
    urgency, pathways, agencies = len(_URGENCIES) - 1, [0] * len(State), [0] * len(Action)
    for effect in gave:
        if effect is None:
            continue
        urgency = min(urgency, _URGENCY_RANK[effect.urgency])
        pathways[_STATE_RANK[effect.state]] |= _PATHWAY_BIT[effect.pathway]
        for agency, action in effect.steps:
            agencies[_ACTION_RANK[action]] |= _BIT[agency]
    return _Gated(urgency, _strongest(pathways), _strongest(agencies))


def _tabled(fired: list[_Line], bits: int) -> _Tabled:
    urgency, pathways, agencies = len(_URGENCIES) - 1, 0, 0
    for line in fired:
        urgency = min(urgency, line.urgency)
        pathways |= line.pathway
        agencies |= line.agencies
        if line.bed and bits & _NOWHERE:
            agencies |= _BED
        if line.needs:
            for need, agency in _NEED_BITS:
                if bits & need:
                    agencies |= agency
    return _Tabled(urgency, pathways, agencies)


def _core(gated: _Gated, tabled: _Tabled, answers: Answers) -> _Core:
    """Join the layers: what is named twice keeps its strongest state and action."""
    if not tabled.pathways:
        return _Core(*gated)
    state, action = agreed_action(answers)
    return _Core(
        min(gated.urgency, tabled.urgency),
        _joined(gated.pathways, _STATE_RANK[state], tabled.pathways),
        _joined(gated.agencies, _ACTION_RANK[action], tabled.agencies),
    )


def _joined(held: tuple[int, ...], place: int, more: int) -> tuple[int, ...]:
    """Add bits at a place, where none stronger holds them; nothing weaker holds them then."""
    for bits in held[:place]:
        more &= ~bits
    return (*held[:place], held[place] | more, *[bits & ~more for bits in held[place + 1 :]])


def _strongest(held: list[int]) -> tuple[int, ...]:
    """Keep each bit at its first place alone."""
    seen, kept = 0, []
    for bits in held:
        kept.append(bits & ~seen)
        seen |= bits
    return tuple(kept)


def _ask_next(
    answers: Answers, prepared: _Prepared, gave: tuple[Effect | None, ...], tabled: _Tabled, core: _Core
) -> tuple[str, ...]:
    """Return the facts nobody knows yet whose answer would change something; highest urgency reachable first."""
    found = []
    gated = _gated(gave)
    for place, fact in enumerate(not_known(answers)):
        asks_gate = fact.name in _GATE_READS
        asks_table = fact.name in prepared.facts_read
        asks_agreement = fact.name in _AGREEMENT_READS
        if not (asks_gate or asks_table or asks_agreement):
            continue
        reachable = None
        for value in fact.values:
            if value == fact.not_known:
                continue
            other = answers.having(fact.name, value)
            with_gate = _gated(gate_again(gave, other, fact.name)) if asks_gate else gated
            with_table = _tabled(_fired(other, prepared), other.bits) if asks_table else tabled
            if with_gate == gated and with_table == tabled and not asks_agreement:
                continue
            changed = _core(with_gate, with_table, other)
            if changed != core:
                reachable = changed.urgency if reachable is None else min(reachable, changed.urgency)
        if reachable is not None:
            found.append((reachable, place, fact.name))
    return tuple(name for _, _, name in sorted(found))


def _ranked(
    effects: tuple[Effect, ...], rows: tuple[Row, ...], agreed: State, places: Mapping[Pathway, int]
) -> tuple[tuple[Pathway, State], ...]:
    states: dict[Pathway, State] = {}
    named = [(effect.pathway, effect.state) for effect in effects]
    named += [(row.pathway, State.LIVE if row.otherwise else agreed) for row in rows]
    for pathway, state in named:
        held = states.get(pathway, state)
        states[pathway] = min(held, state, key=_STATE_RANK.__getitem__)
    return tuple(sorted(states.items(), key=lambda one: places[one[0]]))


_Asked = tuple[int, int, int, str, int]
"""An agency as one rule asks for it: the action's rank, the place of its pathway, where it is written, id, urgency.

In this order the least is what counts: the strongest action, and of several pathways that give it the first.
"""


def _steps(
    effects: tuple[Effect, ...], rows: tuple[Row, ...], answers: Answers, places: Mapping[Pathway, int]
) -> tuple[Step, ...]:
    """Each agency once, with its strongest action.

    999 first; then by the rank of the pathway that gave that action, so that what the headline asks for comes first;
    of one pathway by the action's strength, then as the rules are written.
    """
    asked: dict[AgencyType, list[_Asked]] = {}
    written = 0
    for effect in effects:
        place, due = places[effect.pathway], _URGENCY_RANK[effect.urgency]
        for agency, action in effect.steps:
            asked.setdefault(agency, []).append((_ACTION_RANK[action], place, written, effect.rule, due))
            written += 1
    agreed = _ACTION_RANK[agreed_action(answers)[1]]
    for row in rows:
        place, due = places[row.pathway], _URGENCY_RANK[row.urgency]
        for agency in _agencies_of(row, answers):
            asked.setdefault(agency, []).append((agreed, place, written, row.rule, due))
            written += 1
    steps = [_placed(agency, named) for agency, named in asked.items()]
    steps.sort(key=itemgetter(0))
    return tuple([step for _, step in steps])


def _placed(agency: AgencyType, named: list[_Asked]) -> tuple[tuple[bool, int, int, int], Step]:
    """Make an agency's step, and say where it stands."""
    action, place, written, rule, due = named[0]
    rules: tuple[str, ...] = (rule,)
    if len(named) > 1:
        action, place, written, _, _ = min(named)
        due = min([one[4] for one in named])
        rules = tuple(dict.fromkeys([one[3] for one in named]))
    return (action > _RINGS_999, place, action, written), Step(agency, _ACTIONS[action], _URGENCIES[due], rules)


def _agencies_of(row: Row, answers: Answers) -> Iterator[AgencyType]:
    for agency in row.agencies:
        if agency is Slot.BED:
            if answers.safe_place_tonight is Known.NO:
                yield AgencyType.EMERGENCY_ACCOMMODATION
        elif agency is Slot.NEEDS:
            yield from (AGENCY_OF[need] for need in answers.needs)
        else:
            yield AgencyType(agency)


def _reasons(effects: tuple[Effect, ...], rows: tuple[Row, ...]) -> tuple[Reason, ...]:
    """One sentence for each rule that fired; of several rows of one rule, that of the first."""
    texts: dict[str, str] = {}
    for effect in effects:
        texts.setdefault(effect.rule, effect.reason)
    for row in rows:
        texts.setdefault(row.rule, row.reason)
    return tuple(Reason(rule, text) for rule, text in texts.items())
