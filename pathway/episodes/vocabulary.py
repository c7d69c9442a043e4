"""Terms of a referral that was sent. The states of a leg are those of a FHIR R4 Task."""

from enum import StrEnum
from types import MappingProxyType


class LegStatus(StrEnum):
    """Where a leg is. The words are FHIR R4's for a Task."""

    REQUESTED = "requested"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    IN_PROGRESS = "in-progress"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    ENTERED_IN_ERROR = "entered-in-error"

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens to the leg. Asking again makes a leg that replaces it."""
        return self in FINAL


FINAL = frozenset(
    {
        LegStatus.REJECTED,
        LegStatus.COMPLETED,
        LegStatus.FAILED,
        LegStatus.CANCELLED,
        LegStatus.ENTERED_IN_ERROR,
    }
)
UNANSWERED = frozenset({LegStatus.REQUESTED, LegStatus.RECEIVED})
"""Nobody has taken her yet: she is still with the referrer."""
TAKEN = frozenset({LegStatus.ACCEPTED, LegStatus.IN_PROGRESS, LegStatus.ON_HOLD})

STATUS_WORDS: MappingProxyType[LegStatus, str] = MappingProxyType(
    {
        LegStatus.REQUESTED: "Sent, not seen yet",
        LegStatus.RECEIVED: "Seen, not taken yet",
        LegStatus.ACCEPTED: "Taken",
        LegStatus.REJECTED: "Not taken",
        LegStatus.IN_PROGRESS: "In touch with her",
        LegStatus.ON_HOLD: "On hold",
        LegStatus.COMPLETED: "Done",
        LegStatus.FAILED: "Ended without help",
        LegStatus.CANCELLED: "Stopped",
        LegStatus.ENTERED_IN_ERROR: "A mistake",
    }
)


class LegEventKind(StrEnum):
    """What happened to a leg."""

    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NOT_ANSWERED = "not_answered"
    ATTEMPTED = "attempted"
    RUNG = "rung"
    CONTACT_MADE = "contact_made"
    HELD = "held"
    RESUMED = "resumed"
    DELIVERED = "delivered"
    ENDED = "ended"
    CANCELLED = "cancelled"
    CONTACT_CHANGED = "contact_changed"
    ENTERED_IN_ERROR = "entered_in_error"


class Party(StrEnum):
    """In which part somebody acts on a leg. `ON_THEIR_WORD`: says what the agency told her on the telephone."""

    REFERRER = "referrer"
    RECEIVER = "receiver"
    ON_THEIR_WORD = "on_their_word"
    COORDINATOR = "coordinator"
    WORKER = "worker"
    SYSTEM = "system"


class ReasonCode(StrEnum):
    """Why a leg was declined, ended or stopped."""

    NO_CAPACITY = "no_capacity"
    OUTSIDE_CRITERIA = "outside_criteria"
    OUTSIDE_AREA = "outside_area"
    CANNOT_MEET_ACCESS_NEED = "cannot_meet_access_need"
    SAFETY_CONFLICT = "safety_conflict"
    WRONG_SERVICE = "wrong_service"
    DUPLICATE = "duplicate"
    NO_RESPONSE = "no_response"
    NOT_WANTED_NOW = "not_wanted_now"
    AGREEMENT_WITHDRAWN = "agreement_withdrawn"
    COULD_NOT_CONTACT = "could_not_contact"
    NOT_FOUND = "not_found"
    NEEDS_MET_ELSEWHERE = "needs_met_elsewhere"
    MOVED_AWAY = "moved_away"
    CHOSE_OTHER = "chose_other"
    DIED = "died"
    IN_CUSTODY_OR_HOSPITAL = "in_custody_or_hospital"
    ENTERED_IN_ERROR = "entered_in_error"
    NOT_REACHED = "not_reached"
    SHE_STOPPED = "she_stopped"
    COULD_NOT_DELIVER = "could_not_deliver"


REASON_WORDS: MappingProxyType[ReasonCode, str] = MappingProxyType(
    {
        ReasonCode.NO_CAPACITY: "No room just now",
        ReasonCode.OUTSIDE_CRITERIA: "She is not one of those they take",
        ReasonCode.OUTSIDE_AREA: "Outside their area",
        ReasonCode.CANNOT_MEET_ACCESS_NEED: "They cannot give what she needs to get in",
        ReasonCode.SAFETY_CONFLICT: "It would not be safe there",
        ReasonCode.WRONG_SERVICE: "Another service is the right one",
        ReasonCode.DUPLICATE: "They have this referral already",
        ReasonCode.NO_RESPONSE: "Nobody answered in time",
        ReasonCode.NOT_WANTED_NOW: "She does not want it now",
        ReasonCode.AGREEMENT_WITHDRAWN: "She took her agreement back",
        ReasonCode.COULD_NOT_CONTACT: "She could not be reached",
        ReasonCode.NOT_FOUND: "She was not where she said she would be",
        ReasonCode.NEEDS_MET_ELSEWHERE: "She has this help already",
        ReasonCode.MOVED_AWAY: "She moved away",
        ReasonCode.CHOSE_OTHER: "She chose another service",
        ReasonCode.DIED: "She died",
        ReasonCode.IN_CUSTODY_OR_HOSPITAL: "She is in custody or in hospital",
        ReasonCode.ENTERED_IN_ERROR: "Entered by mistake",
        ReasonCode.NOT_REACHED: "She was not reached",
        ReasonCode.SHE_STOPPED: "She stopped",
        ReasonCode.COULD_NOT_DELIVER: "They could not give the help",
    }
)

WHY_DECLINED = (
    ReasonCode.NO_CAPACITY,
    ReasonCode.OUTSIDE_CRITERIA,
    ReasonCode.OUTSIDE_AREA,
    ReasonCode.CANNOT_MEET_ACCESS_NEED,
    ReasonCode.SAFETY_CONFLICT,
    ReasonCode.WRONG_SERVICE,
    ReasonCode.DUPLICATE,
)
WHY_ENDED = (ReasonCode.NOT_REACHED, ReasonCode.SHE_STOPPED, ReasonCode.COULD_NOT_DELIVER)
WHY_HELD = (ReasonCode.NOT_WANTED_NOW, ReasonCode.IN_CUSTODY_OR_HOSPITAL, ReasonCode.COULD_NOT_CONTACT)
WHY_CANCELLED = (
    ReasonCode.AGREEMENT_WITHDRAWN,
    ReasonCode.NOT_WANTED_NOW,
    ReasonCode.NEEDS_MET_ELSEWHERE,
    ReasonCode.CHOSE_OTHER,
    ReasonCode.MOVED_AWAY,
    ReasonCode.IN_CUSTODY_OR_HOSPITAL,
    ReasonCode.DIED,
)


class OutcomeCode(StrEnum):
    """What a leg that was delivered came to."""

    HELP_BEGAN = "help_began"
    SEEN = "seen"
    PLACE_FOUND = "place_found"
    ADVICE_GIVEN = "advice_given"
    PASSED_ON_WITH_HER = "passed_on_with_her"


OUTCOME_WORDS: MappingProxyType[OutcomeCode, str] = MappingProxyType(
    {
        OutcomeCode.HELP_BEGAN: "Help has begun",
        OutcomeCode.SEEN: "She was seen",
        OutcomeCode.PLACE_FOUND: "She has a place to stay",
        OutcomeCode.ADVICE_GIVEN: "She had the advice",
        OutcomeCode.PASSED_ON_WITH_HER: "She was taken to another service, and agreed",
    }
)


class ContactMethod(StrEnum):
    """How she may be reached."""

    CALL = "call"
    TEXT = "text"
    THROUGH_WORKER = "through_worker"
    OUTREACH = "outreach"
    PLACE = "place"
    SHE_RINGS = "she_rings"


CONTACT_WORDS: MappingProxyType[ContactMethod, str] = MappingProxyType(
    {
        ContactMethod.CALL: "Ring her",
        ContactMethod.TEXT: "Text her",
        ContactMethod.THROUGH_WORKER: "Through you, her worker",
        ContactMethod.OUTREACH: "At an outreach session",
        ContactMethod.PLACE: "At a place she names",
        ContactMethod.SHE_RINGS: "She rings them, and asks for somebody or says a word",
    }
)

NEEDS_NUMBER = frozenset({ContactMethod.CALL, ContactMethod.TEXT})


class CallOutcome(StrEnum):
    """What came of ringing an agency about her."""

    TAKEN = "taken"
    NOT_TAKEN = "not_taken"
    NO_ANSWER = "no_answer"
    RING_AGAIN = "ring_again"


class Handover(StrEnum):
    """How she was handed over, warmly: nobody was only given a number."""

    RANG_WITH_HER = "rang_with_her"
    THREE_WAY = "three_way"
    WALKED_IN = "walked_in"


HANDOVER_WORDS: MappingProxyType[Handover, str] = MappingProxyType(
    {
        Handover.RANG_WITH_HER: "I rang with her",
        Handover.THREE_WAY: "She, they and I spoke on one call",
        Handover.WALKED_IN: "I walked in with her",
    }
)


class EpisodeStatus(StrEnum):
    """Whether anything is still to be done. FHIR R4's words for a ServiceRequest."""

    ACTIVE = "active"
    COMPLETED = "completed"
    REVOKED = "revoked"
    ENTERED_IN_ERROR = "entered-in-error"


class Channel(StrEnum):
    """How somebody tried to reach her, or did."""

    CALL = "call"
    TEXT = "text"
    THROUGH_REFERRER = "through_referrer"
    OUTREACH = "outreach"
    PLACE = "place"
    IN_PERSON = "in_person"


CHANNEL_WORDS: MappingProxyType[Channel, str] = MappingProxyType(
    {
        Channel.CALL: "By telephone",
        Channel.TEXT: "By text",
        Channel.THROUGH_REFERRER: "Through the worker who referred her",
        Channel.OUTREACH: "At an outreach session",
        Channel.PLACE: "At the place she named",
        Channel.IN_PERSON: "Face to face",
    }
)
