"""Layer A, the safety gate: rules S1 to S9. They are code, and nobody edits them on a page.

Each rule looks at the answers alone and gives what it adds, or nothing; all that apply count. A child is under 18 or
may be; an adult is anyone else, an age not given included.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pathway.directory.vocabulary import AgencyType
from pathway.referral.triage import DUTY_TO_NOTIFY, FIRST_RESPONDERS, Answers
from pathway.referral.vocabulary import (
    Action,
    Agreement,
    Assault,
    Doubt,
    Known,
    Pathway,
    State,
    SuicideRisk,
    Urgency,
    Violence,
)


@dataclass(frozen=True, eq=False)
class Effect:
    """What a rule adds. `reason` is a sentence that a worker could read aloud."""

    rule: str
    pathway: Pathway | None
    urgency: Urgency
    steps: tuple[tuple[AgencyType, Action], ...]
    reason: str
    state: State = State.LIVE


@dataclass(frozen=True)
class GateRule:
    """A rule: its id, what it adds to answers, and the facts it looks at; a test holds it to those."""

    id: str
    effect: Callable[[Answers], Effect | None]
    reads: frozenset[str]


_CONTROL = frozenset({"controlled", "violence_from"})

_S1 = Effect(
    "S1",
    Pathway.EMERGENCY_999,
    Urgency.IMMEDIATE,
    ((AgencyType.POLICE_999, Action.CALL_999), (AgencyType.AMBULANCE_999, Action.CALL_999)),
    "Someone is hurt or in danger now, so 999 comes first.",
)
_S2 = Effect(
    "S2",
    Pathway.EMERGENCY_999,
    Urgency.IMMEDIATE,
    ((AgencyType.AMBULANCE_999, Action.CALL_999), (AgencyType.MENTAL_HEALTH_CRISIS, Action.ADVICE_UNNAMED)),
    "She may end her life now, so ring 999 for an ambulance and stay with her; the crisis line can advise you.",
)
_S2B = Effect(
    "S2b",
    Pathway.CRISIS_SUPPORT,
    Urgency.SAME_DAY,
    ((AgencyType.MENTAL_HEALTH_CRISIS, Action.ADVICE_UNNAMED),),
    "She has thoughts of ending her life, so ring the crisis line for advice today.",
)
_S3 = Effect(
    "S3",
    Pathway.CHILD_SAFEGUARDING,
    Urgency.IMMEDIATE,
    ((AgencyType.CHILDRENS_SOCIAL_CARE, Action.REFER_NOW),),
    "She is under 18 or may be, so this is child sexual exploitation: ring children's services now. "
    "Her agreement is not needed.",
)
_S3B = Effect(
    "S3b",
    Pathway.SARC,
    Urgency.IMMEDIATE,
    ((AgencyType.SARC, Action.ADVICE_UNNAMED),),
    "She may be a child and was assaulted in the last seven days, so ring the sexual assault centre for advice now. "
    "Under 13: police first.",
)
_S4 = Effect(
    "S4",
    Pathway.NRM,
    Urgency.SAME_DAY,
    (
        (AgencyType.CHILDRENS_SOCIAL_CARE, Action.REFER_NOW),
        (AgencyType.CHILD_TRAFFICKING_ADVICE, Action.ADVICE_UNNAMED),
    ),
    "She may be a child whom somebody controls: tell children's services that too, and ring for advice on trafficking.",
)
_S4_FIRST_RESPONDER = Effect(
    "S4",
    Pathway.NRM,
    Urgency.SAME_DAY,
    (*_S4.steps, (AgencyType.NRM_FIRST_RESPONDER, Action.OWN_ORGANISATION)),
    "She may be a child whom somebody controls: tell children's services that too, ring for advice on trafficking, and "
    "your own organisation, a first responder, makes the National Referral Mechanism referral.",
)
_S5 = Effect(
    "S5",
    Pathway.CHILD_SAFEGUARDING,
    Urgency.IMMEDIATE,
    ((AgencyType.CHILDRENS_SOCIAL_CARE, Action.REFER_NOW),),
    "A child may be in danger or going without care, so ring children's services now. Her agreement is not needed; "
    "tell her first unless that is unsafe.",
)
_S6_OWN = Effect(
    "S6",
    Pathway.NRM,
    Urgency.SAME_DAY,
    ((AgencyType.NRM_FIRST_RESPONDER, Action.OWN_ORGANISATION),),
    "Somebody controls her and she agreed to a National Referral Mechanism referral: your own organisation, a first "
    "responder, makes it.",
)
_S6_OTHER = Effect(
    "S6",
    Pathway.NRM,
    Urgency.SAME_DAY,
    ((AgencyType.NRM_FIRST_RESPONDER, Action.REFER),),
    "Somebody controls her and she agreed to a National Referral Mechanism referral: a first responder makes it.",
)
_S7 = Effect(
    "S7",
    None,
    Urgency.STANDARD,
    ((AgencyType.MODERN_SLAVERY_HELPLINE, Action.SHE_CAN_RING),),
    "Somebody may control her and she said no to a National Referral Mechanism referral: nothing is sent, and she has "
    "the helpline's number.",
)
_S7_DUTY = Effect(
    "S7",
    Pathway.DUTY_TO_NOTIFY,
    Urgency.SAME_DAY,
    (
        (AgencyType.MODERN_SLAVERY_HELPLINE, Action.SHE_CAN_RING),
        (AgencyType.NRM_FIRST_RESPONDER, Action.NOTIFY_ANONYMOUSLY),
    ),
    "Somebody may control her and she said no to a National Referral Mechanism referral: she has the helpline's "
    "number, and your organisation has to notify the Home Office, without her name.",
)
_S8 = Effect(
    "S8",
    Pathway.NRM_ASK_FIRST,
    Urgency.SAME_DAY,
    ((AgencyType.MODERN_SLAVERY_HELPLINE, Action.ADVICE_UNNAMED),),
    "Somebody may control her: ring the modern slavery helpline for advice without her name, and ask her, alone.",
    State.ASK_FIRST,
)
_S9_STEPS = (
    (AgencyType.SAFEGUARDING_LEAD, Action.OWN_ORGANISATION),
    (AgencyType.ADULT_SAFEGUARDING, Action.ADVICE_UNNAMED),
)
_S9_CAPACITY = Effect(
    "S9",
    Pathway.SAFEGUARDING_REVIEW,
    Urgency.SAME_DAY,
    _S9_STEPS,
    "There is reason to doubt that she can decide just now, so your own safeguarding lead decides with you today.",
)
_S9_SAID_NO = Effect(
    "S9",
    Pathway.SAFEGUARDING_REVIEW,
    Urgency.SAME_DAY,
    _S9_STEPS,
    "She said no and may come to serious harm, so talk to your own safeguarding lead today; nothing is sent for her.",
)


def s1(answers: Answers) -> Effect | None:
    """Danger now."""
    return _S1 if answers.immediate_danger is Known.YES else None


def s2(answers: Answers) -> Effect | None:
    """About to end her life."""
    return _S2 if answers.suicide_risk is SuicideRisk.NOW else None


def s2b(answers: Answers) -> Effect | None:
    """Thoughts of ending her life, at any age."""
    return _S2B if answers.suicide_risk is SuicideRisk.THOUGHTS else None


def s3(answers: Answers) -> Effect | None:
    """A child."""
    return _S3 if answers.is_child else None


def s3b(answers: Answers) -> Effect | None:
    """A child assaulted in the last seven days."""
    lately = answers.sexual_assault is Assault.WITHIN_72H or answers.sexual_assault is Assault.WITHIN_7D
    return _S3B if lately and answers.is_child else None


def s4(answers: Answers) -> Effect | None:
    """A child whom somebody controls. Her agreement is not needed."""
    if not (answers.is_child and answers.is_controlled):
        return None
    return _S4_FIRST_RESPONDER if answers.referrer_org in FIRST_RESPONDERS else _S4


def s5(answers: Answers) -> Effect | None:
    """A child of an adult's, at risk."""
    return _S5 if answers.child_at_risk is Known.YES and not answers.is_child else None


def s6(answers: Answers) -> Effect | None:
    """An adult whom somebody controls, and who agreed to a referral."""
    agreed = answers.nrm_consent is Agreement.YES and answers.capacity_doubt is Doubt.NO
    if not agreed or answers.is_child or not answers.is_controlled:
        return None
    return _S6_OWN if answers.referrer_org in FIRST_RESPONDERS else _S6_OTHER


def s7(answers: Answers) -> Effect | None:
    """An adult whom somebody controls, and who said no to a referral, whether or not she can decide just now."""
    if answers.nrm_consent is not Agreement.NO or answers.is_child or not answers.is_controlled:
        return None
    return _S7_DUTY if answers.referrer_org in DUTY_TO_NOTIFY else _S7


def s8(answers: Answers) -> Effect | None:
    """An adult whom somebody controls, where neither of the two before applies."""
    if answers.nrm_consent is Agreement.NO or answers.is_child or not answers.is_controlled:
        return None
    agreed = answers.nrm_consent is Agreement.YES and answers.capacity_doubt is Doubt.NO
    return None if agreed else _S8


def s9(answers: Answers) -> Effect | None:
    """An adult who may not be able to decide, or who said no and may come to serious harm."""
    if answers.is_child:
        return None
    if answers.capacity_doubt is Doubt.YES:
        return _S9_CAPACITY
    said_no = answers.consent_share is Agreement.NO
    grave = said_no and (answers.violence_risk is Violence.IMMEDIATE or answers.is_controlled)
    return _S9_SAID_NO if grave else None


RULES: tuple[GateRule, ...] = (
    GateRule("S1", s1, frozenset({"immediate_danger"})),
    GateRule("S2", s2, frozenset({"suicide_risk"})),
    GateRule("S2b", s2b, frozenset({"suicide_risk"})),
    GateRule("S3", s3, frozenset({"age"})),
    GateRule("S3b", s3b, frozenset({"age", "sexual_assault"})),
    GateRule("S4", s4, frozenset({"age", *_CONTROL, "referrer_org"})),
    GateRule("S5", s5, frozenset({"age", "child_at_risk"})),
    GateRule("S6", s6, frozenset({"age", *_CONTROL, "nrm_consent", "capacity_doubt", "referrer_org"})),
    GateRule("S7", s7, frozenset({"age", *_CONTROL, "nrm_consent", "referrer_org"})),
    GateRule("S8", s8, frozenset({"age", *_CONTROL, "nrm_consent", "capacity_doubt"})),
    GateRule("S9", s9, frozenset({"age", *_CONTROL, "violence_risk", "capacity_doubt", "consent_share"})),
)
"""In order."""


def gate(answers: Answers) -> tuple[Effect | None, ...]:
    """Return what each rule adds, in the order of the rules: None where it does not apply."""
    return tuple([rule.effect(answers) for rule in RULES])


def gate_again(before: tuple[Effect | None, ...], answers: Answers, changed: str) -> tuple[Effect | None, ...]:
    """Return what `gate` would, knowing what it gave before one fact changed: the other rules are not asked."""
    return tuple(
        [rule.effect(answers) if changed in rule.reads else effect for rule, effect in zip(RULES, before, strict=True)]
    )


def agreed_action(answers: Answers) -> tuple[State, Action]:
    """Layer C, the agreement gate: what a pathway of the table may do, and how."""
    if answers.capacity_doubt is Doubt.YES:
        return State.ASK_FIRST, Action.ADVICE_UNNAMED
    if answers.consent_share is Agreement.YES:
        return State.LIVE, Action.REFER
    if answers.consent_share is Agreement.NO:
        return State.HERS, Action.SHE_CAN_RING
    return State.ASK_FIRST, Action.ADVICE_UNNAMED
