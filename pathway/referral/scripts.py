"""What to say on the telephone, and to her: as little as each agency needs, and no name where none is to be given.

What may be said to whom follows what each agency sees of a referral: housing hears that she is not safe and has
nowhere to go, and neither where she meets people, nor of an assault, nor what else she wants help with.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from pathway.directory.clock_words import listed
from pathway.directory.vocabulary import AGENCY_LABELS, NEED_LABELS, AgencyType
from pathway.referral.routing import Step
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import (
    AGENCY_OF,
    AccessNeed,
    Action,
    Assault,
    Controlled,
    Known,
    Setting,
    SuicideRisk,
    Violence,
    ViolenceFrom,
)

_SAID_TO: Mapping[AgencyType, tuple[str, ...]] = MappingProxyType(
    {
        AgencyType.EMERGENCY_ACCOMMODATION: ("nowhere", "violence"),
        AgencyType.PATHWAY_COORDINATOR: ("violence", "street", "nowhere"),
        AgencyType.LOCAL_EQUIVALENT: ("violence", "nowhere"),
        AgencyType.VAWG_SERVICE: ("violence",),
        AgencyType.DOMESTIC_ABUSE_SERVICE: ("family",),
        AgencyType.IDVA_MARAC: ("family", "violence"),
        AgencyType.SARC: ("assault",),
        AgencyType.SEXUAL_VIOLENCE_SUPPORT: ("older",),
        AgencyType.MENTAL_HEALTH_CRISIS: ("suicide",),
        AgencyType.MODERN_SLAVERY_HELPLINE: ("control",),
        AgencyType.NRM_FIRST_RESPONDER: ("control",),
        AgencyType.ADULT_SAFEGUARDING: ("doubt", "control", "violence"),
    }
)
"""What each agency may be told, in the order of telling. Any other hears what help she wants, and no more."""

_ACCESS_WORDS = MappingProxyType(
    {
        AccessNeed.INTERPRETER: "an interpreter who is not family",
        AccessNeed.WOMAN_WORKER: "a woman worker",
        AccessNeed.STEP_FREE: "a way in without steps",
        AccessNeed.CHILD_WITH_HER: "room for the child who is with her",
        AccessNeed.DOG: "room for her dog",
    }
)

_NEED_OF = {agency: need for need, agency in AGENCY_OF.items()}


def say(step: Step, answers: Answers) -> str:
    """Return what the worker says when she rings for a step: a few sentences, without quotation marks."""
    if step.agency is AgencyType.CHILDRENS_SOCIAL_CARE:
        return _about_a_child(answers)
    if step.agency is AgencyType.CHILD_TRAFFICKING_ADVICE:
        return (
            "I need advice about a girl who is or may be under 18, and whom somebody may control. I give no name now."
        )
    opening = {
        Action.REFER: "I am ringing about a woman who has said yes to my ringing you.",
        Action.REFER_NOW: "I am ringing to refer someone now.",
    }.get(step.action, f"I am ringing for advice about {_whom(answers)}. I give no name now.")
    told = _told(step.agency, answers)
    return " ".join([opening, *told, f"Can you help with {_wanted(step.agency)}, and what do you need from me?"])


def she_says(step: Step) -> str:
    """Return what she can say when she rings herself. She need not give a name to ask."""
    return f"I would like to ask about {_her_wish(step.agency)}."


def ask_for(answers: Answers) -> list[str]:
    """Return what to ask any service for, so that she can get there."""
    return [words for need, words in _ACCESS_WORDS.items() if need in answers.access_needs]


def words_to_ask_her(waiting: Iterable[Step], answers: Answers) -> list[str]:
    """Return words to ask for her agreement with, agency by agency: a sentence for each that waits for it."""
    sentences = []
    for step in waiting:
        told = [_to_her(sentence) for sentence in _told(step.agency, answers)]
        heard = f"They would hear that {listed(told)}, and nothing else" if told else "They would hear only that"
        sentences.append(
            f"I would like to ask {_her_words(step.agency)} about {_her_wish(step.agency)}. {heard}. Is that all right?"
        )
    return sentences


def _told(agency: AgencyType, answers: Answers) -> list[str]:
    facts = _true_of(answers)
    return [facts[name] for name in _SAID_TO.get(agency, ()) if name in facts]


def _true_of(answers: Answers) -> dict[str, str]:
    """Return the sentences that these answers make true, by the names of `_SAID_TO`."""
    checks = {
        "nowhere": (answers.safe_place_tonight is Known.NO, "She has nowhere safe tonight."),
        "violence": (answers.violence_risk is Violence.IMMEDIATE, "She fears violence in the next few days."),
        "street": (answers.setting is Setting.ON_STREET, "She meets people on the street."),
        "family": (ViolenceFrom.PARTNER_FAMILY in answers.violence_from, "She fears a partner or family."),
        "assault": (
            answers.sexual_assault in {Assault.WITHIN_72H, Assault.WITHIN_7D},
            "She was assaulted "
            + ("in the last 72 hours." if answers.sexual_assault is Assault.WITHIN_72H else "in the last 7 days."),
        ),
        "older": (answers.sexual_assault is Assault.OLDER, "She was assaulted some time ago."),
        "suicide": (
            answers.suicide_risk in {SuicideRisk.NOW, SuicideRisk.THOUGHTS},
            "She has thoughts of ending her life.",
        ),
        "control": (
            answers.controlled in {Controlled.YES, Controlled.SUSPECTED} or answers.is_controlled,
            "Somebody may control her.",
        ),
        "doubt": (answers.capacity_doubt == "yes", "I doubt that she can decide just now."),
    }
    return {name: sentence for name, (is_so, sentence) in checks.items() if is_so}


def _whom(answers: Answers) -> str:
    return "a girl who is or may be under 18" if answers.is_child else "a woman"


def _about_a_child(answers: Answers) -> str:
    if not answers.is_child:
        return "I am ringing about a child who may be in danger or going without care. I will tell you what I know."
    control = " Somebody may control her." if answers.is_controlled else ""
    return (
        f"I am ringing about {_whom(answers)} and may be sexually exploited."
        f"{control} I will tell you what I know. Who decides what happens tonight, and by when?"
    )


def _wanted(agency: AgencyType) -> str:
    special = {
        AgencyType.EMERGENCY_ACCOMMODATION: "somewhere safe to stay tonight",
        AgencyType.PATHWAY_COORDINATOR: "the 72-hour pathway",
        AgencyType.LOCAL_EQUIVALENT: "support where she is",
        AgencyType.VAWG_SERVICE: "being safer",
        AgencyType.DOMESTIC_ABUSE_SERVICE: "domestic abuse support",
        AgencyType.IDVA_MARAC: "an independent advocate",
        AgencyType.SARC: "care after an assault",
        AgencyType.SEXUAL_VIOLENCE_SUPPORT: "someone to talk to after violence",
        AgencyType.MENTAL_HEALTH_CRISIS: "keeping her safe",
        AgencyType.MODERN_SLAVERY_HELPLINE: "advice on being controlled",
        AgencyType.NRM_FIRST_RESPONDER: "a National Referral Mechanism referral",
        AgencyType.ADULT_SAFEGUARDING: "keeping her safe",
        AgencyType.EXIT_SUPPORT_SERVICE: "help to leave",
        AgencyType.THIRD_PARTY_REPORTING: "reporting a bad incident",
        AgencyType.PRACTICAL_SUPPORT: "food, a shower or a warm place",
        AgencyType.SUBSTANCE_MISUSE: "drugs or alcohol",
        AgencyType.BENEFITS_ADVICE: "benefits or money",
    }
    if agency in special:
        return special[agency]
    return NEED_LABELS[_NEED_OF[agency]].lower() if agency in _NEED_OF else AGENCY_LABELS[agency].lower()


def _her_wish(agency: AgencyType) -> str:
    """Name what is wanted in words to her, and of hers."""
    return {
        AgencyType.LOCAL_EQUIVALENT: "support near here",
        AgencyType.MODERN_SLAVERY_HELPLINE: "someone who has control over a person",
        AgencyType.PATHWAY_COORDINATOR: "help within three days",
    }.get(agency, _wanted(agency))


def _her_words(agency: AgencyType) -> str:
    return {
        AgencyType.EMERGENCY_ACCOMMODATION: "the council\N{RIGHT SINGLE QUOTATION MARK}s housing team",
        AgencyType.PATHWAY_COORDINATOR: "the people who arrange help quickly",
        AgencyType.LOCAL_EQUIVALENT: "a service where you are",
        AgencyType.SARC: "the sexual assault centre",
        AgencyType.SEXUAL_HEALTH: "a clinic",
    }.get(agency, "a service")


def _to_her(sentence: str) -> str:
    """Turn "She has nowhere safe tonight." into "you have nowhere safe tonight"."""
    for old, new in (
        ("She has ", "you have "),
        ("She fears ", "you fear "),
        ("She was ", "you were "),
        ("She meets ", "you meet "),
    ):
        if sentence.startswith(old):
            return new + sentence.removeprefix(old).rstrip(".")
    return sentence[0].lower() + sentence[1:].rstrip(".").replace("control her", "control you")
