"""The hours editor: it keeps what it shows, gives the rows that a file would, and says what is wrong in words."""

from datetime import date, time
from uuid import UUID

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pathway.directory.editing.sections.hours import HoursForm
from pathway.directory.exchange import row_ids
from pathway.directory.exchange.importer.assign_ids import with_ids
from pathway.directory.exchange.spreadsheet import hours as file_hours
from pathway.directory.hours.overlap import overlaps
from pathway.directory.hours.stored import window_of
from pathway.directory.hours.timetable import WEEKDAY_CODES, Timetable
from pathway.directory.hours.week_table import week_table
from pathway.directory.listing_record import NO_ID, PhoneRecord, ScheduleExceptionRecord, ScheduleRecord
from pathway.directory.vocabulary import BankHolidays, ScheduleKind
from tests.unit.directory.editing.sections.typed import AROUND, fields_of, opened, retyped, sent
from tests.unit.directory.exchange.record_strategies import a_service

PHONE = PhoneRecord(UUID(int=9 << 64), "020 7946 0000", "02079460000")
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0))
DAYS = st.dates(date(2020, 1, 1), date(2090, 1, 1))
_PLAIN_DAYS = st.sets(st.sampled_from(WEEKDAY_CODES), min_size=1).map(
    lambda codes: ",".join(code for code in WEEKDAY_CODES if code in codes)
)


@st.composite
def schedules(draw: st.DrawFn) -> ScheduleRecord:
    valid_from = draw(st.none() | DAYS)
    rule = draw(
        st.sampled_from(
            [
                {"byday": draw(_PLAIN_DAYS)},
                {"byday": "FR,MO"},
                {"byday": draw(_PLAIN_DAYS), "interval": 2, "valid_from": draw(DAYS)},
                {"byday": draw(_PLAIN_DAYS), "interval": 3, "valid_from": draw(DAYS)},
                {"byday": "2TU,2FR", "freq": "MONTHLY"},
                {"byday": "-1FR", "freq": "MONTHLY"},
                {"byday": "1MO,3MO", "freq": "MONTHLY"},
                {"bymonthday": "1,15", "freq": "MONTHLY"},
                {"dtstart": draw(DAYS), "byday": draw(_PLAIN_DAYS)},
            ]
        )
    )
    values = {"valid_from": valid_from, "valid_to": None, **rule}
    if values["valid_from"]:
        values["valid_to"] = draw(st.none() | st.dates(values["valid_from"], date(2095, 1, 1)))
    return ScheduleRecord(
        id=draw(st.uuids()),
        opens_at=draw(TIMES),
        closes_at=draw(TIMES),
        phone_id=draw(st.none() | st.just(PHONE.id)),
        kind=draw(st.sampled_from(ScheduleKind)),
        bank_holidays=draw(st.sampled_from(BankHolidays)),
        note=draw(st.none() | st.just("by appointment")),
        **values,
    )


EXCEPTIONS = st.builds(
    ScheduleExceptionRecord, id=st.uuids(), on=DAYS, opens_at=TIMES, closes_at=TIMES, note=st.none()
) | st.builds(
    ScheduleExceptionRecord, id=st.uuids(), on=DAYS, opens_at=st.none(), closes_at=st.none(), note=st.just("holiday")
)


def numbered(rows: list[ScheduleRecord]) -> tuple[ScheduleRecord, ...]:
    return tuple(row._replace(position=place) for place, row in enumerate(rows))


@given(st.lists(schedules(), max_size=4).map(numbered), st.lists(EXCEPTIONS, max_size=3, unique_by=lambda row: row.on))
@settings(max_examples=150, deadline=None)
def test_who_opens_it_and_changes_nothing_changes_nothing(
    rows: tuple[ScheduleRecord, ...], days: list[ScheduleExceptionRecord]
) -> None:
    dates = tuple(sorted(days, key=lambda row: row.on))
    service = a_service(phones=(PHONE,), schedules=rows, schedule_exceptions=dates)
    form = sent("hours", service, opened("hours", service))
    is_right = form.validate()
    # Only hours that run into each other, which a file may hold, are not taken as they are.
    assume(is_right or not all("run into" in words for _, words in form.error_list))

    assert is_right, form.error_list
    values = form.values(service, AROUND)
    assert values["schedules"] == rows
    assert values["schedule_exceptions"] == dates


@given(st.lists(schedules(), min_size=1, max_size=4).map(numbered))
@settings(max_examples=100, deadline=None)
def test_the_editor_and_a_file_give_the_same_rows(rows: tuple[ScheduleRecord, ...]) -> None:
    own = tuple(row._replace(phone_id=None) for row in rows if row.byday != "FR,MO")
    assume(own and not list(overlaps([window_of(row) for row in own], date(2026, 11, 24))))
    lines = [file_hours.write_schedule(row, {"position": place}, ()) for place, row in enumerate(own)]
    from_file = [file_hours.read_schedule(line, place)._replace(id=NO_ID) for place, line in enumerate(lines)]
    empty, full = a_service(), a_service(schedules=own)
    unnamed = [(name, "" if name.endswith("row_id") else value) for name, value in opened("hours", full)]

    form = sent("hours", full, unnamed)
    assume(form.validate())  # a rule that the fields cannot say needs its row
    typed = form.values(empty, AROUND)["schedules"]

    of_file = with_ids(from_file, (), empty.slug, row_ids.ROW_ID["schedules"])
    assert typed == tuple(row._replace(position=place) for place, row in enumerate(of_file))


def typed_row(**values: str) -> HoursForm:
    service = a_service(schedules=(ScheduleRecord(UUID(int=1 << 64), time(9), time(17), byday="MO,TU"),))
    pairs = retyped(opened("hours", service), **{f"schedules__0__{name}": value for name, value in values.items()})
    form = sent("hours", service, pairs)
    assert isinstance(form, HoursForm)
    return form


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"closes_at": "5"}, "9am to 5am ends before it begins. Put it right, or tick that it goes past midnight"),
        ({"closes_at": "9am"}, "9am to 9am says nothing. For a whole day tick “24 hours”"),
        ({"closes_at": ""}, "Give both times: from when, and to when"),
        ({"closes_at": "late"}, "“late” is no time of day. Write it like 9.30am or 17:00"),
        ({"next_day": "y"}, "9am to 5pm is over before midnight. Take the tick off"),
        ({"all_day": "y"}, "Either 24 hours or two times: take one of them out"),
        ({"valid_from": "2026-12-02", "valid_to": "2026-12-01"}, "This ends before it begins: compare the two dates"),
        ({"valid_from": "soon"}, "This is no day of the calendar. Write it like 2026-12-24"),
        ({"often": "second"}, "Give the first day: the weeks are counted from there"),
    ],
)
def test_hours_that_say_nothing_are_told_in_words(typed: dict[str, str], words: str) -> None:
    form = typed_row(**typed)

    assert not form.validate()
    assert [said for _, said in form.error_list] == [words]


def test_a_row_without_days_is_told_so() -> None:
    service = a_service()
    form = sent("hours", service, [("schedules-0-opens_at", "9"), ("schedules-0-closes_at", "17")])

    assert not form.validate()
    assert [words for _, words in form.error_list] == ["Tick the days"]


def test_hours_on_bank_holidays_only_want_no_day_and_are_what_a_file_with_none_gives() -> None:
    times = [("schedules-0-opens_at", "10"), ("schedules-0-closes_at", "16")]
    form = sent("hours", a_service(), [*times, ("schedules-0-bank_holidays", "only")])
    from_file = file_hours.read_schedule("10:00-16:00 | bank_holidays=only", 0)._replace(id=NO_ID)

    assert form.validate(), form.error_list
    typed = form.values(a_service(), AROUND)["schedules"]

    assert typed == with_ids([from_file], (), a_service().slug, row_ids.ROW_ID["schedules"])
    (row,) = typed
    assert (row.byday, row.bank_holidays) == (",".join(WEEKDAY_CODES), BankHolidays.ONLY)
    assert [hours.days for hours in week_table(Timetable((window_of(row),)))] == ["Bank holidays"]


@pytest.mark.parametrize("often", ["second", "1"])
def test_hours_on_some_weeks_want_days_on_bank_holidays_too(often: str) -> None:
    pairs = [("schedules-0-opens_at", "10"), ("schedules-0-closes_at", "16"), ("schedules-0-valid_from", "2026-12-01")]
    form = sent("hours", a_service(), [*pairs, ("schedules-0-bank_holidays", "only"), ("schedules-0-often", often)])

    assert not form.validate()
    assert [words for _, words in form.error_list] == ["Tick the days"]


def test_rows_that_run_into_each_other_are_named() -> None:
    days = [("schedules-0-days", "MO"), ("schedules-1-days", "MO")]
    times = [("schedules-0-opens_at", "9"), ("schedules-0-closes_at", "17:00")]
    times += [("schedules-1-opens_at", "4pm"), ("schedules-1-closes_at", "8pm")]
    form = sent("hours", a_service(), [*days, *times])

    assert not form.validate()
    assert form.error_list[0][1].startswith("Rows 1 and 2: on Monday ")
    assert form.error_list[0][1].endswith("9am to 5pm and 4pm to 8pm run into each other. Change one, or take it out")


def test_a_night_is_one_row_with_a_tick() -> None:
    form = typed_row(opens_at="8pm", closes_at="6am", next_day="y")

    assert form.validate()
    (row,) = form.values(a_service(), AROUND)["schedules"]
    assert (row.opens_at, row.closes_at, row.byday) == (time(20), time(6), "MO,TU")


def test_one_tap_makes_a_row_the_same_on_every_weekday() -> None:
    form = typed_row()
    form.press("working-days-0")

    assert form.schedules.entries[0].form.days.data == ["MO", "TU", "WE", "TH", "FR"]


def test_other_hours_from_a_date_on_end_the_old_rows_and_copy_them() -> None:
    form = typed_row(note="ring the bell")
    form.new_from.data = date(2027, 1, 4)
    form.press("from")
    again = sent("hours", a_service(), fields_of(form))

    assert again.validate(), again.error_list
    old, new = again.values(a_service(), AROUND)["schedules"]
    assert (old.valid_from, old.valid_to, new.valid_from, new.valid_to) == (
        None,
        date(2027, 1, 3),
        date(2027, 1, 4),
        None,
    )
    assert (new.opens_at, new.closes_at, new.byday, new.note) == (time(9), time(17), "MO,TU", "ring the bell")


def test_the_week_is_drawn_from_what_is_typed_so_far() -> None:
    form = typed_row(closes_at="half past")

    assert form.timetable().windows == ()
    assert len(typed_row().timetable().windows) == 1
