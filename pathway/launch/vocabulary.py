"""Words of the launch."""

from enum import StrEnum


class CallOutcome(StrEnum):
    """What came of a call to one number of a listing."""

    CONFIRMED = "confirmed"
    CHANGED = "changed"
    WRONG = "wrong"
    NO_ANSWER = "no_answer"
    RING_AGAIN = "ring_again"
    TAKEN_BACK = "taken_back"

    @property
    def label(self) -> str:
        """The result as a page says it."""
        return {
            self.CONFIRMED: "It is right",
            self.CHANGED: "It has changed",
            self.WRONG: "Wrong, hidden",
            self.NO_ANSWER: "No answer",
            self.RING_AGAIN: "Ring again",
        }.get(self, "Taken back")


class HowConfirmed(StrEnum):
    """How a service's own people confirmed a draft before it was published; or that only a number was checked."""

    NUMBER = "number"
    RANG = "rang"
    MET = "met"
    EMAIL = "email"

    @property
    def label(self) -> str:
        """The way as a page says it."""
        return {
            self.NUMBER: "Only the number was checked",
            self.RANG: "I rang them",
            self.MET: "I met them",
        }.get(self, "They wrote from their own address")


class SignOffAct(StrEnum):
    """What was done about a signature."""

    SIGNED = "signed"
    WITHDRAWN = "withdrawn"


class Show(StrEnum):
    """Which numbers of the sheet a page shows."""

    NOW = "now"
    LATER = "later"
    DONE = "done"

    @property
    def label(self) -> str:
        """The choice as a page says it."""
        return {self.NOW: "To ring now", self.LATER: "Later"}.get(self, "Done")
