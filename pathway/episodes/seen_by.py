"""What each kind of agency sees of a referral. A kind that is not in the table sees nothing and gets none.

A proposal until a data protection officer has signed it (docs/dpia.md). The order of fields is that of the pages.
"""

from collections.abc import Iterator
from enum import StrEnum
from types import MappingProxyType

from pathway.directory.vocabulary import NEED_AGENCIES, NEED_LABELS, AgencyType, Need
from pathway.referral.labels import VALUE_WORDS
from pathway.referral.questions import QUESTION
from pathway.referral.result import call_scripts
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import FACT, NEEDS_ASKED


class Field(StrEnum):
    """One thing about her."""

    ALIAS = "alias"
    AGE_BAND = "age_band"
    CONTACT_PLAN = "contact_plan"
    ACCESS_NEEDS = "access_needs"
    AREA = "area"
    HEALTH_NOW = "health_now"
    VIOLENCE_RISK = "violence_risk"
    VIOLENCE_FROM = "violence_from"
    SETTING = "setting"
    CONTROLLED = "controlled"
    SEXUAL_ASSAULT = "sexual_assault"
    SAFE_PLACE_TONIGHT = "safe_place_tonight"
    SUICIDE_RISK = "suicide_risk"
    CAPACITY_DOUBT = "capacity_doubt"
    CHILD_AT_RISK = "child_at_risk"
    OWN_NEED = "own_need"
    OTHER_NEEDS = "other_needs"
    NOTE = "note"
    REFERRER = "referrer"


# A column for each field, in the order above.
_TABLE = """
pathway_coordinator     Y Y Y Y Y Y Y - Y Y - Y Y Y - Y Y Y Y
emergency_accommodation Y Y Y Y Y Y Y - - - - Y - - - Y - Y Y
housing_advice          Y Y Y Y Y - - - - - - Y - - - Y - Y Y
sexual_health           Y Y Y Y Y Y - - - - Y - - - - Y - Y Y
sarc                    Y Y Y Y Y Y - - - - Y - Y Y - Y - Y Y
sexual_violence_support Y Y Y Y Y - - - - - Y - Y - - Y - Y Y
substance_misuse        Y Y Y Y Y Y - - - - - - - Y - Y - Y Y
mental_health           Y Y Y Y Y Y - - - - - - Y - - Y - Y Y
mental_health_crisis    Y Y Y Y Y Y - - - - - Y Y Y - Y - Y Y
benefits_advice         Y Y Y Y Y - - - - - - - - - - Y - - Y
legal_advice            Y Y Y Y Y - - - - - - - - - - Y - - Y
practical_support       Y Y Y Y Y - - - - - - - - - - Y - - Y
third_party_reporting   Y Y Y Y Y - - - - - - - - - - Y - - Y
vawg_service            Y Y Y Y Y - Y Y - Y - Y - - Y Y - Y Y
domestic_abuse_service  Y Y Y Y Y - Y Y - - - Y - - Y Y - Y Y
idva_marac              Y Y Y Y Y - Y Y - - - Y Y - Y Y - Y Y
exit_support_service    Y Y Y Y Y - - - Y Y - Y - - - Y Y Y Y
local_equivalent        Y Y Y Y Y - Y - - - - Y - - - Y Y Y Y
nrm_first_responder     Y Y Y Y Y - Y - - Y - Y - - Y Y - Y Y
childrens_social_care   Y Y Y Y Y Y Y Y - Y Y Y Y - Y Y - Y Y
adult_safeguarding      Y Y Y Y Y Y Y Y - Y - Y Y Y - Y - Y Y
"""


def _read(table: str) -> dict[AgencyType, frozenset[Field]]:
    rows = (line.split() for line in table.splitlines() if line)
    return {
        AgencyType(name): frozenset(field for field, cell in zip(Field, cells, strict=True) if cell == "Y")
        for name, *cells in rows
    }


SEEN_BY: MappingProxyType[AgencyType, frozenset[Field]] = MappingProxyType(_read(_TABLE))

FIELD_WORDS: MappingProxyType[Field, str] = MappingProxyType(
    {
        Field.ALIAS: "the name or initials you give",
        Field.AGE_BAND: "whether she is under 18",
        Field.CONTACT_PLAN: "how to reach her",
        Field.ACCESS_NEEDS: "what she needs to get in",
        Field.AREA: "roughly where she is",
        Field.HEALTH_NOW: "whether she is hurt or unwell",
        Field.VIOLENCE_RISK: "whether she fears violence",
        Field.VIOLENCE_FROM: "from whom",
        Field.SETTING: "where she meets people",
        Field.CONTROLLED: "whether anyone controls her",
        Field.SEXUAL_ASSAULT: "whether she was assaulted",
        Field.SAFE_PLACE_TONIGHT: "whether she has somewhere safe tonight",
        Field.SUICIDE_RISK: "thoughts of ending her life",
        Field.CAPACITY_DOUBT: "doubt that she can decide just now",
        Field.CHILD_AT_RISK: "whether a child is in danger",
        Field.OWN_NEED: "the help they are asked for",
        Field.OTHER_NEEDS: "what else she wants help with",
        Field.NOTE: "your note",
        Field.REFERRER: "your name, and how to reach you",
    }
)
"""Each field inside "They will see ..."."""

AFTER_ACCEPTANCE = frozenset({Field.ALIAS, Field.CONTACT_PLAN})
"""Who she is and how to reach her: seen by the receiver once she has been taken."""

_FACT_OF: MappingProxyType[Field, str] = MappingProxyType(
    {
        Field.AGE_BAND: "age",
        Field.AREA: "area",
        **{
            field: field.value
            for field in (
                Field.HEALTH_NOW,
                Field.VIOLENCE_RISK,
                Field.VIOLENCE_FROM,
                Field.SETTING,
                Field.CONTROLLED,
                Field.SEXUAL_ASSAULT,
                Field.SAFE_PLACE_TONIGHT,
                Field.SUICIDE_RISK,
                Field.CAPACITY_DOUBT,
                Field.CHILD_AT_RISK,
            )
        },
    }
)

_SHORT: MappingProxyType[Field, str] = MappingProxyType(
    {
        Field.AGE_BAND: "Age",
        Field.AREA: "Area",
        Field.HEALTH_NOW: "Hurt or unwell",
        Field.VIOLENCE_RISK: "Fears violence",
        Field.VIOLENCE_FROM: "From whom",
        Field.SETTING: "Where she meets people",
        Field.CONTROLLED: "Somebody controls her",
        Field.SEXUAL_ASSAULT: "Raped or assaulted",
        Field.SAFE_PLACE_TONIGHT: "Somewhere safe tonight",
        Field.SUICIDE_RISK: "Thoughts of ending her life",
        Field.CAPACITY_DOUBT: "Doubt that she can decide",
        Field.CHILD_AT_RISK: "A child in danger",
        Field.ACCESS_NEEDS: "What she needs to get in",
        Field.OWN_NEED: "Asked for",
        Field.OTHER_NEEDS: "Wants help with, too",
    }
)


def may_get_a_leg(agency: AgencyType) -> bool:
    """Whether an agency of this kind may be sent a referral at all."""
    return agency in SEEN_BY


def sees(agency: AgencyType, field: Field) -> bool:
    """Whether an agency of this kind sees one thing."""
    return field in SEEN_BY.get(agency, frozenset())


def they_will_see(agency: AgencyType) -> str:
    """Return what an agency will see, as one sentence to read to her."""
    words = [FIELD_WORDS[field] for field in Field if sees(agency, field)]
    return f"They will see {', '.join(words[:-1])} and {words[-1]}. Nothing else." if words else "They see nothing."


def facts_for(agency: AgencyType, answers: Answers) -> Iterator[tuple[str, str]]:
    """Yield (label, words) of each fact that an agency sees and somebody knows."""
    for field in Field:
        if sees(agency, field) and (words := _words(field, agency, answers)):
            yield _SHORT[field], words


def _words(field: Field, agency: AgencyType, answers: Answers) -> str:
    if field is Field.OWN_NEED:
        ticked = [NEED_LABELS[need] for need in needs_of(agency) if need in answers.needs]
        return ", ".join(ticked) or call_scripts.wish(agency)
    if field is Field.OTHER_NEEDS:
        return ", ".join(other_needs(agency, answers))
    if field is Field.ACCESS_NEEDS:
        offered = dict(QUESTION["access_needs"].answers)
        return ", ".join(offered[need] for need in answers.access_needs)
    return ", ".join(VALUE_WORDS[_FACT_OF[field]][value] for value in known(field, answers))


def known(field: Field, answers: Answers) -> tuple[str, ...]:
    """Return the values of a field that is a fact, () where nobody answered it or it is no fact."""
    name = _FACT_OF.get(field)
    value = getattr(answers, name) if name else ()
    if name and value == FACT[name].blank:
        return ()
    return tuple(one.value for one in value) if isinstance(value, tuple) else (value.value,)


def other_needs(agency: AgencyType, answers: Answers) -> tuple[str, ...]:
    """Return what she wants help with that is not what this kind of agency is for."""
    return tuple(NEED_LABELS[need] for need in answers.needs if need not in needs_of(agency))


def needs_of(agency: AgencyType) -> tuple[Need, ...]:
    """Return the needs of the page of questions that this kind of agency is for."""
    return tuple(need for need in NEEDS_ASKED if agency in NEED_AGENCIES[need])
