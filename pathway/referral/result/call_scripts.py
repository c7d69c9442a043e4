"""What to say on the telephone, and to her: as little as each agency needs, and no name where none may be given.

Each agency hears what it would see of a referral: housing hears that she is not safe and has nowhere to go, and neither
where she meets people, nor of an assault, nor what else she wants help with.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType

from pathway.directory.hours.clock_words import listed
from pathway.directory.vocabulary import AgencyType
from pathway.referral.routing import Step
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import (
    AccessNeed,
    Action,
    Age,
    Assault,
    Controlled,
    Doubt,
    Health,
    ServiceFor,
    Setting,
    SuicideRisk,
    Violence,
    ViolenceFrom,
    YesNo,
)

_MAY_HEAR: Mapping[AgencyType, tuple[str, ...]] = MappingProxyType(
    {
        AgencyType.URGENT_CARE: ("health", "doubt"),
        AgencyType.EMERGENCY_ACCOMMODATION: ("nowhere", "violence"),
        AgencyType.PATHWAY_COORDINATOR: ("violence", "street", "nowhere"),
        AgencyType.LOCAL_EQUIVALENT: ("violence", "nowhere"),
        AgencyType.VAWG_SERVICE: ("violence",),
        AgencyType.DOMESTIC_ABUSE_SERVICE: ("family",),
        AgencyType.IDVA_MARAC: ("family",),
        AgencyType.SARC: ("assault",),
        AgencyType.SEXUAL_VIOLENCE_SUPPORT: ("older",),
        AgencyType.MENTAL_HEALTH_CRISIS: ("suicide",),
        AgencyType.MODERN_SLAVERY_HELPLINE: ("control",),
        AgencyType.NRM_FIRST_RESPONDER: ("control",),
        AgencyType.ADULT_SAFEGUARDING: ("doubt", "control", "violence"),
    }
)
"""The sentences that each agency may hear, in order. Any other hears what help she wants, and no more."""

_ACCESS_WORDS = MappingProxyType(
    {
        AccessNeed.INTERPRETER: "an interpreter who is not family",
        AccessNeed.WOMAN_WORKER: "a woman worker",
        AccessNeed.STEP_FREE: "a way in without steps",
        AccessNeed.CHILD_WITH_HER: "room for the child who is with her",
        AccessNeed.DOG: "room for her dog",
    }
)

_ACCESS_TO_HER = MappingProxyType(
    {
        AccessNeed.PREGNANT: "you are pregnant",
        AccessNeed.INTERPRETER: "you need an interpreter",
        AccessNeed.WOMAN_WORKER: "you want a woman worker",
        AccessNeed.STEP_FREE: "you need a way in without steps",
        AccessNeed.CHILD_WITH_HER: "a child is with you",
        AccessNeed.DOG: "you have a dog",
    }
)
"""The same, said to her; and her pregnancy, which the page asks the worker to mention."""

_ON_A_CALL_TOO = frozenset({AccessNeed.PREGNANT, AccessNeed.INTERPRETER, AccessNeed.WOMAN_WORKER})
"""Access needs that matter on a call too; the others matter only at a place."""

_TO_CHILDRENS_SERVICES = ("danger", "emergency", "life", "assault", "violence", "nowhere", "health", "thoughts")
"""What children's services hear about a girl, the gravest first; that somebody controls her comes last."""

_WISHES: Mapping[AgencyType, str] = MappingProxyType(
    {
        AgencyType.EMERGENCY_ACCOMMODATION: "somewhere safe to stay tonight",
        AgencyType.VAWG_SERVICE: "help to be safer",
        AgencyType.DOMESTIC_ABUSE_SERVICE: "help with domestic abuse",
        AgencyType.IDVA_MARAC: "an independent advocate",
        AgencyType.SARC: "care after an assault",
        AgencyType.SEXUAL_VIOLENCE_SUPPORT: "someone to talk to after violence",
        AgencyType.MENTAL_HEALTH: "help with mental health",
        AgencyType.EXIT_SUPPORT_SERVICE: "help to leave",
        AgencyType.THIRD_PARTY_REPORTING: "help to report a bad incident",
        AgencyType.PRACTICAL_SUPPORT: "food, a shower or a warm place",
        AgencyType.SUBSTANCE_MISUSE: "help with drugs or alcohol",
        AgencyType.SEXUAL_HEALTH: "a sexual health check-up",
        AgencyType.HOUSING_ADVICE: "help with housing",
        AgencyType.BENEFITS_ADVICE: "help with benefits or money",
        AgencyType.LEGAL_ADVICE: "legal or immigration advice",
        AgencyType.LOCAL_EQUIVALENT: "support near here",
        AgencyType.PATHWAY_COORDINATOR: "help within three days",
    }
)
"""What each kind of agency is asked for, in words that she can say herself."""

HELP = "help"

ASK_EACH = "On each call, ask what they need to know."
"""Shown once, after the first steps, and not in every script."""

THEY_MAY_ASK = "They may ask for more, and you can say no."

_QUESTIONS: Mapping[AgencyType, str] = MappingProxyType(
    {
        AgencyType.URGENT_CARE: "What should we do now?",
        AgencyType.EMERGENCY_ACCOMMODATION: "Where can she stay tonight?",
        AgencyType.PATHWAY_COORDINATOR: "Can you take her into the 72-hour pathway?",
        AgencyType.LOCAL_EQUIVALENT: "Can you help her where she is?",
        AgencyType.VAWG_SERVICE: "Can you help her to be safer?",
        AgencyType.DOMESTIC_ABUSE_SERVICE: "Can you help her?",
        AgencyType.IDVA_MARAC: "Can an independent advocate help her?",
        AgencyType.SARC: "What care can she have, and how soon?",
        AgencyType.SEXUAL_VIOLENCE_SUPPORT: "Is there somebody she can talk to?",
        AgencyType.MENTAL_HEALTH_CRISIS: "How do I keep her safe?",
        AgencyType.MENTAL_HEALTH: "Can you help her with her mental health?",
        AgencyType.MODERN_SLAVERY_HELPLINE: "What do you advise?",
        AgencyType.NRM_FIRST_RESPONDER: "Can you make a National Referral Mechanism referral for her?",
        AgencyType.ADULT_SAFEGUARDING: "What should be done to keep her safe?",
        AgencyType.EXIT_SUPPORT_SERVICE: "Can you help a woman who wants to leave?",
        AgencyType.THIRD_PARTY_REPORTING: "How can she report a bad incident without going to the police?",
        AgencyType.PRACTICAL_SUPPORT: "Where can she get food, a shower or a warm place?",
        AgencyType.SUBSTANCE_MISUSE: "Can you help her with drugs or alcohol?",
        AgencyType.SEXUAL_HEALTH: "When can she be seen for her sexual health?",
        AgencyType.HOUSING_ADVICE: "Can you help her with housing?",
        AgencyType.BENEFITS_ADVICE: "Can you help her with benefits or money?",
        AgencyType.LEGAL_ADVICE: "Can you help her with legal or immigration advice?",
    }
)
"""What the worker asks each kind of agency."""


def say(step: Step, answers: Answers, *, by_day: bool = False, with_her: bool = False) -> str:
    """Return what the worker says when she rings for a step: a few sentences, without quotation marks.

    `by_day`: in office hours, when "now" means today and not tonight. `with_her`: she is beside the worker, and the
    line takes nobody's referral.
    """
    tonight = "today" if by_day else "tonight"
    if step.agency is AgencyType.CHILDRENS_SOCIAL_CARE:
        return _about_a_child(answers, tonight)
    if step.agency is AgencyType.CHILD_TRAFFICKING_ADVICE:
        control = _true_sentences(answers, tonight).get("control", "")
        return f"I need advice about {_whom(answers)}. {control} I am not giving a name now. What do you advise?"
    agreed = "my ringing you"
    if answers.agreed_to_nrm_only:
        agreed = "a National Referral Mechanism referral, and to nothing else"
    opening = {
        Action.CARE_NOW: f"I am with {_whom(answers)}. She needs to be seen now.",
        Action.REFER: f"I am ringing about a woman who has said yes to {agreed}.",
    }.get(step.action, f"I am ringing for advice about {_whom(answers)}. I am not giving a name now.")
    if with_her:
        opening = f"I am with {_whom(answers)} who has said yes to my ringing you."
    words = " ".join(
        [opening, *_sentences_for(step.agency, answers, tonight), _QUESTIONS.get(step.agency, "Can you help her?")]
    )
    return _for_anyone(words) if answers.service_for is ServiceFor.ANYONE else words


def she_says(step: Step, answers: Answers) -> str:
    """Return what she can say when she rings herself."""
    if step.agency is AgencyType.MODERN_SLAVERY_HELPLINE:
        controls = "Somebody controls" if answers.controlled is Controlled.YES else "I think that somebody controls"
        return f"{controls} what I do. Can I talk to someone, without my name?"
    return f"I would like {wish(step.agency)}."


def wish(agency: AgencyType) -> str:
    """Return what an agency is asked for, as she would say it: "somewhere safe to stay tonight"."""
    return _WISHES.get(agency, HELP)


def ask_for(answers: Answers, *, is_place: bool = True) -> list[str]:
    """Return what to ask a service for. `is_place`: she goes there; otherwise only what matters on a call too."""
    return [
        words
        for need, words in _ACCESS_WORDS.items()
        if need in answers.access_needs and (is_place or need in _ON_A_CALL_TOO)
    ]


def words_to_ask_her(
    waiting: Iterable[Step], answers: Answers, places: Collection[AgencyType] = frozenset(AgencyType)
) -> list[str]:
    """Return words to ask for her agreement with, agency by agency: a sentence for each that waits for it.

    `places`: the agencies of `waiting` that she goes to, which are also asked for a way in or for room.
    """
    sentences = []
    for step in waiting:
        clauses = [_to_her(sentence) for sentence in _sentences_for(step.agency, answers, "tonight")]
        clauses += [
            words
            for need, words in _ACCESS_TO_HER.items()
            if need in answers.access_needs and (step.agency in places or need in _ON_A_CALL_TOO)
        ]
        telling = f"I would tell them that {listed(clauses)}" if clauses else "I would tell them no more than that"
        sentences.append(
            f"I would like to ask {_her_words(step.agency)} for {wish(step.agency)}. {telling}. "
            f"{THEY_MAY_ASK} Is that all right?"
        )
    return sentences


def _sentences_for(agency: AgencyType, answers: Answers, tonight: str) -> list[str]:
    facts = _true_sentences(answers, tonight)
    return [facts[name] for name in _MAY_HEAR.get(agency, ()) if name in facts]


def _true_sentences(answers: Answers, tonight: str) -> dict[str, str]:
    """Return the sentences that these answers make true, by the names in `_MAY_HEAR`."""
    sentences = {
        "danger": {YesNo.YES: "Somebody is in danger now."}.get(answers.immediate_danger),
        "emergency": {Health.EMERGENCY: "This is a medical emergency."}.get(answers.health_now),
        "life": {SuicideRisk.NOW: f"She may end her life {tonight}."}.get(answers.suicide_risk),
        "thoughts": {SuicideRisk.THOUGHTS: "She has thoughts of ending her life."}.get(answers.suicide_risk),
        "health": {Health.NEEDS_CARE: "She is hurt or unwell."}.get(answers.health_now),
        "nowhere": {YesNo.NO: "She has nowhere safe tonight."}.get(answers.safe_place_tonight),
        "violence": {
            Violence.IMMEDIATE: "She fears violence in the next few days.",
            Violence.RECENT: "There has been violence recently.",
        }.get(answers.violence_risk),
        "street": {Setting.ON_STREET: "She meets people on the street."}.get(answers.setting),
        "family": _family_sentence(answers),
        "assault": {
            Assault.WITHIN_72H: "She was raped or sexually assaulted in the last 72 hours.",
            Assault.WITHIN_7D: "She was raped or sexually assaulted in the last seven days.",
        }.get(answers.sexual_assault),
        "older": {Assault.OLDER: "She was raped or sexually assaulted more than seven days ago."}.get(
            answers.sexual_assault
        ),
        "suicide": {
            SuicideRisk.NOW: f"She may end her life {tonight}. I have rung 999.",
            SuicideRisk.THOUGHTS: "She has thoughts of ending her life.",
        }.get(answers.suicide_risk),
        "control": _control_sentence(answers),
        "doubt": {
            Doubt.YES: "I doubt that she can decide at the moment.",
            Doubt.LASTING: "I have a lasting reason to doubt that she can decide.",
        }.get(answers.capacity_doubt),
    }
    return {name: sentence for name, sentence in sentences.items() if sentence}


def _family_sentence(answers: Answers) -> str | None:
    if ViolenceFrom.PARTNER_FAMILY not in answers.violence_from:
        return None
    return {
        Violence.IMMEDIATE: "She fears violence from her partner or family in the next few days.",
        Violence.RECENT: "There has been violence from her partner or family recently.",
    }.get(answers.violence_risk, "Her partner or family may be a danger to her.")


def _control_sentence(answers: Answers) -> str | None:
    if not answers.is_controlled:
        return None
    return "Somebody controls her." if answers.controlled is Controlled.YES else "Somebody may control her."


_PLURAL = {"was": "were", "has": "have", "fears": "fear", "meets": "meet", "needs": "need", "is": "are"}
_FOR_ANYONE: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"\ba woman\b", "someone"),
    (r"\bShe (was|has|fears|meets|needs|is)\b", lambda match: f"They {_PLURAL[match[1]]}"),
    (r"\b(?:S|s)he (may)\b", r"They \1"),
    (r"\bthat she can\b", "that they can"),
    (r"\b(can|Can) she\b", r"\1 they"),
    (r"\bher partner\b", "their partner"),
    (r"\bHer partner\b", "Their partner"),
    (r"\bher (life|mental|sexual)\b", r"their \1"),
    (r"\bher\b", "them"),
    (r"\bsomebody she can\b", "somebody they can"),
)


def _for_anyone(words: str) -> str:
    """Rewrite a script for somebody who may not be a woman."""
    for pattern, new in _FOR_ANYONE:
        words = re.sub(pattern, new, words)
    return words


def _whom(answers: Answers) -> str:
    if answers.age is Age.UNDER_18:
        return "a girl under 18"
    return "a girl who could be under 18" if answers.is_child else "a woman"


def _about_a_child(answers: Answers, tonight: str) -> str:
    if not answers.is_child:
        return (
            "I am ringing about a child in danger or going without care. I will tell you who the child is. "
            "Who will see the child, and when?"
        )
    facts = _true_sentences(answers, tonight)
    joined = "who" if answers.age is Age.UNDER_18 else "and"
    sentences = [
        f"I am ringing about {_whom(answers)} {joined} may be sexually exploited.",
        *(facts.get(name) for name in _TO_CHILDRENS_SERVICES),
        facts.get("control"),
        f"I will tell you what I know. Who decides what happens {tonight}, and by when?",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


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
            return new + sentence.removeprefix(old).rstrip(".").replace("her partner", "your partner")
    return sentence[0].lower() + sentence[1:].rstrip(".").replace("to her", "to you").replace(
        "her partner", "your partner"
    )
