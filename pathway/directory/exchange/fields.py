"""The single values of a listing: what each is called, what kind of value it is, and who may read it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum, StrEnum
from typing import Any

from pathway.directory.exchange import cells
from pathway.directory.exchange.safe_text import shown
from pathway.directory.vocabulary import Approach, Coverage, Nations, Publication, ReferralChannel, ServiceStatus
from pathway.organizations.vocabulary import OrganizationKind


class Kind(Enum):
    """What a value is."""

    TEXT = "text"
    YES_NO = "yes or no"
    WHOLE = "a whole number"
    DEGREES = "a number of degrees"
    DAY = "a day"
    MOMENT = "a time with its zone"
    WORD = "a word"
    ID = "an id"
    TIME = "a time of day"


@dataclass(frozen=True)
class Field:
    """One value: `words` are those a WORD may be. A required one is never empty."""

    name: str
    kind: Kind = Kind.TEXT
    words: type[StrEnum] | None = None
    is_required: bool = False
    is_staff_only: bool = False


FIELDS = (
    Field("slug", is_required=True),
    Field("name", is_required=True),
    Field("alternate_name"),
    Field("description", is_required=True),
    Field("status", Kind.WORD, ServiceStatus, is_required=True),
    Field("publication", Kind.WORD, Publication, is_required=True),
    Field("url"),
    Field("email"),
    Field("is_free_to_ring", Kind.YES_NO),
    Field("hours_description"),
    Field("coverage", Kind.WORD, Coverage, is_required=True),
    Field("service_area_description"),
    Field("nations", Kind.WORD, Nations),
    Field("eligibility_description"),
    Field("minimum_age", Kind.WHOLE),
    Field("maximum_age", Kind.WHOLE),
    Field("women_only", Kind.YES_NO),
    Field("interpretation_services"),
    Field("referral_channel", Kind.WORD, ReferralChannel),
    Field("takes_professionals", Kind.YES_NO, is_required=True),
    Field("takes_self", Kind.YES_NO, is_required=True),
    Field("referral_note"),
    Field("response_time"),
    Field("what_happens_next"),
    Field("approach", Kind.WORD, Approach),
    Field("alert"),
    Field("assured_on", Kind.DAY),
    Field("assured_by"),
    Field("last_modified_at", Kind.MOMENT, is_required=True),
    Field("evidence_grade", is_staff_only=True),
    Field("verification_notes", is_staff_only=True),
)

ORGANIZATION_FIELDS = (
    Field("id", Kind.ID),
    Field("slug", is_required=True),
    Field("name", is_required=True),
    Field("kind", Kind.WORD, OrganizationKind, is_required=True),
    Field("is_first_responder", Kind.YES_NO, is_required=True),
)


def as_cell(value: object) -> str:
    """Write a value as the text of a cell; an empty one is an empty cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return cells.write_yes_no(value)
    if isinstance(value, datetime):
        return cells.write_moment(value)
    if isinstance(value, time):
        return cells.write_time(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def from_cell(field: Field, text: str) -> Any:
    """Read a cell. An empty one is None; ValueError says what is wrong."""
    if text == "":
        return None
    match field.kind:
        case Kind.TEXT:
            return text
        case Kind.YES_NO:
            return cells.read_yes_no(text)
        case Kind.WHOLE:
            return cells.read_whole(text)
        case Kind.DEGREES:
            return cells.read_degrees(text)
        case Kind.DAY:
            return cells.read_day(text)
        case Kind.MOMENT:
            return cells.read_moment(text)
        case Kind.ID:
            return cells.read_id(text)
        case Kind.TIME:
            return cells.read_time(text)
    return cells.read_word(field.words or StrEnum, text)


def as_json(value: object) -> Any:
    """Write a value as JSON has it."""
    return value if isinstance(value, bool | int | float | str) and not isinstance(value, StrEnum) else as_cell(value)


def from_json(field: Field, value: object) -> Any:
    """Read a JSON value. null and "" are None; ValueError says what is wrong."""
    if value is None or value == "":
        return None
    match field.kind, value:
        case Kind.YES_NO, bool():
            return value
        case Kind.WHOLE, int() if not isinstance(value, bool) and abs(value) <= cells.LARGEST_WHOLE:
            return value
        case Kind.DEGREES, int() | float() if not isinstance(value, bool):
            return float(value) + 0.0
        case Kind.YES_NO | Kind.WHOLE | Kind.DEGREES, _:
            pass
        case _, str():
            return from_cell(field, value)
    raise ValueError(f"{shown(str(value))} is not {field.kind.value}")
