"""The order in which numbers are rung, and when each is to be rung again. Plain values in and out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from uuid import UUID

from pathway.directory.freshness import is_number_fresh
from pathway.directory.vocabulary import AgencyType
from pathway.launch.vocabulary import CallOutcome, Show


class Group(IntEnum):
    """A part of the sheet, in the order in which it is worked through."""

    PROMISED = 0
    COUNCIL = 1
    HAVENS = 2
    CRISIS = 3
    URGENT = 4
    HELPLINES = 5
    DRUGS = 6
    IDVA = 7
    REST = 8

    @property
    def label(self) -> str:
        """The heading of the part."""
        return _LABELS[self]


_LABELS = {
    Group.PROMISED: "You meant to ring these again by now",
    Group.COUNCIL: "Children's, adults' and housing services",
    Group.HAVENS: "The Havens",
    Group.CRISIS: "Mental health crisis",
    Group.URGENT: "A&E and urgent treatment",
    Group.HELPLINES: "Helplines",
    Group.DRUGS: "Drugs and alcohol",
    Group.IDVA: "IDVA and MARAC",
    Group.REST: "The rest",
}

_TYPES = {
    Group.COUNCIL: {
        AgencyType.CHILDRENS_SOCIAL_CARE,
        AgencyType.ADULT_SAFEGUARDING,
        AgencyType.EMERGENCY_ACCOMMODATION,
    },
    Group.HAVENS: {AgencyType.SARC},
    Group.CRISIS: {AgencyType.MENTAL_HEALTH_CRISIS},
    Group.URGENT: {AgencyType.URGENT_CARE},
    Group.HELPLINES: {
        AgencyType.MODERN_SLAVERY_HELPLINE,
        AgencyType.NRM_FIRST_RESPONDER,
        AgencyType.CHILD_TRAFFICKING_ADVICE,
        AgencyType.SEXUAL_VIOLENCE_SUPPORT,
        AgencyType.DOMESTIC_ABUSE_SERVICE,
    },
    Group.DRUGS: {AgencyType.SUBSTANCE_MISUSE},
    Group.IDVA: {AgencyType.IDVA_MARAC},
}
GROUP_OF = {kind: group for group, kinds in _TYPES.items() for kind in kinds}


def group_of(kinds: Iterable[AgencyType]) -> Group:
    """Return the first part of the sheet that a listing of these kinds belongs to."""
    return min((GROUP_OF.get(kind, Group.REST) for kind in kinds), default=Group.REST)


class Standing(IntEnum):
    """The state of a number: whether it waits to be rung, and why."""

    NEVER_RUNG = 0
    CHANGED = 1
    GROWN_OLD = 2
    DUE_AGAIN = 3
    LATER = 4
    RIGHT = 5
    HIDDEN = 6

    @property
    def show(self) -> Show:
        """The page of the sheet that it is on."""
        if self is Standing.LATER:
            return Show.LATER
        return Show.DONE if self >= Standing.RIGHT else Show.NOW


@dataclass(frozen=True)
class LastCall:
    """What the sheet knows of the latest call of a number. `made_at` and `again_at` are aware UTC."""

    service_id: UUID
    phone_id: UUID
    turn: int
    number: str
    digits: str
    result: CallOutcome
    spoke_to: str | None
    again_at: datetime | None
    new_number: str | None
    made_at: datetime
    made_by: UUID
    made_by_name: str


def standing_of(digits: str, checked_on: date | None, last: LastCall | None, now: datetime, today: date) -> Standing:
    """Return the state of a number of a listing. A call counts for the digits that were rung, and for no others."""
    is_fresh = is_number_fresh(checked_on, today)
    if last is None or last.digits != digits or last.result is CallOutcome.TAKEN_BACK:
        return Standing.RIGHT if is_fresh else Standing.NEVER_RUNG
    if last.again_at is not None:
        return Standing.LATER if last.again_at > now else Standing.DUE_AGAIN
    if last.result is CallOutcome.CHANGED:
        return Standing.CHANGED
    if last.result is CallOutcome.CONFIRMED:
        return Standing.RIGHT if is_fresh else Standing.GROWN_OLD
    return Standing.NEVER_RUNG  # said to be wrong, hidden, and somebody has put it back


@dataclass(frozen=True)
class Line:
    """One number of the sheet, with what its place in the order depends on."""

    service_id: UUID
    phone_id: UUID
    group: Group
    is_night_line: bool
    standing: Standing
    slug: str
    position: int
    last: LastCall | None

    @property
    def shown_in(self) -> Group:
        """The part of the sheet that it is in: what was promised comes before everything."""
        return Group.PROMISED if self.standing is Standing.DUE_AGAIN else self.group

    @property
    def sort_key(self) -> tuple[object, ...]:
        """Night lines first in each part; then those never rung, then by the time of the next call."""
        again = self.last.again_at.timestamp() if self.last and self.last.again_at else 0.0
        if self.standing is Standing.DUE_AGAIN:
            return (Group.PROMISED, again, self.slug, self.position)
        return (self.group, not self.is_night_line, self.standing, again, self.slug, self.position)


AFTER_NO_ANSWER = timedelta(hours=2)
"""When a number that nobody answered comes back by itself."""
