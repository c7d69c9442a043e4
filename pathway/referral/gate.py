"""Layer A, the safety gate: rules S1 to S9b. They are code, and nobody edits them on a page.

Each rule looks at the answers alone and gives what it adds, or nothing; all that apply count. A child is under 18 or
may be; an adult is anyone else, an age not given included.
"""

from pathway.directory.vocabulary import AgencyType
from pathway.referral.rules import Effect, Rule
from pathway.referral.triage import DUTY_TO_NOTIFY, FIRST_RESPONDERS, Answers
from pathway.referral.vocabulary import (
    Action,
    Age,
    Agreement,
    Assault,
    Controlled,
    Doubt,
    Health,
    Pathway,
    State,
    SuicideRisk,
    Urgency,
    Violence,
    ViolenceFrom,
    YesNo,
)

_CONTROL = frozenset({"controlled", "violence_from"})

_S1 = Effect(
    "S1",
    Pathway.EMERGENCY_999,
    Urgency.IMMEDIATE,
    ((AgencyType.POLICE_999, Action.CALL_999), (AgencyType.AMBULANCE_999, Action.CALL_999)),
    "Someone is in danger now, so 999 comes first.",
)
_S1B = Effect(
    "S1b",
    Pathway.EMERGENCY_999,
    Urgency.IMMEDIATE,
    ((AgencyType.AMBULANCE_999, Action.CALL_999),),
    "This is a medical emergency, so ring 999 for an ambulance and stay with her.",
)


def _s1c(urgency: Urgency, reason: str) -> Effect:
    return Effect("S1c", Pathway.URGENT_HEALTH, urgency, ((AgencyType.URGENT_CARE, Action.CARE_NOW),), reason)


_CARE = "get her seen first, and stay with her; no name is needed there"
_S1C_NEEDS_CARE = _s1c(Urgency.SAME_DAY, f"She is hurt or unwell and needs care: {_CARE}.")
_S1C_NEEDS_CARE_IN_DOUBT = _s1c(
    Urgency.IMMEDIATE, f"She is hurt or unwell, and you doubt that she can decide at the moment: {_CARE}."
)
_S1C_NOT_KNOWN_IN_DOUBT = _s1c(
    Urgency.IMMEDIATE, f"You doubt that she can decide at the moment, and do not know how unwell she is: {_CARE}."
)
_S1C_ASSAULTED_IN_DOUBT = _s1c(
    Urgency.IMMEDIATE,
    "She was raped or sexually assaulted in the last 72 hours, and you doubt that she can decide at the moment: "
    f"{_CARE}.",
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
_UNDER_18 = "She is under 18"
_COULD_BE = "She could be under 18"


def _s3(why: str) -> Effect:
    return Effect(
        "S3",
        Pathway.CHILD_SAFEGUARDING,
        Urgency.IMMEDIATE,
        ((AgencyType.CHILDRENS_SOCIAL_CARE, Action.REFER_NOW),),
        f"{why}: ring children's services now. Her agreement is not needed.",
    )


_S3_UNDER_18 = _s3(f"{_UNDER_18} and may be sexually exploited")
_S3_COULD_BE = _s3(f"{_COULD_BE}, so treat it as child sexual exploitation")


def _s3b(who: str, when: str) -> Effect:
    return Effect(
        "S3b",
        Pathway.SARC,
        Urgency.IMMEDIATE,
        ((AgencyType.SARC, Action.ADVICE_UNNAMED),),
        f"{who} and was raped or sexually assaulted in the last {when}. Ring children's services first, then the "
        "sexual assault centre for advice; under 13, children's services and the police book it.",
    )


_S3B = {
    (who, when): _s3b(who, words)
    for who in (_UNDER_18, _COULD_BE)
    for when, words in ((Assault.WITHIN_72H, "72 hours"), (Assault.WITHIN_7D, "seven days"))
}

_BY_WORD = {
    Controlled.YES: "somebody controls her",
    Controlled.SUSPECTED: "you suspect that somebody controls her",
    Controlled.UNKNOWN: "you ticked someone who controls her",
}
"""The answers on control that make her controlled. Not known counts only with someone ticked."""


def _s4(who: str, control: str, *, is_first_responder: bool) -> Effect:
    steps = [
        (AgencyType.CHILDRENS_SOCIAL_CARE, Action.REFER_NOW),
        (AgencyType.CHILD_TRAFFICKING_ADVICE, Action.ADVICE_UNNAMED),
    ]
    advice = "and ring for advice on trafficking."
    if is_first_responder:
        steps.append((AgencyType.NRM_FIRST_RESPONDER, Action.OWN_ORGANISATION))
        advice = (
            "and ring for advice on trafficking. Your own organisation, a first responder, makes the National "
            "Referral Mechanism referral."
        )
    reason = f"{who} and {control}: tell children's services that too, {advice}"
    return Effect("S4", Pathway.NRM, Urgency.SAME_DAY, tuple(steps), reason)


_S4 = {
    (who, control, is_own): _s4(who, words, is_first_responder=is_own)
    for who in (_UNDER_18, _COULD_BE)
    for control, words in _BY_WORD.items()
    for is_own in (True, False)
}
_S5 = Effect(
    "S5",
    Pathway.CHILD_SAFEGUARDING,
    Urgency.IMMEDIATE,
    ((AgencyType.CHILDRENS_SOCIAL_CARE, Action.REFER_NOW),),
    "A child is in danger or going without care, so ring children's services now. Nobody's agreement is needed; "
    "tell her first unless that is unsafe.",
)


def _starting(words: str) -> str:
    return words[0].upper() + words[1:]


def _s6(control: str, *, is_first_responder: bool) -> Effect:
    action = Action.OWN_ORGANISATION if is_first_responder else Action.REFER
    referrer = (
        "your own organisation, a first responder, makes it" if is_first_responder else "a first responder makes it"
    )
    return Effect(
        "S6",
        Pathway.NRM,
        Urgency.SAME_DAY,
        ((AgencyType.NRM_FIRST_RESPONDER, action),),
        f"{_starting(control)}, and she agreed to a National Referral Mechanism referral: {referrer}.",
    )


_S6 = {
    (control, is_own): _s6(words, is_first_responder=is_own)
    for control, words in _BY_WORD.items()
    for is_own in (True, False)
}


def _s7(control: str, *, has_duty: bool) -> Effect:
    steps = [(AgencyType.MODERN_SLAVERY_HELPLINE, Action.SHE_CAN_RING)]
    if has_duty:
        steps.append((AgencyType.NRM_FIRST_RESPONDER, Action.NOTIFY_ANONYMOUSLY))
        then = "your organisation has to tell the Home Office without her name, and the helpline's number is hers"
    else:
        then = "the helpline's number is hers"
    return Effect(
        "S7",
        Pathway.DUTY_TO_NOTIFY if has_duty else Pathway.CONTROL_SUPPORT,
        Urgency.SAME_DAY,
        tuple(steps),
        f"{_starting(control)}, and she said no to a National Referral Mechanism referral, so none is made: {then}.",
        State.LIVE if has_duty else State.HERS,
    )


_S7 = {
    (control, has_duty): _s7(words, has_duty=has_duty)
    for control, words in _BY_WORD.items()
    for has_duty in (True, False)
}


def _s8(control: str, then: str) -> Effect:
    return Effect(
        "S8",
        Pathway.NRM_ASK_FIRST,
        Urgency.SAME_DAY,
        ((AgencyType.MODERN_SLAVERY_HELPLINE, Action.ADVICE_UNNAMED),),
        f"{_starting(control)}: ring the modern slavery helpline for advice without her name, {then}.",
        State.ASK_FIRST,
    )


_S8 = {control: _s8(words, "and ask her, alone") for control, words in _BY_WORD.items()}
_S8_AGREED_IN_DOUBT = {
    control: _s8(words, "and send no referral while you doubt that she can decide")
    for control, words in _BY_WORD.items()
}
_S9_STEPS = (
    (AgencyType.SAFEGUARDING_LEAD, Action.OWN_ORGANISATION),
    (AgencyType.ADULT_SAFEGUARDING, Action.ADVICE_UNNAMED),
)


def _s9(reason: str) -> Effect:
    return Effect("S9", Pathway.SAFEGUARDING_REVIEW, Urgency.SAME_DAY, _S9_STEPS, reason)


_S9_JUST_NOW = _s9("You doubt that she can decide at the moment, so tell your own safeguarding lead today.")
_S9_LASTING = _s9(
    "You have a lasting reason to doubt that she can decide, so ask your own safeguarding lead today what is best for "
    "her."
)


def _s9_said_no(why: str) -> Effect:
    return _s9(f"She said no to passing this on, and {why}, so talk to your own safeguarding lead today.")


_S9_SAID_NO_IN_FEAR = _s9_said_no("she fears violence in the next few days")
_S9_SAID_NO_CONTROLLED = {control: _s9_said_no(words) for control, words in _BY_WORD.items()}


def _s9b(why: str) -> Effect:
    return Effect(
        "S9b",
        Pathway.SAFEGUARDING_REVIEW,
        Urgency.SAME_DAY,
        ((AgencyType.IDVA_MARAC, Action.OWN_ORGANISATION),),
        "She fears violence from a partner or family in the next few days, "
        f"{why}: take it to your organisation's lead for MARAC, the meeting about people in most danger. Tell her, "
        "unless that is unsafe.",
    )


_S9B_SAID_NO = _s9b("and said no to passing this on")
_S9B_IN_DOUBT = _s9b("and you doubt that she can decide")


def s1(answers: Answers) -> Effect | None:
    """Danger now."""
    return _S1 if answers.immediate_danger is YesNo.YES else None


def s1b(answers: Answers) -> Effect | None:
    """A medical emergency, at any age."""
    return _S1B if answers.health_now is Health.EMERGENCY else None


def s1c(answers: Answers) -> Effect | None:
    """Care today, at any age: she needs it, or cannot say so just now and may."""
    doubt = answers.capacity_doubt is Doubt.YES
    if answers.health_now is Health.NEEDS_CARE:
        return _S1C_NEEDS_CARE_IN_DOUBT if doubt else _S1C_NEEDS_CARE
    if doubt and answers.sexual_assault is Assault.WITHIN_72H:
        return _S1C_ASSAULTED_IN_DOUBT
    if doubt and answers.health_now is Health.UNKNOWN:
        return _S1C_NOT_KNOWN_IN_DOUBT
    return None


def s2(answers: Answers) -> Effect | None:
    """About to end her life."""
    return _S2 if answers.suicide_risk is SuicideRisk.NOW else None


def s2b(answers: Answers) -> Effect | None:
    """Thoughts of ending her life, at any age."""
    return _S2B if answers.suicide_risk is SuicideRisk.THOUGHTS else None


def s3(answers: Answers) -> Effect | None:
    """A child."""
    if not answers.is_child:
        return None
    return _S3_UNDER_18 if answers.age is Age.UNDER_18 else _S3_COULD_BE


def s3b(answers: Answers) -> Effect | None:
    """A child assaulted in the last seven days."""
    return _S3B.get((_child(answers), answers.sexual_assault)) if answers.is_child else None


def s4(answers: Answers) -> Effect | None:
    """A child whom somebody controls. Her agreement is not needed."""
    if not (answers.is_child and answers.is_controlled):
        return None
    return _S4[_child(answers), answers.controlled, answers.referrer_org in FIRST_RESPONDERS]


def s5(answers: Answers) -> Effect | None:
    """A child at risk, where she is an adult."""
    return _S5 if answers.child_at_risk is YesNo.YES and not answers.is_child else None


def s6(answers: Answers) -> Effect | None:
    """An adult whom somebody controls, and who agreed to a referral."""
    agreed = answers.nrm_consent is Agreement.YES and answers.capacity_doubt is Doubt.NO
    if not agreed or answers.is_child or not answers.is_controlled:
        return None
    return _S6[answers.controlled, answers.referrer_org in FIRST_RESPONDERS]


def s7(answers: Answers) -> Effect | None:
    """An adult whom somebody controls, and who said no to a referral, whether or not her capacity is in doubt."""
    if answers.nrm_consent is not Agreement.NO or answers.is_child or not answers.is_controlled:
        return None
    return _S7[answers.controlled, answers.referrer_org in DUTY_TO_NOTIFY]


def s8(answers: Answers) -> Effect | None:
    """An adult whom somebody controls, where neither of the two before applies."""
    if answers.nrm_consent is Agreement.NO or answers.is_child or not answers.is_controlled:
        return None
    if answers.nrm_consent is Agreement.YES:
        return None if answers.capacity_doubt is Doubt.NO else _S8_AGREED_IN_DOUBT[answers.controlled]
    return _S8[answers.controlled]


def s9(answers: Answers) -> Effect | None:
    """An adult who may not be able to decide, or who said no and may come to serious harm."""
    if answers.is_child:
        return None
    if answers.capacity_doubt is not Doubt.NO:
        return _S9_JUST_NOW if answers.capacity_doubt is Doubt.YES else _S9_LASTING
    if answers.consent_share is not Agreement.NO:
        return None
    if answers.violence_risk is Violence.IMMEDIATE:
        return _S9_SAID_NO_IN_FEAR
    return _S9_SAID_NO_CONTROLLED[answers.controlled] if answers.is_controlled else None


def s9b(answers: Answers) -> Effect | None:
    """An adult who fears a partner or family now, and said no or may not be able to decide."""
    fears = answers.violence_risk is Violence.IMMEDIATE and ViolenceFrom.PARTNER_FAMILY in answers.violence_from
    if not fears or answers.is_child:
        return None
    if answers.capacity_doubt is not Doubt.NO:
        return _S9B_IN_DOUBT
    return _S9B_SAID_NO if answers.consent_share is Agreement.NO else None


def _child(answers: Answers) -> str:
    return _UNDER_18 if answers.age is Age.UNDER_18 else _COULD_BE


RULES: tuple[Rule, ...] = (
    Rule("S1", s1, frozenset({"immediate_danger"})),
    Rule("S1b", s1b, frozenset({"health_now"})),
    Rule("S1c", s1c, frozenset({"health_now", "capacity_doubt", "sexual_assault"})),
    Rule("S2", s2, frozenset({"suicide_risk"})),
    Rule("S2b", s2b, frozenset({"suicide_risk"})),
    Rule("S3", s3, frozenset({"age"})),
    Rule("S3b", s3b, frozenset({"age", "sexual_assault"})),
    Rule("S4", s4, frozenset({"age", *_CONTROL, "referrer_org"})),
    Rule("S5", s5, frozenset({"age", "child_at_risk"})),
    Rule("S6", s6, frozenset({"age", *_CONTROL, "nrm_consent", "capacity_doubt", "referrer_org"})),
    Rule("S7", s7, frozenset({"age", *_CONTROL, "nrm_consent", "referrer_org"})),
    Rule("S8", s8, frozenset({"age", *_CONTROL, "nrm_consent", "capacity_doubt"})),
    Rule("S9", s9, frozenset({"age", *_CONTROL, "violence_risk", "capacity_doubt", "consent_share"})),
    Rule("S9b", s9b, frozenset({"age", "violence_from", "violence_risk", "capacity_doubt", "consent_share"})),
)
"""In order."""


_AGREED_ACTIONS = {
    Agreement.YES: (State.LIVE, Action.REFER),
    Agreement.NO: (State.HERS, Action.SHE_CAN_RING),
    Agreement.NOT_ASKED: (State.ASK_FIRST, Action.ADVICE_UNNAMED),
}


def agreed_action(answers: Answers) -> tuple[State, Action]:
    """Layer C, the agreement gate: what a pathway of the table may do, and how. In doubt, as if she was not asked."""
    return _AGREED_ACTIONS[Agreement.NOT_ASKED if answers.capacity_in_doubt else answers.consent_share]
