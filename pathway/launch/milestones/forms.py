"""What may be typed of the thresholds of the 72-hour pathway: for each milestone a few rows, the last of them empty."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from wtforms import ValidationError
from wtforms.fields import SelectChoice

from pathway.launch.milestones.thresholds import Thresholds
from pathway.turnaround.policy import Level, Milestone, Policy, Threshold, Told, faults_in
from pathway.web.forms import BaseForm, GovInput, GovInputField, GovSelectField, GovTicksField

MOST_ROWS = 4
MOST_HOURS = 999
SIXTY = 60
_SMALL = GovInput(inputmode="numeric", classes="govuk-input--width-3")


class ThresholdForm(BaseForm):
    """One threshold. Without hours and minutes there is none."""

    hours = GovInputField("Hours", widget=_SMALL)
    minutes = GovInputField("Minutes", widget=_SMALL)
    level = GovSelectField("Colour", choices=[SelectChoice(one.value, one.value.capitalize()) for one in Level])
    tells = GovTicksField("Tells", choices=[SelectChoice(told.value, told.label) for told in Told])

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed that says when."""
        return not (self.hours.data or "").strip() and not (self.minutes.data or "").strip()

    def threshold(self) -> Threshold:
        """Return what was typed, after it was validated."""
        after = timedelta(hours=_whole(self.hours.data), minutes=_whole(self.minutes.data))
        return Threshold(after, Level(self.level.data), tuple(map(Told, self.tells.data or ())))

    def validate_hours(self, field: Any) -> None:
        """Want a whole number, or nothing."""
        if not _is_whole(field.data, MOST_HOURS):
            raise ValidationError("Enter whole hours, in figures")

    def validate_minutes(self, field: Any) -> None:
        """Want a whole number under 60, or nothing."""
        if not _is_whole(field.data, SIXTY - 1):
            raise ValidationError("Enter minutes from 0 to 59, in figures")


class MilestoneForm:
    """The rows of one milestone. Not a form of its own: its rows are."""

    def __init__(self, milestone: Milestone, typed: Any) -> None:
        """Take what was typed, None to show the milestone as it is; one row more than it has is empty."""
        self.milestone = milestone
        number = min(MOST_ROWS, len(milestone.thresholds) + 1)
        self.rows = [_row(milestone, place, typed) for place in range(number)]
        self.added = self.rows[len(milestone.thresholds) :]

    @property
    def key(self) -> str:
        """The key of the milestone."""
        return self.milestone.key

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Return (address of the field, message) for the error summary; each says of which milestone it is."""
        return [(href, f"{self.milestone.what}: {words}") for row in self.rows for href, words in row.error_list]

    def thresholds(self) -> tuple[Threshold, ...]:
        """Return what was typed, after it was validated."""
        return tuple(row.threshold() for row in self.rows if not row.is_empty)

    def validate(self) -> bool:
        """Look at each row, and at all of them together; say what is wrong beside the field that it is about."""
        filled = [row for row in self.rows if not row.is_empty]
        sound = [row.validate() for row in filled]  # each is looked at, whatever the others are
        if not all(sound):
            return False
        edited = Milestone(self.key, self.milestone.what, self.milestone.owner, self.thresholds())
        for fault in faults_in(edited):
            row = filled[fault.row] if fault.row is not None else self.rows[0]
            field = row[{"after": "hours"}.get(fault.part, fault.part)]
            words = f"{fault.words[0].upper()}{fault.words[1:]}"
            field.errors = [*field.errors, words]
        return not any(row.errors for row in self.rows)


class PolicyForm:
    """The thresholds of all milestones."""

    def __init__(self, policy: Policy, typed: Any = None) -> None:
        self.parts = [MilestoneForm(milestone, typed) for milestone in policy.milestones]

    @property
    def error_list(self) -> list[tuple[str, str]]:
        """Return (address of the field, message) for the error summary, in the form's order."""
        return [error for part in self.parts for error in part.errors]

    def validate(self) -> bool:
        """Whether all that was typed could be published."""
        sound = [part.validate() for part in self.parts]  # each says what is wrong with it
        return all(sound)

    def thresholds(self) -> Thresholds:
        """Return what was typed, after it was validated."""
        return {part.key: part.thresholds() for part in self.parts}

    def fields(self) -> Iterator[tuple[str, str]]:
        """Give what was typed as names and values, to send it again from the page that is looked over."""
        for part in self.parts:
            for row in part.rows:
                yield row.hours.name, row.hours.data or ""
                yield row.minutes.name, row.minutes.data or ""
                yield row.level.name, row.level.data or ""
                for told in row.tells.data or ():
                    yield row.tells.name, told


def _row(milestone: Milestone, place: int, typed: Any) -> ThresholdForm:
    prefix = f"{milestone.key}-{place}"
    if typed is not None:
        return ThresholdForm(typed, prefix=prefix)
    return ThresholdForm(prefix=prefix, data=_typed_of(milestone, place))


def _typed_of(milestone: Milestone, place: int) -> Mapping[str, Any]:
    if place >= len(milestone.thresholds):
        return {"level": Level.RED.value, "tells": []}
    threshold = milestone.thresholds[place]
    hours, minutes = divmod(int(threshold.after.total_seconds() // 60), SIXTY)
    return {
        "hours": str(hours),
        "minutes": str(minutes),
        "level": threshold.level.value,
        "tells": [told.value for told in threshold.tells],
    }


def _is_whole(typed: str | None, most: int) -> bool:
    text = (typed or "").strip()
    return not text or (text.isascii() and text.isdigit() and int(text) <= most)


def _whole(typed: str | None) -> int:
    return int((typed or "").strip() or 0)
