"""One row of hours as typed: of the usual week, or of a single date; read from a listing and written back."""

from collections.abc import Sequence
from datetime import time
from typing import Any
from uuid import UUID

from wtforms import ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional

from pathway.directory.editing.sections.row_fields import RowForm
from pathway.directory.editing.sections.section import words_or_none
from pathway.directory.hours import clock_words
from pathway.directory.hours.stored import window_of
from pathway.directory.hours.timetable import WEEKDAY_CODES, Timetable
from pathway.directory.hours.typed_time import read_typed_time
from pathway.directory.hours.week_table import week_table
from pathway.directory.listing_record import NO_ID, ScheduleExceptionRecord, ScheduleRecord
from pathway.directory.vocabulary import BankHolidays, ScheduleKind
from pathway.web.forms import GovDateField, GovInputField, GovSelectField, GovTickField, GovTicksField

WEEKLY, SECOND, LAST, AS_IT_IS = "weekly", "second", "-1", "as_it_is"
_OFTEN = {
    WEEKLY: "Every week",
    SECOND: "Every second week, beginning with that of the first day below",
    **{
        f"{nth}": f"Each {word} such day of the month"
        for nth, word in enumerate(("first", "second", "third", "fourth"), 1)
    },
    LAST: "Each last such day of the month",
}
_DAY_NAMES = dict(zip(WEEKDAY_CODES, clock_words.WEEKDAYS, strict=True))
_ALL_DAY = time(0)
_RULE = ("freq", "interval", "byday", "bymonthday", "dtstart")
_200 = Length(max=200, message="Use at most 200 characters")


def _time(_form: Any, field: Any) -> None:
    try:
        field.at = read_typed_time(field.data) if (field.data or "").strip() else None
    except ValueError as error:
        raise ValidationError(f"{error}") from None


class _TimesForm(RowForm):
    """From when to when. Where it ends before it begins, the box for past midnight must be ticked."""

    opens_at = GovInputField("From", validators=[_time])
    closes_at = GovInputField("To", validators=[_time])
    next_day = GovTickField("It goes past midnight, to the next day")

    def times(self) -> tuple[time, time] | None:
        """Return the two times, once they are checked."""
        opens_at, closes_at = getattr(self.opens_at, "at", None), getattr(self.closes_at, "at", None)
        return (opens_at, closes_at) if opens_at is not None and closes_at is not None else None

    def fault_of_times(self) -> str | None:
        """Say what is wrong with the two times together."""
        if self.opens_at.errors or self.closes_at.errors:
            return None
        times = self.times()
        if times is None:
            return "Give both times: from when, and to when"
        opens_at, closes_at = times
        span = f"{clock_words.clock(opens_at)} to {clock_words.clock(closes_at)}"
        ends_next_day = closes_at <= opens_at and closes_at != time(0)
        if opens_at == closes_at and not self.next_day.data:
            return f"{span} says nothing. For a whole day tick “24 hours”"
        if ends_next_day and not self.next_day.data:
            return f"{span} ends before it begins. Put it right, or tick that it goes past midnight"
        if self.next_day.data and not ends_next_day and closes_at != time(0):
            return f"{span} is over before midnight. Take the tick off"
        return None


class WindowForm(_TimesForm):
    """One row of the usual week."""

    whose = GovSelectField("Whose hours", validate_choice=False)
    kind = GovSelectField(
        "What happens then",
        choices=[
            SelectChoice(ScheduleKind.OPENING.value, "It is open"),
            SelectChoice(ScheduleKind.INTAKE.value, "It takes referrals"),
        ],
        validate_choice=False,
    )
    days = GovTicksField(
        "Days",
        choices=[SelectChoice(code, name) for code, name in _DAY_NAMES.items()],
        validate_choice=False,
    )
    all_day = GovTickField("24 hours")
    often = GovSelectField("How often", choices=[SelectChoice(*pair) for pair in _OFTEN.items()], validate_choice=False)
    bank_holidays = GovSelectField(
        "On bank holidays",
        choices=[
            SelectChoice(BankHolidays.NOT_KNOWN.value, "Not known"),
            SelectChoice(BankHolidays.AS_USUAL.value, "As usual"),
            SelectChoice(BankHolidays.CLOSED.value, "Closed"),
            SelectChoice(BankHolidays.ONLY.value, "These are its hours on bank holidays only (no day need be ticked)"),
        ],
        validate_choice=False,
    )
    valid_from = GovDateField("From this date on", validators=[Optional()])
    valid_to = GovDateField("Up to and including", validators=[Optional()])
    note = GovInputField("Note", validators=[_200])

    earlier: ScheduleRecord | None = None
    """The row that was there, which this one changes."""
    is_known = True

    def know(self, whose: Sequence[SelectChoice], earlier: ScheduleRecord | None) -> None:
        """Offer whose hours it may be, and the days of a row that the fields cannot say, in words."""
        self.earlier = earlier
        self.whose.choices = [*whose]
        if self.whose.data not in {choice.value for choice in whose}:
            self.whose.data = ""
        if earlier is not None and how_often(earlier) == AS_IT_IS:
            self.often.choices = [SelectChoice(AS_IT_IS, days_in_words(earlier)), *self.often.choices]
        allowed = {choice.value for choice in self.often.choices}
        self.often.data = self.often.data or WEEKLY
        self.is_known = self.often.data in allowed
        self.kind.data = self.kind.data if self.kind.data in set(ScheduleKind) else ScheduleKind.OPENING.value
        if self.bank_holidays.data not in set(BankHolidays):
            self.bank_holidays.data = BankHolidays.NOT_KNOWN.value

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said."""
        return not self.days.data and not self.all_day.data and super().is_empty

    def validate_days(self, field: Any) -> None:
        """Want a day, except for hours on bank holidays: without one they are for whatever day that is."""
        if not field.data and self.often.data != AS_IT_IS and not self._is_for_every_bank_holiday:
            raise ValidationError("Tick the days")

    @property
    def _is_for_every_bank_holiday(self) -> bool:
        return bool(self.bank_holidays.data == BankHolidays.ONLY.value and self.often.data == WEEKLY)

    def validate_all_day(self, field: Any) -> None:
        """Want hours: 24, or from one time to another."""
        if field.data:
            if (self.opens_at.data or "").strip() or (self.closes_at.data or "").strip():
                raise ValidationError("Either 24 hours or two times: take one of them out")
        elif fault := self.fault_of_times():
            raise ValidationError(fault)

    def validate_valid_to(self, field: Any) -> None:
        """Want an end after the beginning."""
        if field.data and self.valid_from.data and field.data < self.valid_from.data:
            raise ValidationError("This ends before it begins: compare the two dates")

    def validate_often(self, field: Any) -> None:
        """Want a choice, and a date to count the weeks from."""
        if not self.is_known:
            raise ValidationError("Say how often this comes round: the row that said so has gone")
        if field.data == SECOND and not self.valid_from.data:
            raise ValidationError("Give the first day: the weeks are counted from there")


class DateForm(_TimesForm):
    """One date with other hours."""

    earlier: ScheduleExceptionRecord | None = None

    on = GovDateField("Date", validators=[Optional()])
    is_closed = GovTickField("Closed all day")
    all_day = GovTickField("24 hours")
    note = GovInputField("Note", validators=[_200])

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said."""
        typed = self.on.raw_data and self.on.raw_data[0].strip()
        return not (typed or self.on.data or self.is_closed.data or self.all_day.data) and super().is_empty

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check it: a date, and either closed or hours."""
        is_right = super().validate(*args, **kwargs)
        if self.counts and not self.on.data and not self.on.errors:
            self.on.errors = ["Give the date"]
            is_right = False
        return is_right

    def validate_is_closed(self, field: Any) -> None:
        """Want closed, 24 hours, or two times."""
        has_times = bool((self.opens_at.data or "").strip() or (self.closes_at.data or "").strip())
        if sum((bool(field.data), bool(self.all_day.data), has_times)) > 1:
            raise ValidationError("Either closed, or 24 hours, or two times: take out what is wrong")
        if not field.data and not self.all_day.data and (fault := self.fault_of_times()):
            raise ValidationError(fault if has_times else "Say that it is closed, or give its hours on this date")


def data_of_row(row: ScheduleRecord) -> dict[str, Any]:
    """Return what the form of a row holds for a row of the usual week."""
    is_all_day = row.opens_at == row.closes_at == _ALL_DAY
    return {
        "row_id": str(row.id),
        "whose": str(row.phone_id or ""),
        "kind": row.kind.value,
        "days": _codes(row),
        "all_day": is_all_day,
        **_data_of_times(row.opens_at, row.closes_at, is_all_day=is_all_day),
        "often": how_often(row),
        "bank_holidays": row.bank_holidays.value,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "note": row.note or "",
    }


def data_of_date(row: ScheduleExceptionRecord) -> dict[str, Any]:
    """Return what the form of a date holds for a date with other hours."""
    is_all_day = row.opens_at == row.closes_at == _ALL_DAY
    return {
        "row_id": str(row.id),
        "on": row.on,
        "is_closed": row.opens_at is None,
        "all_day": is_all_day,
        **_data_of_times(row.opens_at, row.closes_at, is_all_day=is_all_day),
        "note": row.note or "",
    }


def how_often(row: ScheduleRecord) -> str:
    """Return the choice that says how often a row comes round; `AS_IT_IS` where none of the others does."""
    window = window_of(row)
    nths = {nth for nth, _ in window.weekdays}
    if row.bymonthday or row.dtstart or not row.byday or len(nths) != 1:
        return AS_IT_IS
    (nth,) = nths
    if row.freq == "MONTHLY":
        return f"{nth}" if row.interval == 1 and f"{nth}" in _OFTEN else AS_IT_IS
    return {1: WEEKLY, 2: SECOND if row.valid_from else AS_IT_IS}.get(row.interval, AS_IT_IS)


def days_in_words(row: ScheduleRecord) -> str:
    """Return on which days a row falls, in words."""
    return week_table(Timetable((window_of(row),)))[0].days


def schedule_of(typed: Any) -> ScheduleRecord:
    """Return a row of the usual week as typed."""
    times = (_ALL_DAY, _ALL_DAY) if typed.all_day.data else typed.times()
    opens_at, closes_at = _to_the_second(times, typed.earlier)
    row = ScheduleRecord(
        id=typed.earlier.id if typed.earlier else NO_ID,
        opens_at=opens_at,
        closes_at=closes_at,
        phone_id=UUID(typed.whose.data) if typed.whose.data else None,
        kind=ScheduleKind(typed.kind.data),
        valid_from=typed.valid_from.data,
        valid_to=typed.valid_to.data,
        bank_holidays=BankHolidays(typed.bank_holidays.data),
        note=words_or_none(typed.note.data),
    )
    days = typed.days.data or (WEEKDAY_CODES if row.bank_holidays is BankHolidays.ONLY else ())
    return _on_its_days(row, typed.often.data, days, typed.earlier)


def exception_of(typed: Any) -> ScheduleExceptionRecord:
    """Return a date with other hours as typed."""
    id_ = typed.earlier.id if typed.earlier else NO_ID
    times = (None, None) if typed.is_closed.data else typed.times() or (_ALL_DAY, _ALL_DAY)
    opens_at, closes_at = _to_the_second(times, typed.earlier)
    return ScheduleExceptionRecord(id_, typed.on.data, opens_at, closes_at, words_or_none(typed.note.data))


def _to_the_second(times: Any, earlier: Any) -> Any:
    """Return the typed times, or those that were there where they are the same to the minute: files have seconds."""
    if earlier is None or None in times or earlier.opens_at is None:
        return times
    before = (earlier.opens_at, earlier.closes_at)
    return before if [f"{at:%H:%M}" for at in before] == [f"{at:%H:%M}" for at in times] else times


def _on_its_days(row: ScheduleRecord, often: str, days: Any, earlier: ScheduleRecord | None) -> ScheduleRecord:
    if often == AS_IT_IS and earlier is not None:
        return row._replace(**{name: getattr(earlier, name) for name in _RULE})
    codes = [code for code in WEEKDAY_CODES if code in days]
    if earlier is not None and sorted(codes) == sorted(_codes(earlier)) and often == how_often(earlier):
        # The same days, though the row may have them in another order.
        return row._replace(byday=earlier.byday, freq=earlier.freq, interval=earlier.interval)
    if often in {WEEKLY, SECOND}:
        return row._replace(byday=",".join(codes), interval=2 if often == SECOND else 1)
    return row._replace(freq="MONTHLY", byday=",".join(f"{often}{code}" for code in codes))


def _codes(row: ScheduleRecord) -> list[str]:
    return [text[-2:] for text in row.byday.split(",")] if row.byday else []


def _data_of_times(opens_at: time | None, closes_at: time | None, *, is_all_day: bool) -> dict[str, Any]:
    if opens_at is None or closes_at is None or is_all_day:
        return {"opens_at": "", "closes_at": "", "next_day": False}
    return {
        "opens_at": f"{opens_at:%H:%M}",
        "closes_at": f"{closes_at:%H:%M}",
        "next_day": closes_at <= opens_at and closes_at != _ALL_DAY,
    }
