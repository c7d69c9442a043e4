"""What may be typed about teams, their rota, and what was counted."""

from datetime import date, timedelta
from typing import Any

from wtforms import StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from pathway.core.clock import london_today
from pathway.directory.exchange.safe_text import plain
from pathway.outreach.rota import Rule, fault_in
from pathway.outreach.vocabulary import COUNTS, Repeats
from pathway.web.forms import (
    BaseForm,
    GovDateField,
    GovInputField,
    GovNumberField,
    GovRadioField,
    GovTickField,
    GovTimeField,
    choices_of,
)

MOST = 999
"""Of anything, in one session."""
FARTHEST = timedelta(days=2 * 366)
REPEATS_WORDS = {
    Repeats.ONCE: "Once, on that day",
    Repeats.WEEKLY: "Every week",
    Repeats.TWO_WEEKLY: "Every second week",
    Repeats.MONTHLY: "Every month, on the same one of its weekdays: the first Friday",
    Repeats.MONTHLY_LAST: "Every month, on the last of its weekdays: the last Friday",
}
NO_PLACE = "Name a part of town, without numbers: never where you meet. Whoever follows a woman may read this"
NO_PLACE_OFFERED = "Say what is offered, without numbers: never where you meet. Whoever follows a woman may read this"


def _has_number(text: str) -> bool:
    return any(letter.isnumeric() for letter in text)


def _no_place(_form: BaseForm, field: Any) -> None:
    if _has_number(field.data or ""):
        raise ValidationError(NO_PLACE)


def _no_place_offered(_form: BaseForm, field: Any) -> None:
    if _has_number(field.data or ""):
        raise ValidationError(NO_PLACE_OFFERED)


def _can_be_seen(_form: BaseForm, field: Any) -> None:
    """Refuse what hides or turns round the text beside it: everybody may read it, and phones show it."""
    text = " ".join((field.data or "").split())
    if plain(text) != text:
        raise ValidationError("Take out what cannot be seen: type it again instead of pasting it")


def _not_far(_form: BaseForm, field: Any) -> None:
    if field.data and abs(field.data - london_today()) > FARTHEST:
        raise ValidationError("Enter a day within two years")


class TeamForm(BaseForm):
    """A team."""

    name = GovInputField(
        "Name of the team",
        validators=[
            DataRequired("Enter a name"),
            Length(max=80, message="Use at most 80 characters"),
            _can_be_seen,
        ],
    )

    @property
    def typed_name(self) -> str:
        """The name, without spaces about it."""
        return " ".join(self.name.data.split())


class TeamPageForm(TeamForm):
    """A team, and who may read its times."""

    shows_times = GovTickField("Let everybody read when and in which part of town this team is out")


class RotaForm(BaseForm):
    """A session that is put on the rota."""

    area = GovInputField(
        "Part of town",
        description="Such as: Harlesden. Never where you meet",
        validators=[
            DataRequired("Enter a part of town"),
            Length(max=80, message="Use at most 80 characters"),
            _no_place,
            _can_be_seen,
        ],
    )
    offers = GovInputField(
        "What is offered (optional)",
        description="Such as: hot drinks, condoms, a nurse",
        validators=[
            Optional(),
            Length(max=200, message="Use at most 200 characters"),
            _no_place_offered,
            _can_be_seen,
        ],
    )
    first_on = GovDateField("First day", validators=[InputRequired("Enter the first day"), _not_far])
    starts_at = GovTimeField("From", validators=[InputRequired("Enter when it begins")])
    ends_at = GovTimeField(
        "To",
        description="After midnight is the next day",
        validators=[InputRequired("Enter when it ends")],
    )
    repeats = GovRadioField(
        "How often?", choices=choices_of(REPEATS_WORDS.items()), validators=[InputRequired("Say how often")]
    )
    until_on = GovDateField("Last day, if it is known (optional)", validators=[Optional(), _not_far])

    def validate(self, *given: Any, **more: Any) -> bool:
        """Check every field, and then what they say together."""
        if not super().validate(*given, **more):
            return False
        if fault := fault_in(self.rule()):
            field = self.ends_at if "ends" in fault else self.until_on if "last day" in fault else self.first_on
            field.errors = [fault]
            return False
        return True

    def rule(self) -> Rule:
        """When it takes place."""
        until: date | None = self.until_on.data
        return Rule(self.first_on.data, self.starts_at.data, self.ends_at.data, Repeats(self.repeats.data), until)


class MoveForm(BaseForm):
    """Another time for one session."""

    moved_on = GovDateField("Day", validators=[InputRequired("Enter the day"), _not_far])
    starts_at = GovTimeField("From", validators=[InputRequired("Enter when it begins")])
    ends_at = GovTimeField("To", validators=[InputRequired("Enter when it ends")])

    def validate_ends_at(self, field: Any) -> None:
        """Refuse a session without a length."""
        if field.data and field.data == self.starts_at.data:
            raise ValidationError("It ends when it begins. Enter another time for its end")


class EndForm(BaseForm):
    """The last day of a session of the rota."""

    last_on = GovDateField("Last day", validators=[InputRequired("Enter the last day"), _not_far])


class LogForm(BaseForm):
    """What was counted. Numbers only."""

    contacts = GovNumberField(COUNTS["contacts"])
    cards = GovNumberField(COUNTS["cards"])
    items = GovNumberField(COUNTS["items"])
    referrals = GovNumberField(COUNTS["referrals"])
    declined = GovNumberField(COUNTS["declined"])
    seen = StringField()
    """What was logged when she opened the page, as `SessionLog.written` has it; "" for nothing."""

    def validate(self, *given: Any, **more: Any) -> bool:
        """Want a whole number in each field; an empty one is none."""
        is_good = bool(super().validate(*given, **more))
        for name in COUNTS:
            typed = (self[name].data or "").strip()
            if typed and not (typed.isascii() and typed.isdecimal() and len(typed) <= 4 and int(typed) <= MOST):
                self[name].errors = [f"Enter a whole number from 0 to {MOST}, or leave it empty for none"]
                is_good = False
        return is_good

    def counts(self) -> dict[str, int]:
        """Return the numbers by name."""
        return {name: int((self[name].data or "").strip() or 0) for name in COUNTS}

    @property
    def seen_counts(self) -> str:
        """What was logged when she opened the page."""
        return str(self.seen.data or "")
