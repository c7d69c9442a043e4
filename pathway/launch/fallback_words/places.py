"""Where a row of fallback words is shown, in words. Plain values in and out."""

from dataclasses import dataclass

from pathway.directory.models import Fallback
from pathway.directory.search.fallbacks import Key
from pathway.directory.vocabulary import (
    NEED_AGENCIES,
    NEED_LABELS,
    AgencyType,
    FallbackAge,
    FallbackArea,
    FallbackHours,
)

AREA_WORDS = {
    FallbackArea.ANY: "for any place",
    FallbackArea.BRENT: "in Brent",
    FallbackArea.OTHER_LONDON: "elsewhere in London",
    FallbackArea.ELSEWHERE: "outside London",
}
AGE_WORDS = {FallbackAge.ANY: "", FallbackAge.ADULT: "for a woman of 18 or over", FallbackAge.CHILD: "for a child"}
HOURS_WORDS = {
    FallbackHours.ANY: "at any hour",
    FallbackHours.OFFICE: "in office hours",
    FallbackHours.OUT: "at night and at weekends",
}

OF_A_CHILD = AgencyType.CHILDRENS_SOCIAL_CARE


@dataclass(frozen=True)
class Place:
    """A page that shows the words, and its address where it has one of its own."""

    words: str
    href: str


def key_of(row: Fallback) -> Key:
    """Return the key of a row."""
    return row.agency_type, row.area, row.age, row.hours


def circumstances(key: Key) -> str:
    """Return for whom and when a row is used: "in Brent, at night and at weekends"."""
    _, area, age, hours = key
    return ", ".join(words for words in (AREA_WORDS[area], AGE_WORDS[age], HOURS_WORDS[hours]) if words)


def places_of(kind: AgencyType) -> tuple[Place, ...]:
    """Return the pages that show the words of a kind of agency: searches, a result, of a child."""
    needs = [need for need, kinds in NEED_AGENCIES.items() if kind in kinds]
    searches = [Place(f"Find a service: {NEED_LABELS[need]}", f"/services?need={need}") for need in needs]
    result = Place("Where to refer: where nobody suits or answers", "/check")
    of_a_child = [Place("Emergencies: about a child", "/help-now")] if kind is OF_A_CHILD else []
    return (*searches, result, *of_a_child)


def path_of(key: Key) -> str:
    """Return the part of an address that names a row."""
    return "/".join(key)
