"""Where a service works."""

from typing import Any

from wtforms import ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from pathway.directory.boroughs import BOROUGHS
from pathway.directory.editing.parts import Values
from pathway.directory.editing.sections.section import (
    NOT_SAID,
    Around,
    SectionForm,
    rows_in_place,
    typed_lines,
    words_or_none,
)
from pathway.directory.exchange.cells import area_of
from pathway.directory.listing_record import NO_ID, ServiceAreaRecord, ServiceRecord
from pathway.directory.vocabulary import COVERAGE_LABELS, NATIONS_LABELS, Coverage, Nations
from pathway.web.forms import GovGroupedTicksField, GovInputField, GovRadioField, GovTextField

_OFFERED = ("National", "London", "Brent", *BOROUGHS)

_BESIDE_BRENT = (
    *("Barnet", "Camden", "Ealing", "Hammersmith and Fulham"),
    *("Harrow", "Kensington and Chelsea", "Westminster"),
)
_SOUTH = (
    *("Bexley", "Bromley", "Croydon", "Greenwich", "Kingston upon Thames", "Lambeth", "Lewisham"),
    *("Merton", "Richmond upon Thames", "Southwark", "Sutton", "Wandsworth"),
)
_GROUPS = {
    "The whole country, London, Brent": ("National", "London", "Brent"),
    "Boroughs beside Brent": _BESIDE_BRENT,
    "Other boroughs, north of the river": set(BOROUGHS) - {*_BESIDE_BRENT, *_SOUTH},
    "Other boroughs, south of the river": _SOUTH,
}


class AreasForm(SectionForm):
    """Areas."""

    parts = ("coverage", "areas", "nations", "service_area_description")

    coverage = GovRadioField(
        "How far does it reach?",
        choices=[SelectChoice(coverage.value, label) for coverage, label in COVERAGE_LABELS.items()],
        validators=[InputRequired("Say how far it reaches")],
    )
    areas = GovGroupedTicksField(
        "Whom it serves, by where she lives or is",
        choices=[SelectChoice(name, name) for name in _OFFERED],
        groups=_GROUPS,
        validate_choice=False,
    )
    other_areas = GovTextField("Other areas", description="One on a line, outside London: Leeds, Surrey.")
    nations = GovRadioField(
        "A national service: for which nations?",
        choices=[
            *(SelectChoice(nations.value, label) for nations, label in NATIONS_LABELS.items()),
            SelectChoice(NOT_SAID, "It is not national, or does not say"),
        ],
        default=NOT_SAID,
    )
    service_area_description = GovInputField(
        "In its own words", validators=[Length(max=300, message="Use at most 300 characters")]
    )

    def validate_other_areas(self, field: Any) -> None:
        """Want names of areas."""
        if any(len(line) > 120 for line in typed_lines(field.data)):
            raise ValidationError("Use at most 120 characters on a line")

    @classmethod
    def data_of(cls, service: ServiceRecord) -> dict[str, Any]:
        """Return what its fields hold for a listing."""
        names = [area.name for area in service.areas]
        return {
            "coverage": service.coverage.value,
            "areas": [name for name in names if name in _OFFERED],
            "other_areas": "\n".join(name for name in names if name not in _OFFERED),
            "nations": service.nations or NOT_SAID,
            "service_area_description": service.service_area_description or "",
        }

    def values(self, service: ServiceRecord, _around: Around) -> Values:
        """Return the parts as typed."""
        names = {name: None for name in self.areas.data or () if name in _OFFERED}
        names |= {area_of(line)[1]: None for line in typed_lines(self.other_areas.data)}
        before = [area.name for area in service.areas]
        # What was there stays in its place, what is new comes after.
        ordered = sorted(names, key=lambda name: before.index(name) if name in before else len(before))
        rows = [ServiceAreaRecord(NO_ID, *area_of(name)) for name in ordered]
        return {
            "coverage": Coverage(self.coverage.data),
            "areas": rows_in_place("areas", rows, service.areas, service.slug),
            "nations": Nations(self.nations.data) if self.nations.data else None,
            "service_area_description": words_or_none(self.service_area_description.data),
        }
