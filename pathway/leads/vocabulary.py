"""Words of leads."""

from enum import StrEnum


class LeadKind(StrEnum):
    """What a lead decides: how things are to be done, or what is done about a woman today."""

    POLICY = "policy"
    TACTICAL = "tactical"

    @property
    def label(self) -> str:
        """The kind as a page says it."""
        return "Policy lead" if self is self.POLICY else "Tactical lead"


class ClockDuty(StrEnum):
    """A part that a role has in the 72-hour pathway, by which its clock finds whom to tell. Titles may change."""

    DUTY_COORDINATOR = "duty_coordinator"
    DUTY_LEAD = "duty_lead"
    ON_CALL_MANAGER = "on_call_manager"
    PARTNERSHIP_LEAD = "partnership_lead"
    HOUSING_DUTY_MANAGER = "housing_duty_manager"
    SEXUAL_HEALTH_CLINIC_LEAD = "sexual_health_clinic_lead"
    SUBSTANCE_MISUSE_COMMISSIONER = "substance_misuse_commissioner"

    @property
    def label(self) -> str:
        """The part as a page says it: "Duty lead"."""
        return self.replace("_", " ").capitalize().replace("On call", "On-call")


class Cover(StrEnum):
    """Whether somebody holds a role on a day."""

    HELD = "held"
    DEPUTY = "deputy"
    VACANT = "vacant"


class LeadAct(StrEnum):
    """What was done to a role. The trail has the same words, after "lead."."""

    ADDED = "added"
    CHANGED = "changed"
    CONFIRMED = "confirmed"
    APPOINTED = "appointed"
    HOLDER_CHANGED = "holder_changed"
    HANDED_OVER = "handed_over"
    FORGOTTEN = "forgotten"
    HOURS_SET = "hours_set"
    RETIRED = "retired"
    BROUGHT_BACK = "brought_back"

    @property
    def label(self) -> str:
        """The act as the history of a role says it."""
        return {
            self.ADDED: "Added",
            self.CHANGED: "Changed",
            self.CONFIRMED: "Confirmed as still correct",
            self.APPOINTED: "Somebody took it on",
            self.HOLDER_CHANGED: "What is known of a holder changed",
            self.HANDED_OVER: "Handed over",
            self.FORGOTTEN: "A name forgotten",
            self.HOURS_SET: "Staffed hours changed",
            self.RETIRED: "Taken off the list",
        }.get(self, "Put on the list again")
