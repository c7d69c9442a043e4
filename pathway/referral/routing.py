"""Where to refer her: one pure function from answers and a table to a result with its reasons.

Three layers: the safety gate, the table, the agreement gate. A row of the table is a rule as those of the gate are: it
adds an effect or nothing. All effects are joined; what is named twice keeps its strongest state and action.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, NamedTuple

from pathway.directory.vocabulary import AgencyType
from pathway.referral import gate
from pathway.referral.rules import Effect, Effects, Rule, effects_again, effects_of
from pathway.referral.table import Row, Slot, Table
from pathway.referral.triage import CHILD_AGES, Answers, not_known
from pathway.referral.vocabulary import AGENCY_OF, Action, Doubt, Pathway, State, Urgency, YesNo

_URGENCY_RANK = {urgency: rank for rank, urgency in enumerate(Urgency)}
_STATE_RANK = {state: rank for rank, state in enumerate(State)}
_ACTIONS = tuple(Action)
_ACTION_RANK = {action: rank for rank, action in enumerate(_ACTIONS)}
_RINGS_999 = _ACTION_RANK[Action.CALL_999]
_EVERY_ROW_READS = frozenset({"age", "capacity_doubt", "consent_share"})
"""A row is for adults, and waits for her agreement."""

_SLOT_READS = {Slot.BED: "safe_place_tonight", Slot.NEEDS: "needs"}


class Step(NamedTuple):
    """What to do with one agency. `rules` are the ids that asked for it, in order; `urgency` the highest of theirs."""

    agency: AgencyType
    action: Action
    urgency: Urgency
    rules: tuple[str, ...]


class Reason(NamedTuple):
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
                step.agency.value: {"action": step.action.value, "identity": step.action.shares_identity}
                for step in self.steps
            },
            "ask_next": list(self.ask_next),
            "reasons": [{"rule": reason.rule, "text": reason.text} for reason in self.reasons],
            "table": self.table,
        }


class ShortResult(NamedTuple):
    """What two results are compared by: urgency, the state of each pathway, what to do with each agency."""

    urgency: Urgency
    pathways: dict[Pathway, State]
    steps: dict[AgencyType, Action]


def route(answers: Answers, table: Table) -> Result:
    """Route the answers by this table, with reasons, what to ask next, and the rules that fired."""
    rules = rules_of(table)
    by_rule = effects_of(rules, answers)
    effects = [effect for effect in by_rule if effect is not None]
    fired = [rule.id for rule, effect in zip(rules, by_rule, strict=True) if effect is not None]
    short = _joined(effects)
    places = _places(answers, table)
    pathways = sorted(_pathways(short, table).items(), key=lambda entry: places[entry[0]])
    reasons = [Reason(effect.rule, effect.reason) for effect in effects]
    if not fired:
        fired, reasons = [table.otherwise.id], [Reason(table.otherwise.rule, table.otherwise.reason)]
    return Result(
        headline=pathways[0][0],
        pathways=tuple(pathways),
        urgency=short.urgency,
        steps=_steps(effects, places),
        ask_next=_ask_next(answers, rules, by_rule, short),
        reasons=_first_of_each_rule(reasons),
        table=table.version,
        fired=tuple(fired),
    )


def result_of(answers: Answers, table: Table) -> ShortResult:
    """Return only urgency, pathways and steps: for checks of very many answers."""
    short = _joined(effects_of(rules_of(table), answers))
    return short._replace(pathways=_pathways(short, table))


def steps_of(answers: Answers, table: Table) -> tuple[Step, ...]:
    """Return only the steps of `route`, in their order: for `table_checks.laws`, which asks very many answers."""
    effects = [effect for effect in effects_of(rules_of(table), answers) if effect is not None]
    return _steps(effects, _places(answers, table))


def rows_fired(answers: Answers, table: Table) -> tuple[str, ...]:
    """Return the ids of the rows that fire, in their order, the one marked `otherwise` left out."""
    return tuple([rule.id for rule in _row_rules(table) if rule.effect(answers) is not None])


def near_misses(answers: Answers, table: Table) -> tuple[NearMiss, ...]:
    """Return the rows that would have fired but for one cell. Empty for a child: no row is for her."""
    if answers.is_child:
        return ()
    missed = {
        row.id: [condition.fact for condition in row.when if not condition.holds(answers)]
        for row in table.rows
        if not row.otherwise
    }
    return tuple(NearMiss(row_id, facts[0]) for row_id, facts in missed.items() if len(facts) == 1)


def rules_of(table: Table) -> tuple[Rule, ...]:
    """Return the rules of the gate, then a rule for each row of the table but the one marked `otherwise`."""
    return (*gate.RULES, *_row_rules(table))


@lru_cache(maxsize=100)
def _row_rules(table: Table) -> tuple[Rule, ...]:
    return tuple(Rule(row.id, partial(_effect, row), _reads(row)) for row in table.rows if not row.otherwise)


def _reads(row: Row) -> frozenset[str]:
    slots = {_SLOT_READS[agency] for agency in row.agencies if isinstance(agency, Slot)}
    return _EVERY_ROW_READS | slots | {condition.fact for condition in row.when}


def _effect(row: Row, answers: Answers) -> Effect | None:
    """Return what a row adds to an adult's answers, as far as she agreed; None where a cell does not hold."""
    if answers.age in CHILD_AGES:
        return None
    for condition in row.when:
        if not condition.admits(getattr(answers, condition.fact)):
            return None
    state, action = gate.agreed_action(answers)
    steps = tuple([(agency, action) for agency in _agencies_of(row, answers)])
    return Effect(row.rule, row.pathway, row.urgency, steps, row.reason, state)


def _agencies_of(row: Row, answers: Answers) -> Iterator[AgencyType]:
    for agency in row.agencies:
        if agency is Slot.BED:
            if answers.safe_place_tonight is YesNo.NO:
                yield AgencyType.EMERGENCY_ACCOMMODATION
        elif agency is Slot.NEEDS:
            yield from (AGENCY_OF[need] for need in answers.needs)
        else:
            yield agency


def _joined(effects: Iterable[Effect | None]) -> ShortResult:
    """Join what the rules add: what is named twice keeps its strongest state and action."""
    urgency = Urgency.STANDARD
    pathways: dict[Pathway, State] = {}
    steps: dict[AgencyType, Action] = {}
    for effect in effects:
        if effect is None:
            continue
        if _URGENCY_RANK[effect.urgency] < _URGENCY_RANK[urgency]:
            urgency = effect.urgency
        state = pathways.get(effect.pathway)
        if state is None or _STATE_RANK[effect.state] < _STATE_RANK[state]:
            pathways[effect.pathway] = effect.state
        for agency, action in effect.steps:
            stronger = steps.get(agency)
            if stronger is None or _ACTION_RANK[action] < _ACTION_RANK[stronger]:
                steps[agency] = action
    return ShortResult(urgency, pathways, steps)


def _pathways(short: ShortResult, table: Table) -> dict[Pathway, State]:
    """Return the pathways of a result: that of the row marked `otherwise` when nothing else led anywhere."""
    return short.pathways or {table.otherwise.pathway: State.LIVE}


def _places(answers: Answers, table: Table) -> Mapping[Pathway, int]:
    return table.place_in_doubt if answers.capacity_doubt is Doubt.YES else table.place_of


def _ask_next(answers: Answers, rules: tuple[Rule, ...], effects: Effects, short: ShortResult) -> tuple[str, ...]:
    """Return the unknown facts whose answer would change the result; highest reachable urgency first."""
    questions = []
    for place, fact in enumerate(not_known(answers)):
        reachable = []
        for value in fact.values:
            if value == fact.not_known:
                continue
            effects_then = effects_again(rules, effects, answers.having(fact.name, value), fact.name)
            if effects_then != effects and (then := _joined(effects_then)) != short:
                reachable.append(_URGENCY_RANK[then.urgency])
        if reachable:
            questions.append((min(reachable), place, fact.name))
    return tuple(name for _, _, name in sorted(questions))


def _steps(effects: Iterable[Effect], places: Mapping[Pathway, int]) -> tuple[Step, ...]:
    """Each agency once, with its strongest action; of two as strong, that of the first pathway.

    999 first; then by the rank of the pathway that gave the action, so that the headline's steps come first; within a
    pathway by the action's strength, then as the rules are written.
    """
    asking: dict[AgencyType, list[Effect]] = {}
    strongest: dict[AgencyType, tuple[int, int, int]] = {}
    requests = [(effect, agency, action) for effect in effects for agency, action in effect.steps]
    for written, (effect, agency, action) in enumerate(requests):
        strength = (_ACTION_RANK[action], places[effect.pathway], written)
        strongest[agency] = min(strength, strongest.get(agency, strength))
        asking.setdefault(agency, []).append(effect)
    in_order = sorted(strongest, key=lambda agency: _step_order(*strongest[agency]))
    return tuple([_step(agency, _ACTIONS[strongest[agency][0]], asking[agency]) for agency in in_order])


def _step_order(action_rank: int, place: int, written: int) -> tuple[bool, int, int, int]:
    return action_rank > _RINGS_999, place, action_rank, written


def _step(agency: AgencyType, action: Action, asking: list[Effect]) -> Step:
    urgency = min([effect.urgency for effect in asking], key=_URGENCY_RANK.__getitem__)
    return Step(agency, action, urgency, tuple(dict.fromkeys([effect.rule for effect in asking])))


def _first_of_each_rule(reasons: list[Reason]) -> tuple[Reason, ...]:
    """One sentence for each rule that fired; of several rows of one rule, that of the first."""
    firsts: dict[str, Reason] = {}
    for reason in reasons:
        firsts.setdefault(reason.rule, reason)
    return tuple(firsts.values())
