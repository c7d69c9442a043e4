"""What may be typed about a listing by those who look after it."""

from datetime import date
from typing import Any

from wtforms import ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional

from pathway.core.clock import london_today
from pathway.web.forms import BaseForm, GovDateField, GovInputField, GovRadioField, GovTickField

NONE, SOME, COUNTED, UNSAID = "none", "some", "counted", "unsaid"
MOST = 99


class CloseForm(BaseForm):
    """Until when a service is closed for now, and why."""

    closed_until = GovDateField(
        "Last day it is closed, if you know it",
        validators=[Optional()],
        description="It opens by itself on the day after. Without a day, until you open it.",
    )
    closed_note = GovInputField(
        "Why, in a few words",
        validators=[Length(max=300, message="Use at most 300 characters")],
        description="Everybody reads it. Say whom to ring instead, if you know.",
    )

    def validate_closed_until(self, field: Any) -> None:
        """Refuse a day that is over."""
        if field.data and field.data < london_today():
            raise ValidationError("This day is over. Give today or a later day")

    @property
    def until(self) -> date | None:
        """The last day, or None."""
        day: date | None = self.closed_until.data
        return day


class DecisionForm(BaseForm):
    """Why somebody decides as she does about a proposed change."""

    reason = GovInputField(
        "Why", validators=[Length(max=300, message="Use at most 300 characters")], description="Who asked reads it."
    )
    waive = GovTickField("Make it at once, without waiting a day. Say above why it cannot wait.")

    @property
    def words(self) -> str:
        """The reason."""
        return (self.reason.data or "").strip()

    def has_reason(self) -> bool:
        """Whether there is a reason; says so at the field when there is none."""
        if not self.words:
            self.reason.errors = ["Say why, in a few words"]
        return bool(self.words)


def room_words(is_said: bool, available: int | None) -> str:
    """Write what was said of room as one word of an address: what an undo goes back to."""
    if not is_said:
        return UNSAID
    return SOME if available is None else NONE if available == 0 else str(available)


def room_fields(words: str) -> tuple[tuple[str, str], ...]:
    """Return what a form sends to say again what such a word means; () where it means nothing."""
    if words in {UNSAID, SOME, NONE}:
        return (("room", words),)
    return (("room", COUNTED), ("number", words)) if words.isascii() and words.isdigit() else ()


class RoomForm(BaseForm):
    """Whether a service has room."""

    room = GovRadioField(
        "Is there room?",
        choices=[
            SelectChoice(NONE, "Full"),
            SelectChoice(SOME, "There is room"),
            SelectChoice(COUNTED, "Room for this many this week"),
        ],
        validate_choice=False,
    )
    number = GovInputField("How many")

    def validate_room(self, field: Any) -> None:
        """Want one of the three, or what an undo sends: nothing said."""
        if field.data not in {NONE, SOME, COUNTED, UNSAID}:
            raise ValidationError("Say whether there is room")

    def validate_number(self, field: Any) -> None:
        """Want a number where one was promised."""
        text = (field.data or "").strip()
        if self.room.data == COUNTED and not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST):
            raise ValidationError(f"Give a number from 1 to {MOST}")

    @property
    def is_unsaid(self) -> bool:
        """Whether what was said is taken back, and nothing had been said before."""
        return bool(self.room.data == UNSAID)

    @property
    def available(self) -> int | None:
        """How many more women it can take: 0 for none, None where it does not say."""
        if self.room.data == COUNTED:
            return int(self.number.data)
        return 0 if self.room.data == NONE else None
