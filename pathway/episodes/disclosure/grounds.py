"""On what ground something is shared without her agreement, and what has to be said for it. Plain Python.

The grounds are proposals until a safeguarding lead and a data protection officer have signed them.
"""

from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from pathway.directory.vocabulary import AgencyType

LASTS = timedelta(hours=24)
"""After this nobody may authorise it any more: what was true then may not be now."""


class Ground(StrEnum):
    """Why it may be shared though she has not agreed."""

    DANGER_TO_LIFE = "danger_to_life"
    SERIOUS_HARM = "serious_harm"
    CHILD_AT_RISK = "child_at_risk"
    BEST_INTERESTS = "best_interests"
    LAW = "law"


GROUND_WORDS: MappingProxyType[Ground, str] = MappingProxyType(
    {
        Ground.DANGER_TO_LIFE: "Somebody's life is in danger",
        Ground.SERIOUS_HARM: "Serious harm to her or to somebody else is likely",
        Ground.CHILD_AT_RISK: "A child is at risk",
        Ground.BEST_INTERESTS: "She lacks capacity to decide this, and it is in her best interests",
        Ground.LAW: "A court order, or a law that obliges us",
    }
)

CANNOT_WAIT_FOR_A_SECOND = frozenset({Ground.DANGER_TO_LIFE, Ground.SERIOUS_HARM, Ground.CHILD_AT_RISK})
"""Where nobody can authorise at this hour, a worker rings on these grounds, and it is reviewed the next working day."""


class Told(StrEnum):
    """Whether she was told first."""

    TOLD = "told"
    UNSAFE = "unsafe"
    NOT_POSSIBLE = "not_possible"


TOLD_WORDS: MappingProxyType[Told, str] = MappingProxyType(
    {
        Told.TOLD: "Yes, she knows",
        Told.UNSAFE: "No: telling her would not be safe",
        Told.NOT_POSSIBLE: "No: she cannot be reached, or cannot take it in",
    }
)


class DecisionStatus(StrEnum):
    """How far a decision has come. `DONE`: her worker rang before anybody could authorise it."""

    ASKED = "asked"
    AUTHORISED = "authorised"
    REFUSED = "refused"
    EXPIRED = "expired"
    DONE = "done"


STATUS_WORDS: MappingProxyType[DecisionStatus, str] = MappingProxyType(
    {
        DecisionStatus.ASKED: "Waits for a second person",
        DecisionStatus.AUTHORISED: "Authorised, and sent",
        DecisionStatus.REFUSED: "Refused: nothing was sent",
        DecisionStatus.EXPIRED: "Nobody decided within a day: nothing was sent",
        DecisionStatus.DONE: "Rung already, to be reviewed",
    }
)

RECIPIENTS = (
    AgencyType.CHILDRENS_SOCIAL_CARE,
    AgencyType.ADULT_SAFEGUARDING,
    AgencyType.IDVA_MARAC,
    AgencyType.MENTAL_HEALTH_CRISIS,
    AgencyType.MENTAL_HEALTH,
    AgencyType.EMERGENCY_ACCOMMODATION,
    AgencyType.DOMESTIC_ABUSE_SERVICE,
    AgencyType.VAWG_SERVICE,
    AgencyType.SARC,
    AgencyType.SEXUAL_HEALTH,
    AgencyType.SUBSTANCE_MISUSE,
    AgencyType.PATHWAY_COORDINATOR,
)
"""Kinds of agency that may be told. The list is the same for every woman, so that it says nothing of one."""


def why_not(ground: Ground, *, can_wait: bool | None, best_interests: str, rang_already: bool) -> str | None:
    """Say what keeps a worker from asking on this ground; None where nothing does.

    `can_wait`: whether it can wait until she is clear; None where nobody asked.
    """
    if ground is Ground.BEST_INTERESTS:
        if can_wait is None:
            return "Say first whether it can wait until she is clear"
        if can_wait:
            return "It can wait: ask her once she is clear. Nothing is shared now"
        if not best_interests:
            return "Write down what is in her best interests, and why"
    if rang_already and ground not in CANNOT_WAIT_FOR_A_SECOND:
        return "On this ground a second person decides first. Ask for it"
    return None
