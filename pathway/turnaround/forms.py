"""What may be typed of a milestone: on the board's page of a clock, and on an agency's."""

from typing import ClassVar

from pathway.core.actor import Actor
from pathway.core.errors import InvalidTransitionError
from pathway.turnaround import escalations, operations, queries
from pathway.turnaround.models import EpisodeClock
from pathway.web.done_at import DoneAtForm, day_field, time_field
from pathway.web.forms import BaseForm


class ClockForm(BaseForm):
    """Something that is done with a clock. `act`: its name in the address; `done`: what the page says afterwards."""

    act: ClassVar[str]
    done: ClassVar[str]

    @classmethod
    def said_before(cls, _clock: EpisodeClock) -> dict[str, str]:
        """Return what was chosen last, by field, where the same is said anew; otherwise nothing."""
        return {}

    def apply(self, clock: EpisodeClock, key: str, by: Actor) -> None:
        """Do it."""
        raise NotImplementedError


class TimedForm(DoneAtForm, ClockForm):
    """At a time: just now, or a day and a time that was a while ago."""

    day, clock_time = day_field(), time_field()


class MeetForm(TimedForm):
    """Done."""

    act, done = "met", "Recorded as done."

    def apply(self, clock: EpisodeClock, key: str, by: Actor) -> None:
        """Record it."""
        operations.meet(clock, key, self.at, by)


class SleptForm(TimedForm):
    """She slept there."""

    act, done = "slept", "Recorded that she slept there."

    def apply(self, clock: EpisodeClock, key: str, by: Actor) -> None:
        """Record it."""
        operations.slept_there(clock, key, self.at, by)


class WantForm(ClockForm):
    """She was asked, and wants it."""

    act, done = "wanted", "Recorded that she wants it."

    def apply(self, clock: EpisodeClock, key: str, by: Actor) -> None:
        """Record it."""
        operations.want(clock, key, by)


class DeclineForm(ClockForm):
    """She was asked, and does not want it."""

    act, done = "declined", "Recorded that she does not want it. It is due no more."

    def apply(self, clock: EpisodeClock, key: str, by: Actor) -> None:
        """Record it."""
        operations.decline(clock, key, by)


class TakeForm(ClockForm):
    """She has it: nobody else is called until the next threshold."""

    act, done = "take", "You have it. Nobody else is called before the next time is over."

    def apply(self, clock: EpisodeClock, key: str, by: Actor) -> None:
        """Take what waits about this milestone. Raises InvalidTransitionError where nothing does."""
        waiting = [one for one in queries.open_escalations([clock.episode_id])[clock.episode_id] if one.key == key]
        raised = queries.escalation(waiting[0].id) if waiting else None
        if raised is None:
            raise InvalidTransitionError("Nothing waits to be taken here any more")
        escalations.take(raised, by)


RECORDS = (MeetForm, SleptForm, WantForm, DeclineForm)
"""What those record who deal with her."""


def prefix(act: str, key: str = "") -> str:
    """Return how the names of a form's fields begin: one page has many of these forms."""
    return f"{act}-{key}" if key else act
