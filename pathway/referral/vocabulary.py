"""The vocabulary of a referral: questions, their answers, and the parts of a routing result.

Names and values are stored and written to files, so they never change; the order of members is part of the rules:
pathways by rank, states and actions strongest first, urgencies highest first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any

from pathway.directory.boroughs import BOROUGHS
from pathway.directory.vocabulary import NEED_AGENCIES, AgencyType, Need


class YesNo(StrEnum):
    """Yes, no, or nobody knows."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Health(StrEnum):
    """Whether she is hurt or unwell, and whether it needs an ambulance or care today."""

    EMERGENCY = "emergency"
    NEEDS_CARE = "needs_care"
    NO = "no"
    UNKNOWN = "unknown"


class Age(StrEnum):
    """An age band, never a date of birth."""

    UNDER_18 = "under_18"
    UNSURE = "unsure"
    ADULT = "18_plus"
    NOT_GIVEN = "not_given"


class Violence(StrEnum):
    """Violence she fears in the next few days, or that happened recently."""

    IMMEDIATE = "immediate"
    RECENT = "recent"
    NONE = "none"
    UNKNOWN = "unknown"


class ViolenceFrom(StrEnum):
    """From whom. Never who."""

    PARTNER_FAMILY = "partner_family"
    SOMEONE_CONTROLLING = "someone_controlling"
    OTHER_PERSON = "other_person"


class Setting(StrEnum):
    """Where she meets people. Never a place."""

    ON_STREET = "on_street"
    INDOOR = "indoor"
    ONLINE = "online"
    EXITED = "exited"
    UNKNOWN = "unknown"


class Controlled(StrEnum):
    """Whether somebody forces her, moves her about or takes her money."""

    YES = "yes"
    SUSPECTED = "suspected"
    NO = "no"
    UNKNOWN = "unknown"


class Assault(StrEnum):
    """How long ago she was raped or sexually assaulted."""

    WITHIN_72H = "within_72h"
    WITHIN_7D = "within_7d"
    OLDER = "older"
    NONE = "none"
    UNKNOWN = "unknown"


class SuicideRisk(StrEnum):
    """Whether she is thinking of ending her life."""

    NOW = "now"
    THOUGHTS = "thoughts"
    NONE = "none"
    UNKNOWN = "unknown"


class Doubt(StrEnum):
    """Whether there is reason to doubt that she can decide: just now, or for lasting reasons. Capacity is presumed."""

    YES = "yes"
    LASTING = "lasting"
    NO = "no"


class Agreement(StrEnum):
    """Her answer when she was asked to agree."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"


class ReferrerOrg(StrEnum):
    """Whom the worker works for. `voluntary_fro`: a charity that is a first responder."""

    POLICE = "police"
    LOCAL_AUTHORITY = "local_authority"
    NHS = "nhs"
    VOLUNTARY_FRO = "voluntary_fro"
    VOLUNTARY = "voluntary"
    UNKNOWN = "unknown"


class Area(StrEnum):
    """Where she is now, or lives, as widely as routing needs."""

    BRENT = "brent"
    OTHER_LONDON = "other_london"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


class Employer(StrEnum):
    """Employers that the page names and the rules do not know: each is answered as one of `ReferrerOrg`."""

    GP = "gp"
    SCHOOL = "school"
    PROBATION = "probation"


ORG_OF: MappingProxyType[Employer, ReferrerOrg] = MappingProxyType(
    {Employer.GP: ReferrerOrg.NHS, Employer.SCHOOL: ReferrerOrg.UNKNOWN, Employer.PROBATION: ReferrerOrg.UNKNOWN}
)
"""Only a council's own schools have the council's duties, so a school is not known to have any."""


class ServiceFor(StrEnum):
    """Whom the service she is offered should be for. For choosing a service only."""

    WOMEN = "women"
    ANYONE = "anyone"
    LGBT = "lgbt"


class AccessNeed(StrEnum):
    """What she needs to get in. For choosing a service only; it never changes the routing."""

    INTERPRETER = "interpreter"
    WOMAN_WORKER = "woman_worker"
    STEP_FREE = "step_free"
    PREGNANT = "pregnant"
    CHILD_WITH_HER = "child_with_her"
    DOG = "dog"


NEEDS_ASKED: tuple[Need, ...] = (
    Need.SEXUAL_HEALTH,
    Need.SUBSTANCE_MISUSE,
    Need.MENTAL_HEALTH,
    Need.HOUSING,
    Need.BENEFITS_MONEY,
    Need.LEGAL_ADVICE,
    Need.PRACTICAL,
    Need.TALK_AFTER_VIOLENCE,
    Need.REPORT_BAD_INCIDENT,
    Need.EXIT_SUPPORT,
)
"""The needs that the page asks about; the look-up has more."""

AGENCY_OF: MappingProxyType[Need, AgencyType] = MappingProxyType(
    {need: agency for need in NEEDS_ASKED for (agency,) in [NEED_AGENCIES[need]]}
)
"""The one agency type of each need. With two, this module does not load: chance would say where she is routed."""


class Pathway(StrEnum):
    """Where a result leads, in order of rank: the first that fired is the headline."""

    EMERGENCY_999 = "emergency_999"
    CHILD_SAFEGUARDING = "child_safeguarding"
    URGENT_HEALTH = "urgent_health"
    SARC = "sarc"
    CRISIS_SUPPORT = "crisis_support"
    SAFEGUARDING_REVIEW = "safeguarding_review"
    NRM = "nrm"
    NRM_ASK_FIRST = "nrm_ask_first"
    CONTROL_SUPPORT = "control_support"
    DUTY_TO_NOTIFY = "duty_to_notify"
    PATHWAY_72H = "pathway_72h"
    OUT_OF_AREA = "out_of_area"
    URGENT_SAFETY = "urgent_safety"
    DOMESTIC_ABUSE = "domestic_abuse"
    ACCOMMODATION = "accommodation"
    SAFETY_SUPPORT = "safety_support"
    SEXUAL_VIOLENCE_SUPPORT = "sexual_violence_support"
    EXIT_SUPPORT = "exit_support"
    NEEDS_ONLY = "needs_only"
    NUMBERS_AND_NEXT_STEPS = "numbers_and_next_steps"


class State(StrEnum):
    """What a pathway waits for: nothing, her answer, or herself."""

    LIVE = "live"
    ASK_FIRST = "ask_first"
    HERS = "hers"


class Urgency(StrEnum):
    """When the first response is due; not when anything is finished."""

    IMMEDIATE = "immediate"
    SAME_DAY = "same_day"
    STANDARD = "standard"


class Action(StrEnum):
    """What to do with an agency."""

    CALL_999 = "call_999"
    CARE_NOW = "care_now"
    REFER_NOW = "refer_now"
    REFER = "refer"
    OWN_ORGANISATION = "own_organisation"
    NOTIFY_ANONYMOUSLY = "notify_anonymously"
    ADVICE_UNNAMED = "advice_unnamed"
    SHE_CAN_RING = "she_can_ring"

    @property
    def shares_identity(self) -> bool:
        """Whether her name or anything that tells who she is leaves with it."""
        return self in _SHARES_IDENTITY


_SHARES_IDENTITY = frozenset({Action.REFER_NOW, Action.REFER, Action.OWN_ORGANISATION})


Value = str | bool


@dataclass(frozen=True)
class Fact:
    """One question: its name, the values it may have, and the value of a skipped one.

    `blank` is one value, or () where any number of values may be ticked. `not_known` is the value that says nobody
    knows yet; None where there is none, or where the blank is presumed true.
    """

    name: str
    values: tuple[Value, ...]
    blank: Value | tuple[()]
    not_known: str | None = None

    @cached_property
    def members(self) -> Mapping[Value, Any]:
        """Each value by itself or by its plain text: rules compare the enum's members by identity."""
        return {value: value for value in self.values}

    @property
    def is_list(self) -> bool:
        """Whether any number of values may be ticked."""
        return self.blank == ()

    @property
    def is_flag(self) -> bool:
        """Whether it is true or false rather than a word."""
        return isinstance(self.blank, bool)


FACTS: tuple[Fact, ...] = (
    Fact("immediate_danger", tuple(YesNo), YesNo.UNKNOWN, YesNo.UNKNOWN),
    Fact("health_now", tuple(Health), Health.UNKNOWN, Health.UNKNOWN),
    Fact("age", tuple(Age), Age.NOT_GIVEN, Age.NOT_GIVEN),
    Fact("violence_risk", tuple(Violence), Violence.UNKNOWN, Violence.UNKNOWN),
    Fact("violence_from", tuple(ViolenceFrom), ()),
    Fact("setting", tuple(Setting), Setting.UNKNOWN, Setting.UNKNOWN),
    Fact("controlled", tuple(Controlled), Controlled.UNKNOWN, Controlled.UNKNOWN),
    Fact("sexual_assault", tuple(Assault), Assault.UNKNOWN, Assault.UNKNOWN),
    Fact("safe_place_tonight", tuple(YesNo), YesNo.UNKNOWN, YesNo.UNKNOWN),
    Fact("suicide_risk", tuple(SuicideRisk), SuicideRisk.UNKNOWN, SuicideRisk.UNKNOWN),
    Fact("capacity_doubt", tuple(Doubt), Doubt.NO),
    Fact("child_at_risk", tuple(YesNo), YesNo.UNKNOWN, YesNo.UNKNOWN),
    Fact("needs", NEEDS_ASKED, ()),
    Fact("consent_share", tuple(Agreement), Agreement.NOT_ASKED, Agreement.NOT_ASKED),
    Fact("nrm_consent", tuple(Agreement), Agreement.NOT_ASKED, Agreement.NOT_ASKED),
    Fact("referrer_org", tuple(ReferrerOrg), ReferrerOrg.UNKNOWN, ReferrerOrg.UNKNOWN),
    Fact("area", tuple(Area), Area.UNKNOWN, Area.UNKNOWN),
    Fact("professional_judgement_72h", (True, False), blank=False),
)
"""The facts of a referral, in the order of the table that `ask_next` follows."""

FACT: MappingProxyType[str, Fact] = MappingProxyType({fact.name: fact for fact in FACTS})

BOROUGH = Fact("borough", BOROUGHS, "")
SERVICE_FOR = Fact("service_for", tuple(ServiceFor), ServiceFor.WOMEN)
ACCESS_NEEDS = Fact("access_needs", tuple(AccessNeed), ())

BESIDE: tuple[Fact, ...] = (BOROUGH, SERVICE_FOR, ACCESS_NEEDS)
"""Optional answers for choosing a service. They change no result."""
