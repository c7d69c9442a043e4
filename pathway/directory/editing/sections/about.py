"""What a service does: its name, its description, its languages, a warning."""

from typing import Any

from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from pathway.directory.editing.parts import Values
from pathway.directory.editing.sections.section import (
    NOT_SAID,
    Around,
    SectionForm,
    rows_in_place,
    typed_lines,
    words_or_none,
)
from pathway.directory.exchange import load
from pathway.directory.listing_record import NO_ID, LanguageRecord, ServiceRecord
from pathway.directory.vocabulary import APPROACH_LABELS, Approach
from pathway.web.forms import GovDateField, GovInputField, GovRadioField, GovTextField

LONGEST_TEXT = 4000
_TOO_LONG = Length(max=LONGEST_TEXT, message=f"Use at most {LONGEST_TEXT:,} characters")
_TOO_LONG_NAME = Length(max=200, message="Use at most 200 characters")


class AboutForm(SectionForm):
    """What it does."""

    parts = (
        "name",
        "alternate_name",
        "description",
        "approach",
        "languages",
        "interpretation_services",
        "alert",
        "funded_until",
    )

    name = GovInputField("Name", validators=[InputRequired("Give its name"), _TOO_LONG_NAME])
    alternate_name = GovInputField("Also called", validators=[_TOO_LONG_NAME])
    description = GovTextField(
        "What it does",
        validators=[InputRequired("Say what it does"), _TOO_LONG],
        description="Say first what she gets there. The card shows the beginning.",
    )
    alert = GovTextField(
        "Warning",
        validators=[_TOO_LONG],
        description="What nobody may miss, in a sentence: it stands above everything else. Empty if there is none.",
    )
    languages = GovTextField("Languages", description="One on a line.", validators=[_TOO_LONG])
    interpretation_services = GovInputField(
        "Interpreters", validators=[Length(max=300, message="Use at most 300 characters")]
    )
    approach = GovRadioField(
        "Approach",
        choices=[
            *(SelectChoice(approach.value, label) for approach, label in APPROACH_LABELS.items()),
            SelectChoice(NOT_SAID, "It does not say"),
        ],
        description="As the service describes itself. It is shown, and never ranked.",
        default=NOT_SAID,
    )

    funded_until = GovDateField(
        "Funded until",
        validators=[Optional()],
        description="Only staff read it. Before that day it is due to be asked.",
    )

    @classmethod
    def data_of(cls, service: ServiceRecord) -> dict[str, Any]:
        """Return what its fields hold for a listing."""
        texts = ("name", "alternate_name", "description", "interpretation_services", "alert")
        return {
            **{name: getattr(service, name) or "" for name in texts},
            "funded_until": service.funded_until,
            "approach": service.approach or NOT_SAID,
            "languages": "\n".join(map(_written, service.languages)),
        }

    def values(self, service: ServiceRecord, _around: Around) -> Values:
        """Return the parts as typed."""
        texts = ("alternate_name", "interpretation_services", "alert")
        rows = [_language(line) for line in typed_lines(self.languages.data)]
        languages = load.in_order("languages", rows_in_place("languages", rows, service.languages, service.slug))
        return {
            **{name: words_or_none(self[name].data) for name in texts},
            "name": " ".join(self.name.data.split()),
            "description": words_or_none(self.description.data) or "",
            "funded_until": self.funded_until.data,
            "approach": Approach(self.approach.data) if self.approach.data else None,
            "languages": languages,
        }


def _written(language: LanguageRecord) -> str:
    return f"{language.name} ({language.note})" if language.note else language.name


def _language(line: str) -> LanguageRecord:
    """Read "Polish", or "Polish (Tuesdays)"."""
    name, bracket, note = line.partition(" (")
    is_noted = bool(bracket) and note.endswith(")") and bool(name)
    return LanguageRecord(NO_ID, name, note[:-1] or None) if is_noted else LanguageRecord(NO_ID, line)
