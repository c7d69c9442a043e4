"""Words of the 72-hour clock. Plain Python."""

from enum import StrEnum
from types import MappingProxyType


class Settled(StrEnum):
    """Why a milestone is due no more. An attempt settles nothing."""

    MET = "met"
    DECLINED = "declined"
    NOT_NEEDED = "not_needed"


class Correction(StrEnum):
    """What somebody asks for of a milestone, and a second person confirms."""

    NOT_NEEDED = "not_needed"
    ENTERED_IN_ERROR = "entered_in_error"


class ClockEnd(StrEnum):
    """Why a clock no longer runs.

    `COMPLETED`: all that she wanted was done. The others end it before that, and are counted apart.
    """

    COMPLETED = "completed"
    SHE_STOPPED = "she_stopped"
    NOT_REACHED = "not_reached"
    CLOSED = "closed"
    ENTERED_IN_ERROR = "entered_in_error"


class WithHer(StrEnum):
    """Who is with her, as whoever spoke to her last says. Never a name."""

    REFERRER = "referrer"
    AGENCY = "agency"
    HOSPITAL = "hospital"
    SAFE_PLACE = "safe_place"
    FRIEND = "friend"
    ALONE = "alone"
    UNKNOWN = "unknown"


WITH_HER_WORDS: MappingProxyType[WithHer, str] = MappingProxyType(
    {
        WithHer.REFERRER: "The worker who referred her",
        WithHer.AGENCY: "A worker of an agency",
        WithHer.HOSPITAL: "Staff of a hospital",
        WithHer.SAFE_PLACE: "She is in a safe place, with staff",
        WithHer.FRIEND: "A friend or family she trusts",
        WithHer.ALONE: "Nobody: she is alone",
        WithHer.UNKNOWN: "Nobody knows",
    }
)


class LateReason(StrEnum):
    """Why something was late, as whoever owns it says."""

    NO_CAPACITY = "no_capacity"
    NOBODY_ANSWERED = "nobody_answered"
    NOT_REACHED = "not_reached"
    HER_CHOICE = "her_choice"
    WAITED_FOR_ANOTHER = "waited_for_another"
    STAFF_ABSENT = "staff_absent"
    RECORDED_LATE = "recorded_late"


LATE_WORDS: MappingProxyType[LateReason, str] = MappingProxyType(
    {
        LateReason.NO_CAPACITY: "There was no room, or no appointment",
        LateReason.NOBODY_ANSWERED: "Nobody answered",
        LateReason.NOT_REACHED: "She could not be reached",
        LateReason.HER_CHOICE: "She wanted more time",
        LateReason.WAITED_FOR_ANOTHER: "Another agency had to act first",
        LateReason.STAFF_ABSENT: "Nobody was at work to do it",
        LateReason.RECORDED_LATE: "It was done in time, and recorded late",
    }
)


class WhatChanged(StrEnum):
    """What changed because the 72 hours were not kept, so that a breach answers to somebody: see `measures`."""

    NOTHING_YET = "nothing_yet"
    NO_NEED = "no_need"
    TALKED_WITH_AGENCY = "talked_with_agency"
    ROTA = "rota"
    LISTING = "listing"
    ANOTHER_AGENCY = "another_agency"
    RECORDS = "records"
    PARTNERSHIP = "partnership"


CHANGED_WORDS: MappingProxyType[WhatChanged, str] = MappingProxyType(
    {
        WhatChanged.NOTHING_YET: "Nothing yet",
        WhatChanged.NO_NEED: "Nothing has to change",
        WhatChanged.TALKED_WITH_AGENCY: "We talked with the agency",
        WhatChanged.ROTA: "Who is on duty, or the rota",
        WhatChanged.LISTING: "The listing: its numbers, its hours or how to refer",
        WhatChanged.ANOTHER_AGENCY: "Another agency takes this now",
        WhatChanged.RECORDS: "How or when it is recorded",
        WhatChanged.PARTNERSHIP: "It was raised with the partnership",
    }
)


class ClockEventKind(StrEnum):
    """What happened to a clock, or to one of its milestones."""

    STARTED = "started"
    TAKEN_ON = "taken_on"
    HANDED_ON = "handed_on"
    NOBODY_LEADS = "nobody_leads"
    MET = "met"
    WANTED = "wanted"
    DECLINED = "declined"
    SLEPT_THERE = "slept_there"
    CORRECTION_ASKED = "correction_asked"
    CORRECTION_CONFIRMED = "correction_confirmed"
    CORRECTION_REFUSED = "correction_refused"
    PAUSED = "paused"
    RESUMED = "resumed"
    LATE_REASON = "late_reason"
    WHAT_CHANGED = "what_changed"
    SAFETY_SAID = "safety_said"
    ESCALATED = "escalated"
    ESCALATION_TAKEN = "escalation_taken"
    ENDED = "ended"
    REOPENED = "reopened"


class Reached(StrEnum):
    """By whom an escalation was heard. `VACANT`: nobody holds the role, so others were told in its place."""

    TEAM = "team"
    HOLDER = "holder"
    DEPUTY = "deputy"
    PEOPLE = "people"
    INSTEAD = "instead"
    VACANT = "vacant"
