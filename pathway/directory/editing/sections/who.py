"""Who a service is for, and whom it cannot take."""

from typing import Any

from wtforms import ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from pathway.directory.client_groups import EXCLUSIONS, GROUPS, slug_of
from pathway.directory.editing.parts import Values, part
from pathway.directory.editing.sections.section import (
    NOT_SAID,
    YES_NO,
    Around,
    SectionForm,
    from_yes_no,
    other_words,
    terms_of,
    to_yes_no,
    typed_lines,
    words_or_none,
)
from pathway.directory.listing_record import ServiceRecord
from pathway.web.forms import GovNumberField, GovRadioField, GovTextField, GovTicksField

_LONGEST_WORDS = 80
_NOT_FOR = {slug_of(words): words for words in EXCLUSIONS}


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _short_lines(_form: Any, field: Any) -> None:
    if any(len(line) > _LONGEST_WORDS for line in typed_lines(field.data)):
        raise ValidationError(f"Use at most {_LONGEST_WORDS} characters on a line")


def _age(_form: Any, field: Any) -> None:
    text = (field.data or "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= 120):
        raise ValidationError("Give an age in years, from 0 to 120, or leave it empty")


class WhoForm(SectionForm):
    """Who for, and who not."""

    parts = ("for_whom", "exclusions", "eligibility_description", "minimum_age", "maximum_age", "women_only")

    for_whom = GovTicksField(
        "For whom",
        choices=[SelectChoice(group.slug, _begun(group.label)) for group in GROUPS.values()],
        validate_choice=False,
    )
    others = GovTextField("Others it is for", description="One group on a line.", validators=[_short_lines])
    women_only = GovRadioField("Women only?", choices=YES_NO, default=NOT_SAID)
    minimum_age = GovNumberField("Youngest age it takes", validators=[_age])
    maximum_age = GovNumberField("Oldest age it takes", validators=[_age])
    eligibility_description = GovTextField(
        "Who may come, in words", validators=[Length(max=2000, message="Use at most 2,000 characters")]
    )
    exclusions = GovTicksField(
        "It cannot take",
        choices=[SelectChoice(slug, _begun(words)) for slug, words in _NOT_FOR.items()],
        validate_choice=False,
        description="What a worker must know before she sends a woman across London. None ticked: not known.",
    )
    other_exclusions = GovTextField(
        "Others it cannot take", description="One group on a line.", validators=[_short_lines]
    )

    @classmethod
    def data_of(cls, service: ServiceRecord) -> dict[str, Any]:
        """Return what its fields hold for a listing."""
        for_whom, exclusions = part(service, "for_whom"), part(service, "exclusions")
        return {
            "for_whom": [term.code for term in for_whom],
            "others": other_words(for_whom, GROUPS),
            "exclusions": [term.code for term in exclusions],
            "other_exclusions": other_words(exclusions, _NOT_FOR),
            "eligibility_description": service.eligibility_description or "",
            "minimum_age": "" if service.minimum_age is None else f"{service.minimum_age}",
            "maximum_age": "" if service.maximum_age is None else f"{service.maximum_age}",
            "women_only": to_yes_no(service.women_only),
        }

    def values(self, service: ServiceRecord, around: Around) -> Values:
        """Return the parts as typed."""
        others, other_exclusions = typed_lines(self.others.data), typed_lines(self.other_exclusions.data)
        before, before_exclusions = part(service, "for_whom"), part(service, "exclusions")
        groups = [slug for slug in self.for_whom.data or () if slug in GROUPS]
        refused = [slug for slug in self.exclusions.data or () if slug in _NOT_FOR]
        return {
            "for_whom": terms_of("for_whom", groups, others, around.terms, before),
            "exclusions": terms_of("exclusions", refused, other_exclusions, around.terms, before_exclusions),
            "eligibility_description": words_or_none(self.eligibility_description.data),
            "minimum_age": int(self.minimum_age.data) if (self.minimum_age.data or "").strip() else None,
            "maximum_age": int(self.maximum_age.data) if (self.maximum_age.data or "").strip() else None,
            "women_only": from_yes_no(self.women_only.data),
        }
