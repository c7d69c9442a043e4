"""What may be typed on the page of a clock. Each form knows what it does, so that the page and the view need not."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from pathway.core.actor import Actor
from pathway.core.clock import LONDON, utc_now
from pathway.turnaround import escalations, operations
from pathway.turnaround.clock import PauseReason
from pathway.turnaround.forms import RECORDS, ClockForm, TakeForm, TimedForm
from pathway.turnaround.models import EpisodeClock
from pathway.turnaround.vocabulary import (
    CHANGED_WORDS,
    LATE_WORDS,
    WITH_HER_WORDS,
    Correction,
    LateReason,
    WhatChanged,
    WithHer,
)
from pathway.web.done_at import DoneAtForm, day_field, time_field
from pathway.web.forms import GovRadioField, GovTimeField

PAUSE_WORDS: MappingProxyType[PauseReason, str] = MappingProxyType(
    {
        PauseReason.HER_CHOICE: "She wants to wait",
        PauseReason.HOSPITAL: "She is in hospital",
        PauseReason.CUSTODY: "She is in custody",
    }
)


def _choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(str(value), words) for value, words in pairs]


class NotNeededForm(ClockForm):
    """It is not needed."""

    act, done = "not-needed", "Asked. It stays due until a second person has confirmed it."

    def apply(self, clock: EpisodeClock, key: str, by: Actor) -> None:
        """Ask."""
        operations.ask_correction(clock, key, Correction.NOT_NEEDED, by)


class MistakeForm(ClockForm):
    """What is recorded was a mistake."""

    act, done = "mistake", "Asked. It stays as it is until a second person has confirmed it."

    def apply(self, clock: EpisodeClock, key: str, by: Actor) -> None:
        """Ask."""
        operations.ask_correction(clock, key, Correction.ENTERED_IN_ERROR, by)


class ConfirmForm(ClockForm):
    """Somebody else's correction is right."""

    act, done = "confirm", "Confirmed."

    def apply(self, clock: EpisodeClock, key: str, by: Actor) -> None:
        """Confirm it."""
        operations.decide_correction(clock, key, by, is_so=True)


class RefuseForm(ClockForm):
    """Somebody else's correction is not right."""

    act, done = "refuse", "Refused. It is as it was."

    def apply(self, clock: EpisodeClock, key: str, by: Actor) -> None:
        """Refuse it."""
        operations.decide_correction(clock, key, by, is_so=False)


class LateForm(ClockForm):
    """Why a milestone was late."""

    act, done = "late", "Thank you: it is noted why."

    reason = GovRadioField(
        "Why was it late?", choices=_choices(LATE_WORDS.items()), validators=[InputRequired("Choose why")]
    )

    def apply(self, clock: EpisodeClock, key: str, by: Actor) -> None:
        """Note it."""
        operations.say_why_late(clock, key, LateReason(self.reason.data), by)


class ReviewForm(ClockForm):
    """Why the 72 hours were not kept, and what changed. It can be said anew: what changes often takes a while."""

    act, done = "review", "Thank you: it is noted why, and what changed."

    reason = GovRadioField(
        "Why were the 72 hours not kept?",
        choices=_choices(LATE_WORDS.items()),
        validators=[InputRequired("Choose why the 72 hours were not kept")],
    )
    changed = GovRadioField(
        "What has changed since?",
        description="You can say it again once more has changed",
        choices=_choices(CHANGED_WORDS.items()),
        validators=[InputRequired("Choose what has changed, or “Nothing yet”")],
    )

    @classmethod
    def said_before(cls, clock: EpisodeClock) -> dict[str, str]:
        """Return the reason and what changed, where they were said."""
        both = {"reason": clock.late_reason, "changed": clock.what_changed}
        return {name: choice.value for name, choice in both.items() if choice is not None}

    def apply(self, clock: EpisodeClock, _key: str, by: Actor) -> None:
        """Note both."""
        operations.say_why_late(clock, None, LateReason(self.reason.data), by)
        operations.say_what_changed(clock, WhatChanged(self.changed.data), by)


class TakeOnForm(ClockForm):
    """Take her on, with every warning about her that nobody has taken."""

    act, done = "take-on", "Your name is beside her on the board. Nobody else is called before the next time is over."

    def apply(self, clock: EpisodeClock, key: str, by: Actor) -> None:
        """Do it."""
        operations.take_on(clock, by)
        escalations.take_open(clock.episode_id, by)


class PauseForm(DoneAtForm, ClockForm):
    """Nothing can be done with her for a while."""

    act, done = "pause", "Paused, for the second figure. Warnings go on, and so does the headline."

    reason = GovRadioField(
        "Why?", choices=_choices(PAUSE_WORDS.items()), validators=[InputRequired("Choose why it is paused")]
    )
    day, clock_time = day_field(), time_field()

    def apply(self, clock: EpisodeClock, key: str, by: Actor) -> None:
        """Do it."""
        operations.pause(clock, PauseReason(self.reason.data), self.at, by)


class ResumeForm(TimedForm):
    """It goes on."""

    act, done = "resume", "It goes on."

    def apply(self, clock: EpisodeClock, key: str, by: Actor) -> None:
        """Do it."""
        operations.resume(clock, self.at, by)


class SafetyForm(ClockForm):
    """Who is with her, and until when she is safe."""

    act, done = "safety", "Noted who is with her."

    with_her = GovRadioField(
        "Who is with her?",
        choices=_choices(WITH_HER_WORDS.items()),
        validators=[InputRequired("Choose who is with her")],
    )
    until = GovTimeField(
        "Safe until, if anybody knows", description="The next time the clock shows it", validators=[Optional()]
    )

    def apply(self, clock: EpisodeClock, key: str, by: Actor) -> None:
        """Note it."""
        operations.say_safety(clock, WithHer(self.with_her.data), self._safe_until(), by)

    def _safe_until(self) -> datetime | None:
        if not self.until.data:
            return None
        now = utc_now()
        local = now.astimezone(LONDON)
        moment = datetime.combine(local.date(), self.until.data, LONDON).astimezone(UTC)
        if moment > now:
            return moment
        return datetime.combine(local.date() + timedelta(days=1), self.until.data, LONDON).astimezone(UTC)


class HandOnForm(ClockForm):
    """Another agency leads."""

    act, done = "hand-on", "Handed on."

    leg = GovRadioField("Which agency leads?", validate_choice=False, validators=[InputRequired("Choose who leads")])

    def apply(self, clock: EpisodeClock, key: str, by: Actor) -> None:
        """Do it. The caller has looked that the leg has taken her."""
        raise NotImplementedError  # the view knows the legs


FORMS: Mapping[str, type[ClockForm]] = MappingProxyType(
    {
        form.act: form
        for form in (
            *RECORDS,
            TakeForm,
            NotNeededForm,
            MistakeForm,
            ConfirmForm,
            RefuseForm,
            LateForm,
            ReviewForm,
            TakeOnForm,
            PauseForm,
            ResumeForm,
            SafetyForm,
        )
    }
)


def leg_chosen(typed: str) -> UUID | None:
    """Return the leg that was chosen; None for anything else."""
    try:
        return UUID(typed)
    except ValueError:
        return None
