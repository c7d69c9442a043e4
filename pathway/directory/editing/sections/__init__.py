"""The sections of a listing, each with a form of its own."""

from types import MappingProxyType

from pathway.directory.completeness import Part
from pathway.directory.editing.sections.about import AboutForm
from pathway.directory.editing.sections.areas import AreasForm
from pathway.directory.editing.sections.hours import HoursForm
from pathway.directory.editing.sections.needs import NeedsForm
from pathway.directory.editing.sections.numbers import NumbersForm
from pathway.directory.editing.sections.places import PlacesForm
from pathway.directory.editing.sections.referral import ReferralForm
from pathway.directory.editing.sections.section import Around, Section, SectionForm
from pathway.directory.editing.sections.who import WhoForm

__all__ = ["SECTIONS", "SECTION_OF", "Around", "Section", "SectionForm"]

SECTIONS = MappingProxyType(
    {
        section.slug: section
        for section in (
            Section("about", "What it does", AboutForm),
            Section("who", "Who for, and who not", WhoForm),
            Section("numbers", "Numbers", NumbersForm),
            Section("hours", "Hours", HoursForm),
            Section("refer", "How to refer, and what happens next", ReferralForm),
            Section("places", "Places", PlacesForm),
            Section("areas", "Areas", AreasForm),
            Section("needs", "Kinds of help", NeedsForm),
        )
    }
)
"""By the word in their addresses, in the order of the page."""

SECTION_OF = MappingProxyType(
    {Part.WAY: "refer", Part.NUMBER: "numbers", Part.HOURS: "hours", Part.FOR_WHOM: "who", Part.AREA: "areas"}
)
"""In which section each thing that a listing may lack is said."""
