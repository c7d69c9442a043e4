"""What kind of agency a service is, which decides what it is found and chosen for."""

from typing import Any

from wtforms import ValidationError
from wtforms.fields import SelectChoice

from pathway.directory.editing.parts import Values, part
from pathway.directory.editing.sections.section import Around, SectionForm, terms_of, typed_lines
from pathway.directory.listing_record import ServiceRecord
from pathway.directory.vocabulary import AGENCY_LABELS, KINDS_BY_999, NEED_AGENCIES, NEED_LABELS, AgencyType, Need
from pathway.web.forms import GovGroupedTicksField, GovTextField

NOT_OFFERED = KINDS_BY_999 | {AgencyType.SAFEGUARDING_LEAD}
"""Kinds that no listing becomes by being edited: emergency numbers, and the worker's own lead."""

_MEETS = {kind: need for need, kinds in NEED_AGENCIES.items() for kind in kinds}

_DANGER, _HEALTH, _HOME = "In danger, or after violence", "Health", "Home, money and rights"
_AT_RISK, _LEAVING = "A child, or an adult at risk", "Leaving, and this pathway"

_KINDS = {
    _DANGER: (
        *(AgencyType.DOMESTIC_ABUSE_SERVICE, AgencyType.IDVA_MARAC, AgencyType.SARC),
        *(AgencyType.SEXUAL_VIOLENCE_SUPPORT, AgencyType.VAWG_SERVICE, AgencyType.THIRD_PARTY_REPORTING),
        *(AgencyType.MODERN_SLAVERY_HELPLINE, AgencyType.NRM_FIRST_RESPONDER),
    ),
    _HEALTH: (
        *(AgencyType.URGENT_CARE, AgencyType.MENTAL_HEALTH_CRISIS, AgencyType.MENTAL_HEALTH),
        *(AgencyType.SEXUAL_HEALTH, AgencyType.SUBSTANCE_MISUSE),
    ),
    _HOME: (
        *(AgencyType.EMERGENCY_ACCOMMODATION, AgencyType.HOUSING_ADVICE, AgencyType.BENEFITS_ADVICE),
        *(AgencyType.LEGAL_ADVICE, AgencyType.PRACTICAL_SUPPORT),
    ),
    _AT_RISK: (
        *(AgencyType.CHILDRENS_SOCIAL_CARE, AgencyType.CHILD_TRAFFICKING_ADVICE),
        AgencyType.ADULT_SAFEGUARDING,
    ),
    _LEAVING: (AgencyType.EXIT_SUPPORT_SERVICE, AgencyType.PATHWAY_COORDINATOR, AgencyType.LOCAL_EQUIVALENT),
}
_NEEDS = {
    _DANGER: (
        *(Need.DOMESTIC_ABUSE, Need.SEXUAL_ASSAULT, Need.FORCED_OR_CONTROLLED),
        *(Need.SAFETY, Need.TALK_AFTER_VIOLENCE, Need.REPORT_BAD_INCIDENT),
    ),
    _HEALTH: (*(Need.URGENT_HEALTH, Need.CRISIS, Need.MENTAL_HEALTH), *(Need.SEXUAL_HEALTH, Need.SUBSTANCE_MISUSE)),
    _HOME: (
        *(Need.SOMEWHERE_TONIGHT, Need.HOUSING, Need.BENEFITS_MONEY),
        *(Need.LEGAL_ADVICE, Need.PRACTICAL),
    ),
    _AT_RISK: (Need.A_CHILD, Need.ADULT_SAFEGUARDING),
    _LEAVING: (Need.EXIT_SUPPORT,),
}


def _label(kind: AgencyType) -> str:
    need = _MEETS.get(kind)
    label = AGENCY_LABELS[kind]
    return label if need is None or NEED_LABELS[need] == label else f"{label}: found under “{NEED_LABELS[need]}”"


class NeedsForm(SectionForm):
    """Kinds of help."""

    parts = ("agency_types", "needs", "topics")

    agency_types = GovGroupedTicksField(
        "What kind of service is it?",
        choices=[SelectChoice(kind.value, _label(kind)) for kind in AgencyType if kind not in NOT_OFFERED],
        groups=_KINDS,
        validate_choice=False,
        description="It is found, and a woman is sent there, for what is ticked here.",
    )
    needs = GovGroupedTicksField(
        "Further needs that it meets",
        choices=[SelectChoice(need.value, NEED_LABELS[need]) for need in Need],
        groups=_NEEDS,
        validate_choice=False,
    )
    topics = GovTextField(
        "Words it is found by",
        description="One on a line: what people type who look for this, and does not stand in its description.",
    )

    had_a_kind = False

    def know(self, service: ServiceRecord) -> None:
        """See whether it has a kind that could be lost."""
        self.had_a_kind = bool(part(service, "agency_types"))

    def validate_agency_types(self, field: Any) -> None:
        """Want one kind at least where there was one: without, nobody finds it by what a woman needs."""
        if self.had_a_kind and not field.data:
            raise ValidationError("Tick at least one: without it nobody finds this service by what a woman needs")

    def validate_topics(self, field: Any) -> None:
        """Want short words."""
        if any(len(line) > 60 for line in typed_lines(field.data)):
            raise ValidationError("Use at most 60 characters on a line")

    @classmethod
    def data_of(cls, service: ServiceRecord) -> dict[str, Any]:
        """Return what its fields hold for a listing."""
        return {
            "agency_types": [term.code for term in part(service, "agency_types")],
            "needs": [term.code for term in part(service, "needs")],
            "topics": "\n".join(term.name for term in part(service, "topics")),
        }

    def values(self, service: ServiceRecord, around: Around) -> Values:
        """Return the parts as typed. A kind that is not offered here stays as it is."""
        stay = [term.code for term in part(service, "agency_types") if term.code in NOT_OFFERED]
        kinds = [kind for kind in self.agency_types.data or () if kind in set(AgencyType) - NOT_OFFERED]
        needs = [need for need in self.needs.data or () if need in set(Need)]
        return {
            "agency_types": terms_of("agency_types", [*stay, *kinds], (), around.terms),
            "needs": terms_of("needs", needs, (), around.terms),
            "topics": terms_of("topics", (), typed_lines(self.topics.data), around.terms, part(service, "topics")),
        }
