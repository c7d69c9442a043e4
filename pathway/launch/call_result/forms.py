"""What may be typed about a call."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from wtforms import IntegerField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from pathway.core.clock import LONDON, utc_now
from pathway.directory.phone_numbers import digits_of, numbers_in, why_no_number
from pathway.launch.vocabulary import HowConfirmed
from pathway.web.forms import BaseForm, GovDateField, GovInputField, GovRadioField, GovTimeField

LONGEST = 30
"""Characters of a number as a listing has it."""

LATEST = timedelta(days=60)
HOUR, TONIGHT, TOMORROW, THEN = "hour", "tonight", "tomorrow", "then"
"""What the buttons to ring again send; the last means the day and time that were typed."""

NIGHT, MORNING = time(22), time(9)


def at_choice(choice: str, now: datetime) -> datetime | None:
    """Return the moment (aware UTC) that one tap chooses: in an hour, tonight at 10pm, tomorrow at 9am; else None."""
    local = now.astimezone(LONDON)
    if choice == HOUR:
        return now + timedelta(hours=1)
    if choice == TONIGHT:
        tonight = datetime.combine(local.date(), NIGHT, LONDON)
        return (tonight if tonight > local else tonight + timedelta(days=1)).astimezone(UTC)
    if choice == TOMORROW:
        return datetime.combine(local.date() + timedelta(days=1), MORNING, LONDON).astimezone(UTC)
    return None


class CallForm(BaseForm):
    """What every result takes: who answered, and which call she saw last."""

    seen = IntegerField(validators=[Optional()])
    spoke_to = GovInputField(
        "Who answered, by role",
        validators=[Length(max=60, message="Use at most 60 characters")],
        description="Such as “duty worker”. No names.",
    )

    def validate_spoke_to(self, field: Any) -> None:
        """Refuse a telephone number: it could be somebody's own."""
        if numbers_in(field.data or "") or sum(letter.isdigit() for letter in field.data or "") >= 6:
            raise ValidationError("Leave the telephone number out: only the role")

    @property
    def role(self) -> str | None:
        """The role of who answered, or None."""
        return " ".join((self.spoke_to.data or "").split()) or None


class NewNumberForm(CallForm):
    """The number that they have now."""

    number = GovInputField(
        "The number they have now",
        validators=[InputRequired("Enter the number that they gave you")],
    )

    def validate_number(self, field: Any) -> None:
        """Say what is wrong with a number that cannot be rung."""
        text = " ".join(field.data.split())
        field.data = text
        if any(letter.isalpha() for letter in text):  # phonenumbers reads a number beside words, and words as digits
            raise ValidationError("A number has no letters in it. Enter the number alone")
        if len(text) > LONGEST:
            raise ValidationError("Enter one number alone")
        if fault := why_no_number(text):
            raise ValidationError(fault)

    @property
    def digits(self) -> str:
        """The digits to dial."""
        return digits_of(self.number.data) or ""


class AgainForm(CallForm):
    """That nobody answered, or when to ring again: by one tap, or a day and a time."""

    choice = GovInputField()
    on = GovDateField("Day", validators=[Optional()])
    at = GovTimeField("Time", validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Want a day where one was promised, beside what each field wants."""
        is_right: bool = super().validate(extra_validators)
        is_promised = self.choice.data == THEN or bool(self.at.data and not self.choice.data)
        if is_promised and not any(self.on.raw_data or ()):
            self.on.errors = ["Enter the day"]
            return False
        return is_right

    def validate_on(self, field: Any) -> None:
        """Want a moment to come, within two months."""
        moment = self._typed
        if moment is None or self.choice.data not in {THEN, None, ""}:
            return
        if moment <= utc_now():
            raise ValidationError("This moment is over. Give a later one")
        if moment - utc_now() > LATEST:
            raise ValidationError("Give a day within two months")

    @property
    def answered(self) -> bool:
        """Whether somebody answered, and it is only to be rung again."""
        return bool(self.choice.data)

    @property
    def again_at(self) -> datetime | None:
        """The moment (aware UTC), or None where nothing was said."""
        return at_choice(self.choice.data or "", utc_now()) or self._typed

    @property
    def _typed(self) -> datetime | None:
        if not self.on.data:
            return None
        return datetime.combine(self.on.data, self.at.data or MORNING, LONDON).astimezone(UTC)


def small_first(words: str) -> str:
    """Return words that go on after a colon. "I" stays as it is."""
    return words if words.startswith("I ") else words[0].lower() + words[1:]


class PublishForm(BaseForm):
    """How the service's own people confirmed a draft, or that only its number was checked."""

    how = GovRadioField(
        "Did its own people say that all of it is right?",
        choices=[
            SelectChoice(how.value, f"{'No' if how is HowConfirmed.NUMBER else 'Yes'}: {small_first(how.label)}")
            for how in HowConfirmed
        ],
        validate_choice=False,
    )

    def validate_how(self, field: Any) -> None:
        """Want one of the ways."""
        if field.data not in set(HowConfirmed):
            raise ValidationError("Say how they confirmed it, or that only the number was checked")

    @property
    def way(self) -> HowConfirmed:
        """The way."""
        return HowConfirmed(self.how.data)


UNSAID = "Say what came of the call: press one of these"


def say_what_to_press(number: NewNumberForm, again: AgainForm, call: CallForm) -> list[tuple[str, str]]:
    """Say at each field that holds something what to press for it: the Enter key does not say what came of a call.

    Return (address of the field, message), the results themselves first.
    """
    if number.number.data:
        number.number.errors = ["If this is the number they have now, press “Save the new number”"]
    if any(again.on.raw_data or ()) or any(again.at.raw_data or ()):
        again.on.errors = ["If you will ring again then, press “Ring again then”"]
    if call.spoke_to.data:
        call.spoke_to.errors = ["It is recorded with what came of the call. Press that"]
    fields = (number.number, again.on, call.spoke_to)
    return [("#result", UNSAID), *((f"#{field.id}", str(words)) for field in fields for words in field.errors)]
