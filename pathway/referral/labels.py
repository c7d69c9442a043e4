"""Labels of the rules' terms where people read them: questions, answers, headlines, actions."""

import re
from types import MappingProxyType

from pathway.directory.search.fallbacks import ANY_HOUR
from pathway.directory.vocabulary import NEED_LABELS, AgencyType
from pathway.referral.routing import Result, Step
from pathway.referral.table import Slot
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import NEEDS_ASKED, Action, Area, Controlled, Doubt, Pathway, State, Urgency

FACT_WORDS: MappingProxyType[str, str] = MappingProxyType(
    {
        "immediate_danger": "whether anyone is in danger right now",
        "health_now": "whether she is hurt or unwell",
        "age": "her age",
        "violence_risk": "whether she fears violence",
        "violence_from": "from whom",
        "setting": "where she meets people",
        "controlled": "whether anyone controls her",
        "sexual_assault": "whether she has been raped or sexually assaulted",
        "safe_place_tonight": "somewhere safe tonight",
        "suicide_risk": "whether she is thinking of ending her life",
        "capacity_doubt": "a reason to doubt that she can decide",
        "child_at_risk": "whether a child is in danger or going without care",
        "needs": "what she wants help with",
        "consent_share": "whether she has said yes to passing this on",
        "nrm_consent": "whether she has said yes to a National Referral Mechanism referral",
        "referrer_org": "whom you work for",
        "area": "where she is",
        "professional_judgement_72h": "your judgement that she needs the 72-hour pathway",
    }
)
"""Each fact in a few words, to put inside a sentence."""

_YES_NO = {"yes": "yes", "no": "no", "unknown": "not known"}
_AGREEMENT = {"yes": "yes", "no": "no", "not_asked": "not asked yet"}

VALUE_WORDS: MappingProxyType[str, dict[str, str]] = MappingProxyType(
    {
        "immediate_danger": _YES_NO,
        "health_now": {"emergency": "an emergency", "needs_care": "she needs care", "no": "no", "unknown": "not known"},
        "age": {
            "under_18": "under 18",
            "unsure": "could be under 18",
            "18_plus": "18 or over",
            "not_given": "not given",
        },
        "violence_risk": {
            "immediate": "in the next few days",
            "recent": "some recently",
            "none": "none",
            "unknown": "not known",
        },
        "violence_from": {
            "partner_family": "a partner or family",
            "someone_controlling": "someone who controls her",
            "other_person": "someone else",
        },
        "setting": {
            "on_street": "on the street",
            "indoor": "indoors",
            "online": "online",
            "exited": "she has left",
            "unknown": "not known",
        },
        "controlled": {"yes": "yes", "suspected": "suspected", "no": "no", "unknown": "not known"},
        "sexual_assault": {
            "within_72h": "in the last 72 hours",
            "within_7d": "in the last 7 days",
            "older": "longer ago",
            "none": "no",
            "unknown": "not known",
        },
        "safe_place_tonight": _YES_NO,
        "suicide_risk": {"now": "now", "thoughts": "thoughts", "none": "no", "unknown": "not known"},
        "capacity_doubt": {"yes": "at the moment", "lasting": "lasting", "no": "no"},
        "child_at_risk": _YES_NO,
        "needs": {need.value: NEED_LABELS[need].lower() for need in NEEDS_ASKED},
        "consent_share": _AGREEMENT,
        "nrm_consent": _AGREEMENT,
        "referrer_org": {
            "police": "police",
            "local_authority": "a council",
            "nhs": "the NHS",
            "voluntary_fro": "a charity that is a first responder",
            "voluntary": "another charity",
            "unknown": "not given",
        },
        "area": {
            "brent": "Brent",
            "other_london": "elsewhere in London",
            "elsewhere": "outside London",
            "unknown": "not known",
        },
        "professional_judgement_72h": {"True": "yes", "False": "no"},
    }
)
"""Each value of each fact in a few words."""

HEADLINES: MappingProxyType[Pathway, str] = MappingProxyType(
    {
        Pathway.EMERGENCY_999: "Ring 999 now",
        Pathway.CHILD_SAFEGUARDING: "Children's services, now",
        Pathway.URGENT_HEALTH: "A&E or urgent treatment, with her",
        Pathway.SAFEGUARDING_REVIEW: "Your own safeguarding lead",
        Pathway.DUTY_TO_NOTIFY: "Your organisation has a duty to notify, without her name",
        Pathway.NRM: "National Referral Mechanism",
        Pathway.NRM_ASK_FIRST: "Somebody may control her",
        Pathway.CONTROL_SUPPORT: "Somebody may control her",
        Pathway.SARC: "Sexual assault referral centre",
        Pathway.CRISIS_SUPPORT: "Crisis support",
        Pathway.PATHWAY_72H: "72-hour pathway",
        Pathway.OUT_OF_AREA: "The service where she is",
        Pathway.URGENT_SAFETY: "Safety today",
        Pathway.DOMESTIC_ABUSE: "Domestic abuse support",
        Pathway.ACCOMMODATION: "Somewhere to stay tonight",
        Pathway.SAFETY_SUPPORT: "Help to be safer",
        Pathway.SEXUAL_VIOLENCE_SUPPORT: "Support after sexual violence",
        Pathway.EXIT_SUPPORT: "Help to leave, as she asks",
        Pathway.NEEDS_ONLY: "The help she asks for",
        Pathway.NUMBERS_AND_NEXT_STEPS: "Numbers, and next steps",
    }
)

_STATED = frozenset(
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
        Pathway.SARC,
    }
)
"""Pathways that wait for her agreement, so that the headline adds their state."""

STATE_WORDS: MappingProxyType[State, str] = MappingProxyType(
    {
        State.LIVE: "she agreed, ring",
        State.ASK_FIRST: "ask her, then ring",
        State.HERS: "she said no, the numbers are hers",
    }
)

URGENCY_WORDS: MappingProxyType[Urgency, str] = MappingProxyType(
    {
        Urgency.IMMEDIATE: "Now",
        Urgency.SAME_DAY: "Today",
        Urgency.STANDARD: "Not urgent by these answers",
    }
)
"""When to begin. Nobody has promised how soon a service answers, so this does not say it."""

SLOT_WORDS: MappingProxyType[Slot, str] = MappingProxyType(
    {Slot.BED: "somewhere to stay, if she has nowhere safe tonight", Slot.NEEDS: "an agency for each need she ticked"}
)


VERBS: MappingProxyType[Action, str] = MappingProxyType(
    {
        Action.CALL_999: "Ring 999 now",
        Action.CARE_NOW: "Go with her now",
        Action.REFER_NOW: "Ring now, and say who she is",
        Action.REFER: "She agreed: ring and refer her",
        Action.OWN_ORGANISATION: "Your own organisation does this",
        Action.NOTIFY_ANONYMOUSLY: "Your own organisation notifies, without her name",
        Action.ADVICE_UNNAMED: "Ring for advice, without her name",
        Action.SHE_CAN_RING: "She can ring herself",
    }
)
"""What to do in a step, shown above the agency."""


COUNCILS_HAVE_IT = frozenset(
    {
        AgencyType.CHILDRENS_SOCIAL_CARE,
        AgencyType.ADULT_SAFEGUARDING,
        AgencyType.EMERGENCY_ACCOMMODATION,
        AgencyType.LOCAL_EQUIVALENT,
    }
)
"""Every council has these, so there is somebody to ring even where we list no number: the words say how."""


def waits_for_her(step: Step) -> bool:
    """Whether a step becomes a referral once she agrees: named by the table, and only advice until then."""
    return step.action is Action.ADVICE_UNNAMED and any(rule.startswith("R") for rule in step.rules)


def asks_her_first(step: Step, answers: Answers) -> bool:
    """Whether a step waits for her agreement, and she can decide."""
    return waits_for_her(step) and not answers.capacity_in_doubt


def verb(step: Step, answers: Answers, digits: str = "", *, is_chosen: bool = True, is_site: bool = False) -> str:
    """Say what to do in a step.

    `digits` is the number to press, "" for none; `is_chosen`: a service was chosen that can take a referral; `is_site`:
    it is somewhere to go to.
    """
    if step.action is Action.CARE_NOW and not is_site:
        return _care_verb(answers, digits)
    if step.action not in _RUNG:
        return VERBS[step.action]
    if digits in ANY_HOUR and step.action is Action.REFER:  # they give help and take nobody's referral
        return "Ring 111 with her" if digits == "111" else "Ring Samaritans with her"
    if not digits and step.agency not in COUNCILS_HAVE_IT:
        if not is_chosen:
            return "Nobody to ring"
        if _is_of_a_child(step, answers):
            return "Get in touch now, and say who the child is"
        return "Ask her, then use its website" if asks_her_first(step, answers) else WITHOUT_A_NUMBER[step.action]
    if _is_of_a_child(step, answers):
        return "Ring now, and say who the child is"
    if step.action is Action.REFER and answers.agreed_to_nrm_only:
        return "She agreed to this alone: ring"
    if step.action is Action.REFER and not is_chosen:
        return "She agreed: ring"
    return "Ask her, then ring" if asks_her_first(step, answers) else VERBS[step.action]


def _care_verb(answers: Answers, digits: str) -> str:
    if answers.capacity_doubt is Doubt.YES:
        return "Take her to A&E; 111 says which is nearest"
    return "Ring 111 with her" if digits == "111" else VERBS[Action.CARE_NOW]


def _is_of_a_child(step: Step, answers: Answers) -> bool:
    """Whether a step that shares who somebody is, is about a child and not about her."""
    about_a_child = step.action is Action.REFER_NOW and step.agency is AgencyType.CHILDRENS_SOCIAL_CARE
    return about_a_child and not answers.is_child


_RUNG = frozenset({Action.REFER_NOW, Action.REFER, Action.ADVICE_UNNAMED, Action.SHE_CAN_RING})

WITHOUT_A_NUMBER: MappingProxyType[Action, str] = MappingProxyType(
    {
        Action.REFER_NOW: "Get in touch now, and say who she is",
        Action.REFER: "She agreed: refer her on its website",
        Action.ADVICE_UNNAMED: "Ask for advice on its website, without her name",
        Action.SHE_CAN_RING: "She can use its website herself",
    }
)


_UNTIL_SHE_AGREES = {
    Doubt.YES: "Ask her when she can decide.",
    Doubt.LASTING: "What is best for her? Your safeguarding lead decides with you.",
    Doubt.NO: "Until she says yes: advice only, without her name.",
}


def agreement_words(step: Step, answers: Answers) -> str:
    """Say whether a step needs her agreement, "" where its verb says so."""
    if step.action is Action.REFER_NOW:
        return "Her agreement is not needed. Tell her first, unless that puts somebody in danger."
    return _UNTIL_SHE_AGREES[answers.capacity_doubt] if waits_for_her(step) else ""


def area_words(answers: Answers, *, has_steps: bool) -> str:
    """Say which place a result is for where her area is not known, "" otherwise."""
    if answers.area is Area.UNKNOWN and has_steps:
        return "You did not say where she is, so this is for Brent."
    return ""


_SAYS_WHEN = re.compile(r"\b(?:now|today|tonight)\b", re.IGNORECASE)


def due_words(result: Result, headline: str = "") -> str:
    """Say when to begin, "" where the headline says it; with nothing to refer, that somebody answers at any hour."""
    if _SAYS_WHEN.search(headline):
        return ""
    if result.headline is Pathway.NUMBERS_AND_NEXT_STEPS:
        return "Nothing to refer by these answers; somebody answers at any hour"
    return URGENCY_WORDS[result.urgency]


def headline_words(
    pathway: Pathway, state: State, answers: Answers, *, running: bool = True, has_somebody: bool = True
) -> str:
    """Word a headline by its state: "72-hour pathway: ask her, then ring".

    `running`: whether the 72-hour pathway runs; until then its result is named for what is done instead.
    `has_somebody`: whether there is somebody to ring for it.
    """
    is_child = answers.is_child
    if pathway is Pathway.CHILD_SAFEGUARDING:
        return f"{'Child sexual exploitation' if is_child else 'A child at risk'}: ring children's services now"
    if pathway is Pathway.NRM_ASK_FIRST or pathway is Pathway.CONTROL_SUPPORT:
        what = "advice first" if pathway is Pathway.NRM_ASK_FIRST else "the number is hers"
        return f"{'Somebody controls her' if answers.controlled is Controlled.YES else HEADLINES[pathway]}: {what}"
    title = HEADLINES[Pathway.URGENT_SAFETY] if pathway is Pathway.PATHWAY_72H and not running else HEADLINES[pathway]
    if is_child or pathway not in _STATED or not has_somebody:
        return title
    if answers.capacity_doubt is Doubt.YES:
        return f"{title}: advice now, ask her when she can decide"
    if answers.capacity_doubt is Doubt.LASTING:
        return f"{title}: advice now, without her name"
    return f"{title}: {STATE_WORDS[state]}"
