"""What must be true of every result, whatever the table says. A table that breaks one of these is not published.

Each law looks at one set of answers at a time; it may route others to compare. The checks of a table and the tests try
all of them on many thousands.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pathway.directory.vocabulary import AgencyType
from pathway.referral.routing import result_of, steps_of
from pathway.referral.table import Table
from pathway.referral.triage import DUTY_TO_NOTIFY, Answers
from pathway.referral.vocabulary import (
    AGENCY_OF,
    Action,
    Agreement,
    Assault,
    Controlled,
    Doubt,
    Health,
    Pathway,
    State,
    SuicideRisk,
    Urgency,
    Value,
    Violence,
    ViolenceFrom,
    YesNo,
)

ADULT_PATHWAYS = frozenset(
    {
        Pathway.PATHWAY_72H,
        Pathway.OUT_OF_AREA,
        Pathway.URGENT_SAFETY,
        Pathway.DOMESTIC_ABUSE,
        Pathway.ACCOMMODATION,
        Pathway.SAFETY_SUPPORT,
        Pathway.SEXUAL_VIOLENCE_SUPPORT,
        Pathway.EXIT_SUPPORT,
        Pathway.NEEDS_ONLY,
        Pathway.NUMBERS_AND_NEXT_STEPS,
    }
)
"""Every pathway of the table but the sexual assault centre."""

POLICE = frozenset({AgencyType.POLICE_999})
"""Agency types that are enforcement bodies. They may be rung, and are never sent anything."""

REASSURING: tuple[tuple[str, Value], ...] = (
    ("immediate_danger", YesNo.NO),
    ("health_now", Health.NO),
    ("violence_risk", Violence.NONE),
    ("controlled", Controlled.NO),
    ("sexual_assault", Assault.NONE),
    ("safe_place_tonight", YesNo.YES),
    ("suicide_risk", SuicideRisk.NONE),
    ("child_at_risk", YesNo.NO),
)
"""The answer of each question that says all is well."""

_URGENCIES = tuple(Urgency)
_NEED_AGENCIES = frozenset(AGENCY_OF.values())


@dataclass(frozen=True)
class Outcome:
    """A result as a law sees it, with the answers it came from. `steps` are in the order of the result."""

    answers: Answers
    table: Table
    urgency: Urgency
    pathways: Mapping[Pathway, State]
    steps: Mapping[AgencyType, Action]

    @classmethod
    def of(cls, answers: Answers, table: Table) -> "Outcome":
        """Route these answers."""
        urgency, pathways, _ = result_of(answers, table)
        return cls(answers, table, urgency, pathways, {step.agency: step.action for step in steps_of(answers, table)})

    def sends(self, action: Action) -> frozenset[AgencyType]:
        """The agencies with this action."""
        return frozenset(agency for agency, step_action in self.steps.items() if step_action is action)


@dataclass(frozen=True)
class Law:
    """A sentence, and whether it holds of a result."""

    name: str
    sentence: str
    holds: Callable[[Outcome], bool]


def _danger_gives_999(outcome: Outcome) -> bool:
    danger = outcome.answers.immediate_danger is YesNo.YES
    return not danger or (
        outcome.urgency is Urgency.IMMEDIATE and outcome.steps.get(AgencyType.POLICE_999) is Action.CALL_999
    )


def _health_emergency_gives_an_ambulance(outcome: Outcome) -> bool:
    ambulance = outcome.steps.get(AgencyType.AMBULANCE_999) is Action.CALL_999 and outcome.urgency is Urgency.IMMEDIATE
    return outcome.answers.health_now is not Health.EMERGENCY or ambulance


def _care_comes_first(outcome: Outcome) -> bool:
    answers, order = outcome.answers, list(outcome.steps)
    if answers.health_now is Health.NEEDS_CARE and outcome.steps.get(AgencyType.URGENT_CARE) is not Action.CARE_NOW:
        return False
    care = outcome.sends(Action.CARE_NOW)
    if not care:
        return True
    may_stand_before = set(outcome.sends(Action.CALL_999))
    if answers.suicide_risk is SuicideRisk.NOW:
        may_stand_before.add(AgencyType.MENTAL_HEALTH_CRISIS)
    if answers.capacity_doubt is not Doubt.YES:
        may_stand_before.add(AgencyType.CHILDRENS_SOCIAL_CARE)
    before = order[: order.index(AgencyType.URGENT_CARE)] if AgencyType.URGENT_CARE in order else order
    return care == {AgencyType.URGENT_CARE} and set(before) <= may_stand_before


def _doubt_just_now_is_immediate(outcome: Outcome) -> bool:
    is_well = outcome.answers.health_now is Health.NO
    return outcome.answers.capacity_doubt is not Doubt.YES or is_well or outcome.urgency is Urgency.IMMEDIATE


def _child_gets_childrens_services(outcome: Outcome) -> bool:
    now = (
        outcome.steps.get(AgencyType.CHILDRENS_SOCIAL_CARE) is Action.REFER_NOW and outcome.urgency is Urgency.IMMEDIATE
    )
    return not outcome.answers.is_child or now


def _child_has_no_adult_pathway(outcome: Outcome) -> bool:
    return not (outcome.answers.is_child and ADULT_PATHWAYS & outcome.pathways.keys())


def _child_is_sent_to_nobody_by_agreement(outcome: Outcome) -> bool:
    return not (outcome.answers.is_child and outcome.sends(Action.REFER))


def _child_at_risk_gets_childrens_services(outcome: Outcome) -> bool:
    now = (
        outcome.steps.get(AgencyType.CHILDRENS_SOCIAL_CARE) is Action.REFER_NOW and outcome.urgency is Urgency.IMMEDIATE
    )
    return outcome.answers.child_at_risk is not YesNo.YES or now


def _adult_agrees_to_nrm(outcome: Outcome) -> bool:
    answers = outcome.answers
    sent = outcome.steps.get(AgencyType.NRM_FIRST_RESPONDER)
    named = sent is not None and sent.shares_identity
    agreed = answers.nrm_consent is Agreement.YES and answers.capacity_doubt is Doubt.NO
    return answers.is_child or agreed or not (named or Pathway.NRM in outcome.pathways)


def _duty_is_the_councils_and_unnamed(outcome: Outcome) -> bool:
    notified = outcome.sends(Action.NOTIFY_ANONYMOUSLY)
    has_duty = outcome.answers.referrer_org in DUTY_TO_NOTIFY
    return (has_duty or not (notified or Pathway.DUTY_TO_NOTIFY in outcome.pathways)) and notified <= {
        AgencyType.NRM_FIRST_RESPONDER
    }


def _doubt_sends_nothing(outcome: Outcome) -> bool:
    return outcome.answers.capacity_doubt is Doubt.NO or not outcome.sends(Action.REFER)


def _no_means_no(outcome: Outcome) -> bool:
    answers = outcome.answers
    if answers.is_child or answers.consent_share is not Agreement.NO:
        return True
    own = {AgencyType.SAFEGUARDING_LEAD, AgencyType.IDVA_MARAC}
    allowed = {agency for agency in own if outcome.steps.get(agency) is Action.OWN_ORGANISATION}
    if answers.child_at_risk is YesNo.YES:
        allowed.add(AgencyType.CHILDRENS_SOCIAL_CARE)
    if answers.nrm_consent is Agreement.YES and answers.capacity_doubt is Doubt.NO:
        allowed.add(AgencyType.NRM_FIRST_RESPONDER)
    return {agency for agency, action in outcome.steps.items() if action.shares_identity} <= allowed


def _grave_is_never_standard(outcome: Outcome) -> bool:
    suicidal = outcome.answers.suicide_risk in {SuicideRisk.NOW, SuicideRisk.THOUGHTS}
    grave = suicidal or outcome.answers.violence_risk is Violence.IMMEDIATE
    return not grave or outcome.urgency is not Urgency.STANDARD


def _control_is_answered(outcome: Outcome) -> bool:
    named = {AgencyType.MODERN_SLAVERY_HELPLINE, AgencyType.NRM_FIRST_RESPONDER} & outcome.steps.keys()
    return outcome.answers.is_child or not outcome.answers.is_controlled or bool(named)


def _doubt_tells_the_lead(outcome: Outcome) -> bool:
    has_lead = outcome.steps.get(AgencyType.SAFEGUARDING_LEAD) is Action.OWN_ORGANISATION
    return outcome.answers.is_child or not outcome.answers.capacity_in_doubt or has_lead


def _fear_of_a_partner_reaches_marac(outcome: Outcome) -> bool:
    answers = outcome.answers
    fears = answers.violence_risk is Violence.IMMEDIATE and ViolenceFrom.PARTNER_FAMILY in answers.violence_from
    refuses = answers.consent_share is Agreement.NO or answers.capacity_in_doubt
    has_marac = outcome.steps.get(AgencyType.IDVA_MARAC) is Action.OWN_ORGANISATION
    return answers.is_child or not (fears and refuses) or has_marac


def _needs_are_hers(outcome: Outcome) -> bool:
    asked = {AGENCY_OF[need] for need in outcome.answers.needs}
    offered = outcome.steps.keys() & _NEED_AGENCIES
    return offered <= asked or offered <= asked | _named_by_a_rule(outcome)


def _named_by_a_rule(outcome: Outcome) -> set[AgencyType]:
    rows = outcome.table.rows
    fired = [row for row in rows if all(condition.holds(outcome.answers) for condition in row.when)]
    return {agency for row in fired for agency in row.agencies if isinstance(agency, AgencyType)}


def _exit_is_never_pushed(outcome: Outcome) -> bool:
    asked = AgencyType.EXIT_SUPPORT_SERVICE in {AGENCY_OF[need] for need in outcome.answers.needs}
    return asked or not (AgencyType.EXIT_SUPPORT_SERVICE in outcome.steps or Pathway.EXIT_SUPPORT in outcome.pathways)


def _needs_are_answered(outcome: Outcome) -> bool:
    return outcome.answers.is_child or {AGENCY_OF[need] for need in outcome.answers.needs} <= outcome.steps.keys()


def _nowhere_gives_a_bed(outcome: Outcome) -> bool:
    nowhere = outcome.answers.safe_place_tonight is YesNo.NO and not outcome.answers.is_child
    return not nowhere or (
        AgencyType.EMERGENCY_ACCOMMODATION in outcome.steps and outcome.urgency is not Urgency.STANDARD
    )


def _is_calmer_than(outcome: Outcome, name: str, value: Value) -> bool:
    """Whether the result is less urgent than with another answer to one fact."""
    other = result_of(outcome.answers.having(name, value), outcome.table).urgency
    return _URGENCIES.index(other) < _URGENCIES.index(outcome.urgency)


def _not_knowing_is_never_calmer(outcome: Outcome) -> bool:
    return not any(
        getattr(outcome.answers, name) == YesNo.UNKNOWN and _is_calmer_than(outcome, name, reassuring)
        for name, reassuring in REASSURING
    )


def _refusing_is_never_calmer(outcome: Outcome) -> bool:
    return not any(
        getattr(outcome.answers, name) is Agreement.NO and _is_calmer_than(outcome, name, Agreement.NOT_ASKED)
        for name in ("consent_share", "nrm_consent")
    )


def _nothing_goes_to_the_police(outcome: Outcome) -> bool:
    return all(action is Action.CALL_999 for agency, action in outcome.steps.items() if agency in POLICE)


LAWS: tuple[Law, ...] = (
    Law("danger-999", "Danger now always gives 999.", _danger_gives_999),
    Law(
        "health-999",
        "A medical emergency always gives an ambulance, now.",
        _health_emergency_gives_an_ambulance,
    ),
    Law(
        "care-first",
        "Care for her health comes before every step but those of an emergency and a child's.",
        _care_comes_first,
    ),
    Law(
        "doubt-now",
        "While she may be unable to decide just now all is immediate, unless her health was asked about and is well.",
        _doubt_just_now_is_immediate,
    ),
    Law("child-now", "A child always gets children's services, now.", _child_gets_childrens_services),
    Law(
        "child-at-risk", "A child at risk always gets children's services, now.", _child_at_risk_gets_childrens_services
    ),
    Law("child-no-adult-pathway", "A child never gets an adult pathway.", _child_has_no_adult_pathway),
    Law("child-not-by-agreement", "A child's help never waits for agreement.", _child_is_sent_to_nobody_by_agreement),
    Law(
        "nrm-agreed",
        "No adult is referred to the National Referral Mechanism without agreeing, or with capacity in doubt.",
        _adult_agrees_to_nrm,
    ),
    Law(
        "duty-unnamed",
        "Only police and councils have the duty to notify, and it carries no name.",
        _duty_is_the_councils_and_unnamed,
    ),
    Law("doubt-sends-nothing", "With capacity in doubt nothing is sent by agreement.", _doubt_sends_nothing),
    Law(
        "no-means-no",
        "For an adult who said no nothing named leaves, but for a child at risk, a National Referral Mechanism "
        "referral she agreed to, and her worker's own safeguarding or MARAC lead.",
        _no_means_no,
    ),
    Law(
        "grave-not-standard",
        "Violence feared now and thoughts of ending her life are never standard.",
        _grave_is_never_standard,
    ),
    Law(
        "control-answered",
        "An adult who may be controlled always has a number or a referral for it.",
        _control_is_answered,
    ),
    Law("doubt-lead", "With an adult's capacity in doubt the safeguarding lead is told.", _doubt_tells_the_lead),
    Law(
        "marac-own",
        "An adult who fears a partner or family now, and said no or may not be able to decide, is brought to MARAC by "
        "her worker's own organisation.",
        _fear_of_a_partner_reaches_marac,
    ),
    Law("needs-hers", "A need's agency is there only when ticked, or named by a rule.", _needs_are_hers),
    Law("exit-not-pushed", "Help to leave is there only when ticked.", _exit_is_never_pushed),
    Law("needs-answered", "Every need an adult ticks has its agency.", _needs_are_answered),
    Law("bed", "An adult with nowhere safe tonight always has a place to stay, the same day.", _nowhere_gives_a_bed),
    Law(
        "unknown-not-calmer",
        "Not knowing never gives a lower urgency than the reassuring answer.",
        _not_knowing_is_never_calmer,
    ),
    Law(
        "no-not-calmer",
        "Saying no, to sharing or to a National Referral Mechanism referral, never gives a lower urgency than not "
        "having been asked.",
        _refusing_is_never_calmer,
    ),
    Law("police-not-sent", "An enforcement body is rung, and never sent anything.", _nothing_goes_to_the_police),
)


def broken(answers: Answers, table: Table) -> tuple[Law, ...]:
    """Return the laws that these answers break by this table."""
    outcome = Outcome.of(answers, table)
    return tuple(law for law in LAWS if not law.holds(outcome))
