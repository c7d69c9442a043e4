"""What the rules' words are called where people read them: questions, answers, headlines, actions."""

from types import MappingProxyType

from pathway.directory.vocabulary import NEED_LABELS
from pathway.referral.routing import Result, Step
from pathway.referral.table import Slot
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import NEEDS_ASKED, Action, Doubt, Pathway, State, Urgency

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
"""Each fact in a few words, as it stands inside a sentence."""

_KNOWN = {"yes": "yes", "no": "no", "unknown": "not known"}
_AGREEMENT = {"yes": "yes", "no": "no", "not_asked": "not asked yet"}

VALUE_WORDS: MappingProxyType[str, dict[str, str]] = MappingProxyType(
    {
        "immediate_danger": _KNOWN,
        "health_now": {"emergency": "an emergency", "needs_care": "she needs care", "no": "no", "unknown": "not known"},
        "age": {
            "under_18": "under 18",
            "unsure": "could be under 18",
            "18_plus": "18 or over",
            "not_given": "not given",
        },
        "violence_risk": {
            "immediate": "in the next few days",
            "recent": "some lately",
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
        "safe_place_tonight": _KNOWN,
        "suicide_risk": {"now": "now", "thoughts": "thoughts", "none": "no", "unknown": "not known"},
        "capacity_doubt": {"yes": "just now", "lasting": "lasting", "no": "no"},
        "child_at_risk": _KNOWN,
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
        Pathway.SAFEGUARDING_REVIEW: "Your own safeguarding lead, today",
        Pathway.DUTY_TO_NOTIFY: "Your organisation has a duty to notify, without her name",
        Pathway.NRM: "National Referral Mechanism",
        Pathway.NRM_ASK_FIRST: "Someone may control her: advice first",
        Pathway.CONTROL_SUPPORT: "Someone may control her: the number is hers",
        Pathway.SARC: "Sexual assault referral centre",
        Pathway.CRISIS_SUPPORT: "Crisis support today",
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
"""Pathways that wait for her agreement, so that the headline says how they stand."""

STATE_WORDS: MappingProxyType[State, str] = MappingProxyType(
    {
        State.LIVE: "she has agreed, refer",
        State.ASK_FIRST: "ask her, then ring",
        State.HERS: "she said no, the numbers are hers",
    }
)

URGENCY_WORDS: MappingProxyType[Urgency, str] = MappingProxyType(
    {
        Urgency.IMMEDIATE: "First response now",
        Urgency.SAME_DAY: "First response the same day",
        Urgency.STANDARD: "First response within two working days",
    }
)
"""When the first response is due. Two working days is a proposal, not signed off."""

ACTION_WORDS: MappingProxyType[Action, str] = MappingProxyType(
    {
        Action.CALL_999: "Ring 999",
        Action.CARE_NOW: "Go there now, with her; nobody needs her name",
        Action.REFER_NOW: "Ring now, and share what is needed",
        Action.REFER: "Refer her, as she agreed",
        Action.OWN_ORGANISATION: "Your own organisation does this",
        Action.NOTIFY_ANONYMOUSLY: "Your own organisation notifies, without her name",
        Action.ADVICE_UNNAMED: "Ring for advice now, without her name",
        Action.SHE_CAN_RING: "She can ring herself",
    }
)

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
        Action.ADVICE_UNNAMED: "Ring for advice now, without her name",
        Action.SHE_CAN_RING: "She can ring herself",
    }
)
"""What to do, before whom to do it with."""


def waits_for_her(step: Step) -> bool:
    """Whether a step becomes a referral once she agrees: named by the table, and only advice until then."""
    return step.action is Action.ADVICE_UNNAMED and any(rule.startswith("R") for rule in step.rules)


def verb(step: Step, answers: Answers) -> str:
    """Say what to do in a step: an agency that waits for her agreement is one to ask her about, if she can decide."""
    asks = waits_for_her(step) and answers.capacity_doubt is Doubt.NO
    return "Ask her, then ring" if asks else VERBS[step.action]


def due_words(result: Result) -> str:
    """Say when the first response is due; where nothing is referred, that these answer at any hour."""
    if result.headline is Pathway.NUMBERS_AND_NEXT_STEPS:
        return "Nothing to refer by these answers; somebody answers at any hour"
    return URGENCY_WORDS[result.urgency]


def headline_words(pathway: Pathway, state: State, answers: Answers) -> str:
    """Word a headline by its state: "72-hour pathway: ask her, then ring"."""
    is_child = answers.is_child
    if pathway is Pathway.CHILD_SAFEGUARDING:
        return f"{'Child sexual exploitation' if is_child else 'A child at risk'}: ring children's services now"
    if is_child or pathway not in _STATED:
        return HEADLINES[pathway]
    if answers.capacity_doubt is Doubt.YES:
        return f"{HEADLINES[pathway]}: advice now, ask her when she can decide"
    return f"{HEADLINES[pathway]}: {STATE_WORDS[state]}"
