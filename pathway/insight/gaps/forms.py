"""Which hour of the week, and where she is."""

import re
from collections.abc import Mapping
from typing import Any

from wtforms import Field, StringField, ValidationError
from wtforms.fields import SelectChoice

from pathway.directory.hours import clock_words
from pathway.directory.hours.ordinary_week import DAY_HOURS
from pathway.insight.gaps.figures import AREA_WORDS
from pathway.referral.vocabulary import Area
from pathway.web.forms import BaseForm, GovSelectField

DAYS = {name[:3].lower(): name for name in clock_words.WEEKDAYS}
HOURS = {f"{hour:02}": f"{hour:02}:00" for hour in range(DAY_HOURS)}
_AT = re.compile(rf"({'|'.join(DAYS)})-({'|'.join(HOURS)})")


class GapForm(BaseForm):
    """An hour of the week, in two lists or in one word of the address (`at`), and where she is."""

    day = GovSelectField("Day", choices=[SelectChoice(*day) for day in DAYS.items()], default="sat")
    hour = GovSelectField("Hour", choices=[SelectChoice(*hour) for hour in HOURS.items()], default="02")
    area = GovSelectField(
        "Where she is",
        choices=[SelectChoice(area.value, f"{words[0].upper()}{words[1:]}") for area, words in AREA_WORDS.items()],
        default=Area.BRENT.value,
    )
    at = StringField()

    def __init__(self, typed: Mapping[str, str], **options: Any) -> None:
        """Take what the address says. The two lists say what `at` does, unless they were chosen from."""
        super().__init__(typed, **options)
        match = _AT.fullmatch(self.at.data or "")
        if match and not {"day", "hour"} & set(typed):
            self.day.data, self.hour.data = match.groups()

    def validate_at(self, field: Field) -> None:
        """Refuse a word that is no hour of the week."""
        if field.data and not _AT.fullmatch(field.data):
            raise ValidationError("This is no hour of the week. Choose one, or write sat-02: mon-00 to sun-23")

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Return (address of the field, message) for the error summary: `at` is not on the page, the day is."""
        return [(f"#{self.day.id}" if href == f"#{self.at.id}" else href, words) for href, words in self.error_list]

    @property
    def chosen_area(self) -> Area:
        """The area, of a form without problems."""
        return Area(self.area.data)

    @property
    def chosen_hour(self) -> int:
        """The hour of the week from Monday midnight, of a form without problems."""
        return list(DAYS).index(self.day.data) * DAY_HOURS + int(self.hour.data)
