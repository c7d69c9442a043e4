"""Where to refer her: one pure function from answers and a table to a result with its reasons.

Three layers: the safety gate, the table, the agreement gate. Inside, a result is a few numbers with one bit for each
pathway and agency, because `ask_next` compares about thirty results to find the questions that matter.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from pathway.directory.vocabulary import AgencyType
from pathway.referral.gate import RULES, Effect, agreed_action, gate, gate_again
from pathway.referral.table import Row, Slot, Table
from pathway.referral.triage import BITS, Answers, not_known
from pathway.referral.vocabulary import AGENCY_OF, NEEDS_ASKED, Action, Doubt, Pathway, State, Urgency, YesNo

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
_NOWHERE = BITS["safe_place_tonight", YesNo.NO]
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
    """A rule that fired, and why: a sentence that may be read aloud."""

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
    """What two results are compared by: bits of pathways by state, of agencies by action, and the urgency's rank."""

    urgency: int
    pathways: tuple[int, ...]
    agencies: tuple[int, ...]


class _Line(NamedTuple):
    """A row as bit masks: one bit of each of `wants`, none of `refuses`, and what it adds."""

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
    """What the rows that fired add, before the agreement gate."""

    urgency: int
    pathways: int
    agencies: int


class _Prepared(NamedTuple):
    lines: tuple[_Line, ...]
    otherwise: Row
    facts_read: frozenset[str]


def route(answers: Answers, table: Table) -> Result:
    """Route the answers by this table, with reasons, what to ask next, and the rules that fired."""
    prepared = _prepared(table)
    effects_by_rule = gate(answers)
    gated = _gated(effects_by_rule)
    effects = tuple(effect for effect in effects_by_rule if effect is not None)
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
        ask_next=_ask_next(answers, prepared, effects_by_rule, tabled, core),
        reasons=_reasons(effects, rows),
        table=table.version,
        fired=tuple([effect.rule for effect in effects] + [row.id for row in rows]),
    )


def result_of(answers: Answers, table: Table) -> tuple[Urgency, dict[Pathway, State], dict[AgencyType, Action]]:
    """Return only urgency, pathways and steps: for checks of very many answers."""
    prepared = _prepared(table)
    core = _core(_gated(gate(answers)), _tabled(_fired(answers, prepared), answers.bits), answers)
    pathways = {
        pathway: _STATES[rank]
        for rank, bits in enumerate(core.pathways)
        for pathway in Pathway
        if bits & _PATHWAY_BIT[pathway]
    }
    steps = {kind: _ACTIONS[rank] for rank, bits in enumerate(core.agencies) for kind in _AGENCIES if bits & _BIT[kind]}
    return _URGENCIES[core.urgency], pathways or {prepared.otherwise.pathway: State.LIVE}, steps


def steps_of(answers: Answers, table: Table) -> tuple[Step, ...]:
    """Return only the steps of `route`, in their order: for `table_checks.laws`, which asks very many answers."""
    effects = tuple(effect for effect in gate(answers) if effect is not None)
    rows = tuple(line.row for line in _fired(answers, _prepared(table)))
    return _steps(effects, rows, answers, _places(answers, table))


def _places(answers: Answers, table: Table) -> Mapping[Pathway, int]:
    return table.place_in_doubt if answers.capacity_doubt is Doubt.YES else table.place_of


def rows_fired(answers: Answers, table: Table) -> tuple[str, ...]:
    """Return the ids of the rows that fire, in their order, the one marked `otherwise` left out."""
    return tuple(line.row.id for line in _fired(answers, _prepared(table)))


def near_misses(answers: Answers, table: Table) -> tuple[NearMiss, ...]:
    """Return the rows that would have fired but for one cell. Empty for a child: no row is for her."""
    if answers.is_child:
        return ()
    missed = {
        row.id: [condition.fact for condition in row.when if not condition.holds(answers.bits)]
        for row in table.rows
        if not row.otherwise
    }
    return tuple(NearMiss(row_id, facts[0]) for row_id, facts in missed.items() if len(facts) == 1)


@lru_cache(maxsize=100)
def _prepared(table: Table) -> _Prepared:
    lines = tuple(_line(row) for row in table.rows if not row.otherwise)
    facts_read = {condition.fact for row in table.rows for condition in row.when}
    facts_read |= {"safe_place_tonight"} if any(line.bed for line in lines) else set()
    facts_read |= {"age"}
    return _Prepared(lines, next(row for row in table.rows if row.otherwise), frozenset(facts_read))


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
def _gated(effects_by_rule: tuple[Effect | None, ...]) -> _Gated:
    urgency, pathways, agencies = len(_URGENCIES) - 1, [0] * len(State), [0] * len(Action)
    for effect in effects_by_rule:
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


def _joined(by_rank: tuple[int, ...], place: int, more: int) -> tuple[int, ...]:
    """Add bits at a rank, unless a stronger rank has them; weaker ranks lose them."""
    for bits in by_rank[:place]:
        more &= ~bits
    return (*by_rank[:place], by_rank[place] | more, *[bits & ~more for bits in by_rank[place + 1 :]])


def _strongest(by_rank: list[int]) -> tuple[int, ...]:
    """Keep each bit only at the strongest rank that has it."""
    seen, strongest = 0, []
    for bits in by_rank:
        strongest.append(bits & ~seen)
        seen |= bits
    return tuple(strongest)


def _ask_next(
    answers: Answers, prepared: _Prepared, effects_by_rule: tuple[Effect | None, ...], tabled: _Tabled, core: _Core
) -> tuple[str, ...]:
    """Return the unknown facts whose answer would change the result; highest reachable urgency first."""
    questions = []
    gated = _gated(effects_by_rule)
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
            with_gate = _gated(gate_again(effects_by_rule, other, fact.name)) if asks_gate else gated
            with_table = _tabled(_fired(other, prepared), other.bits) if asks_table else tabled
            if with_gate == gated and with_table == tabled and not asks_agreement:
                continue
            changed = _core(with_gate, with_table, other)
            if changed != core:
                reachable = changed.urgency if reachable is None else min(reachable, changed.urgency)
        if reachable is not None:
            questions.append((reachable, place, fact.name))
    return tuple(name for _, _, name in sorted(questions))


def _ranked(
    effects: tuple[Effect, ...], rows: tuple[Row, ...], agreed: State, places: Mapping[Pathway, int]
) -> tuple[tuple[Pathway, State], ...]:
    states: dict[Pathway, State] = {}
    named = [(effect.pathway, effect.state) for effect in effects]
    named += [(row.pathway, State.LIVE if row.otherwise else agreed) for row in rows]
    for pathway, state in named:
        strongest = states.get(pathway, state)
        states[pathway] = min(strongest, state, key=_STATE_RANK.__getitem__)
    return tuple(sorted(states.items(), key=lambda entry: places[entry[0]]))


_RuleStep = tuple[int, int, int, str, int]
"""One rule's step for an agency: the action's rank, the pathway's place, position as written, rule id, urgency's rank.

The smallest wins: the strongest action, then the first pathway.
"""


def _steps(
    effects: tuple[Effect, ...], rows: tuple[Row, ...], answers: Answers, places: Mapping[Pathway, int]
) -> tuple[Step, ...]:
    """Each agency once, with its strongest action.

    999 first; then by the rank of the pathway that gave the action, so that the headline's steps come first; within a
    pathway by the action's strength, then as the rules are written.
    """
    by_agency: dict[AgencyType, list[_RuleStep]] = {}
    written = 0
    for effect in effects:
        place, due = places[effect.pathway], _URGENCY_RANK[effect.urgency]
        for agency, action in effect.steps:
            by_agency.setdefault(agency, []).append((_ACTION_RANK[action], place, written, effect.rule, due))
            written += 1
    agreed = _ACTION_RANK[agreed_action(answers)[1]]
    for row in rows:
        place, due = places[row.pathway], _URGENCY_RANK[row.urgency]
        for agency in _agencies_of(row, answers):
            by_agency.setdefault(agency, []).append((agreed, place, written, row.rule, due))
            written += 1
    steps = [_keyed_step(agency, rule_steps) for agency, rule_steps in by_agency.items()]
    steps.sort(key=itemgetter(0))
    return tuple([step for _, step in steps])


def _keyed_step(agency: AgencyType, rule_steps: list[_RuleStep]) -> tuple[tuple[bool, int, int, int], Step]:
    """Return the sort key and the step of one agency."""
    action, place, written, rule, due = rule_steps[0]
    rules: tuple[str, ...] = (rule,)
    if len(rule_steps) > 1:
        action, place, written, _, _ = min(rule_steps)
        due = min([rule_step[4] for rule_step in rule_steps])
        rules = tuple(dict.fromkeys([rule_step[3] for rule_step in rule_steps]))
    return (action > _RINGS_999, place, action, written), Step(agency, _ACTIONS[action], _URGENCIES[due], rules)


def _agencies_of(row: Row, answers: Answers) -> Iterator[AgencyType]:
    for agency in row.agencies:
        if agency is Slot.BED:
            if answers.safe_place_tonight is YesNo.NO:
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
