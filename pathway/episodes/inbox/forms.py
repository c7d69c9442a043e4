"""What may be typed about a leg. Each form knows its operation, the words of its button, and what it would say."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time
from types import MappingProxyType
from typing import Any, ClassVar

from wtforms import ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from pathway.core.clock import LONDON, utc_now
from pathway.directory.vocabulary import AGENCY_LABELS, AgencyType
from pathway.episodes.inbox import operations
from pathway.episodes.inbox.first_contact import When, planned, shortcuts
from pathway.episodes.inbox.operations import Answering
from pathway.episodes.leg_states import LONGEST_HOLD
from pathway.episodes.seen_by import SEEN_BY
from pathway.episodes.unsafe_words import Unsafe, unsafe_words
from pathway.episodes.vocabulary import (
    CHANNEL_WORDS,
    OUTCOME_WORDS,
    REASON_WORDS,
    WHY_DECLINED,
    WHY_ENDED,
    WHY_HELD,
    Channel,
    LegEventKind,
    OutcomeCode,
    ReasonCode,
)
from pathway.web.done_at import DoneAtForm, day_field, time_field
from pathway.web.forms import (
    BaseForm,
    GovDateField,
    GovInputField,
    GovRadioField,
    GovSelectField,
    GovTextField,
    GovTickField,
    GovTimeField,
    choices_of,
)

LONGEST_WORKER, LONGEST_QUESTION = 80, 300


def _reasons(codes: Iterable[ReasonCode]) -> list[SelectChoice]:
    return choices_of((code, REASON_WORDS[code]) for code in codes)


class ActForm(BaseForm):
    """One thing that can be done with a leg. `act`: its name in the address. `kind`: the event, None for a question."""

    act: ClassVar[str]
    kind: ClassVar[LegEventKind | None]
    title: ClassVar[str]
    button: ClassVar[str]
    done: ClassVar[str]

    def __init__(self, formdata: Any = None, **options: Any) -> None:
        super().__init__(formdata, prefix=f"{self.act}-", **options)
        self.is_typed = formdata is not None

    def apply(self, answering: Answering) -> None:
        """Do it."""
        raise NotImplementedError

    @property
    def wanted(self) -> Iterator[tuple[str, str]]:
        """Yield (label, words) of what was typed, for the page that says somebody was quicker."""
        for field in self:
            if not field.data or isinstance(field, GovTickField):
                continue
            chosen = (
                [choice.label for choice in field.iter_choices() if choice.value == field.data]
                if hasattr(field, "iter_choices")
                else []
            )
            yield str(field.label.text), str(chosen[0] if chosen else field._value())


class AcknowledgeForm(ActForm):
    """Seen."""

    act, kind = "acknowledge", LegEventKind.ACKNOWLEDGED
    title = button = "I have seen it"
    done = "Noted that you have seen it. Whoever referred her is told. Somebody still has to take her, or not."

    def apply(self, answering: Answering) -> None:
        """Do it."""
        operations.acknowledge(answering)


class AcceptForm(ActForm):
    """Taken, by whom and with a first contact planned."""

    act, kind = "accept", LegEventKind.ACCEPTED
    title, button = "Take her", "Take her"
    done = "You have taken her. Whoever referred her is told. How to reach her is behind the button below."

    worker = GovInputField("Who takes her: a worker or a team")
    when = GovRadioField("First contact with her", validate_choice=False)
    day = GovDateField("Another day", validators=[Optional()])
    clock_time = GovTimeField("At", validators=[Optional()])

    planned_for: datetime

    def __init__(self, formdata: Any = None, *, worker: str = "", **options: Any) -> None:
        now = utc_now()
        offered = choices_of(shortcuts(now))
        super().__init__(formdata, **options)
        self.when.choices = offered
        if formdata is None:
            self.worker.data = worker
            self.when.data = str(offered[1].value if offered[1].value == When.TODAY else When.TOMORROW)

    def validate_worker(self, field: Any) -> None:
        """Ask for somebody, in few signs and without a number that is nobody's business."""
        field.data = " ".join((field.data or "").split())
        if not field.data:
            raise ValidationError("Say who takes her: a worker's name, or a team")
        if len(field.data) > LONGEST_WORKER:
            raise ValidationError(f"At most {LONGEST_WORKER} characters")

    def validate_when(self, field: Any) -> None:
        """Read when the first contact is planned."""
        if field.data not in set(When):
            raise ValidationError("Choose when she is reached first")
        try:
            planned_for = planned(When(field.data), utc_now(), self.day.data, self.clock_time.data)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        self.planned_for = planned_for.astimezone(UTC)

    def apply(self, answering: Answering) -> None:
        """Do it."""
        operations.accept(answering, self.worker.data, self.planned_for)


class DeclineForm(ActForm):
    """Not taken, and why."""

    act, kind = "decline", LegEventKind.DECLINED
    title, button = "Do not take her", "Do not take her"
    done = "Noted. Whoever referred her is told now: she is with them again."

    reason = GovRadioField(
        "Why not?", choices=_reasons(WHY_DECLINED), validators=[InputRequired("Choose why you do not take her")]
    )
    suggestion = GovSelectField(
        "Who would be right?",
        description="Only a kind of agency, if you know one.",
        choices=[SelectChoice("", "I do not know"), *choices_of((kind, AGENCY_LABELS[kind]) for kind in SEEN_BY)],
    )

    def apply(self, answering: Answering) -> None:
        """Do it."""
        suggestion = AgencyType(self.suggestion.data) if self.suggestion.data else None
        operations.decline(answering, ReasonCode(self.reason.data), suggestion)


class HoldForm(ActForm):
    """Waiting for her."""

    act, kind = "hold", LegEventKind.HELD
    title, button = "Put it on hold", "Put it on hold"
    done = "It is on hold. It goes on by itself on the day you gave."

    reason = GovRadioField("Why?", choices=_reasons(WHY_HELD), validators=[InputRequired("Choose why")])
    until = GovDateField(
        "Until when",
        description=f"At most {LONGEST_HOLD.days} days. It goes on by itself in the morning of that day.",
        validators=[InputRequired("Give the day on which it goes on")],
    )

    until_at: datetime

    def validate_until(self, field: Any) -> None:
        """Refuse a day that is over or too far off."""
        if not field.data:
            return
        at, now = datetime.combine(field.data, time(9), LONDON), utc_now()
        if at <= now:
            raise ValidationError("This day is over, or has begun. Give one that is still to come")
        if field.data > now.astimezone(LONDON).date() + LONGEST_HOLD:
            raise ValidationError(f"At most {LONGEST_HOLD.days} days")
        self.until_at = min(at.astimezone(UTC), now + LONGEST_HOLD)

    def apply(self, answering: Answering) -> None:
        """Do it."""
        operations.hold(answering, ReasonCode(self.reason.data), self.until_at)


class ResumeForm(ActForm):
    """Going on."""

    act, kind = "resume", LegEventKind.RESUMED
    title = button = "Go on with it"
    done = "It is no longer on hold."

    def apply(self, answering: Answering) -> None:
        """Do it."""
        operations.resume(answering)


class _WithTime(DoneAtForm, ActForm):
    """Something that was done by a channel, now or a while ago."""

    channel = GovRadioField("How?", choices=choices_of(CHANNEL_WORDS.items()), validators=[InputRequired("Choose how")])
    day, clock_time = day_field(), time_field()


class AttemptForm(_WithTime):
    """Tried, and not reached."""

    act, kind = "attempt", LegEventKind.ATTEMPTED
    title, button = "Tried, not reached", "Note the try"
    done = "The try is noted."

    def apply(self, answering: Answering) -> None:
        """Do it."""
        operations.attempt(answering, Channel(self.channel.data), self.at)


class ContactForm(_WithTime):
    """Reached."""

    act, kind = "contact", LegEventKind.CONTACT_MADE
    title, button = "Reached her", "Note that you reached her"
    done = "Noted that you reached her."

    def apply(self, answering: Answering) -> None:
        """Do it."""
        operations.make_contact(answering, Channel(self.channel.data), self.at)


class DeliverForm(ActForm):
    """Done."""

    act, kind = "deliver", LegEventKind.DELIVERED
    title, button = "She has the help", "Note it and close"
    done = "Noted. This referral is closed."

    outcome = GovRadioField(
        "What came of it?",
        choices=choices_of(OUTCOME_WORDS.items()),
        validators=[InputRequired("Choose what came of it")],
    )

    def apply(self, answering: Answering) -> None:
        """Do it."""
        operations.deliver(answering, OutcomeCode(self.outcome.data))


class EndForm(ActForm):
    """Ended without help."""

    act, kind = "end", LegEventKind.ENDED
    title, button = "End it without help", "End it"
    done = "Noted."

    reason = GovRadioField("Why?", choices=_reasons(WHY_ENDED), validators=[InputRequired("Choose why it ends")])

    def apply(self, answering: Answering) -> None:
        """Do it."""
        operations.end(answering, ReasonCode(self.reason.data), utc_now())


class QuestionForm(ActForm):
    """A question to whoever referred her."""

    act, kind = "ask", None
    title, button = "Ask whoever referred her", "Ask"
    done = "Your question is with whoever referred her. The answer comes here."

    words = GovTextField(
        "Your question",
        description=f"At most {LONGEST_QUESTION} characters. No names, and not where she is.",
        validators=[
            InputRequired("Write the question"),
            Length(max=LONGEST_QUESTION, message=f"At most {LONGEST_QUESTION} characters"),
        ],
    )
    keep = GovTickField("Keep my words as they are")

    def validate_words(self, field: Any) -> None:
        """Refuse a full postcode; ask about a number or a number plate."""
        check_words(field.data, keeps=bool(self.keep.data))

    def apply(self, answering: Answering) -> None:
        """Do it."""
        operations.ask(answering, self.words.data.strip())


class AnswerForm(BaseForm):
    """The answer of whoever referred her."""

    words = GovTextField(
        "Your answer",
        description=f"At most {LONGEST_QUESTION} characters. No names, and not where she is.",
        validators=[
            InputRequired("Write the answer"),
            Length(max=LONGEST_QUESTION, message=f"At most {LONGEST_QUESTION} characters"),
        ],
    )
    keep = GovTickField("Keep my words as they are")

    def validate_words(self, field: Any) -> None:
        """Refuse a full postcode; ask about a number or a number plate."""
        check_words(field.data, keeps=bool(self.keep.data))


def check_words(typed: str | None, *, keeps: bool) -> None:
    """Refuse what a text about her should not hold. Raises ValidationError."""
    found = unsafe_words(typed or "")
    if Unsafe.POSTCODE in found:
        raise ValidationError("This holds a full postcode. Take it out: it would say where she is")
    if found and not keeps:
        raise ValidationError(f"This holds {' and '.join(found)}. Take it out, or tick below that it has to stay")


FORMS: Mapping[str, type[ActForm]] = MappingProxyType(
    {
        form.act: form
        for form in (
            AcknowledgeForm,
            AcceptForm,
            DeclineForm,
            ContactForm,
            AttemptForm,
            DeliverForm,
            HoldForm,
            ResumeForm,
            EndForm,
            QuestionForm,
        )
    }
)
"""Every act, in the order in which a page shows them."""
