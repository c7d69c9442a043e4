"""The order of the sheet, and when a number waits to be rung."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.directory.freshness import NUMBER_FRESH_FOR
from pathway.directory.vocabulary import AgencyType
from pathway.launch.call_sheet.call_order import Group, LastCall, Line, Standing, group_of, standing_of
from pathway.launch.vocabulary import CallOutcome, Show

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
DIGITS = "07700900111"
HOUR = timedelta(hours=1)


def call(result: CallOutcome = CallOutcome.CONFIRMED, **given: object) -> LastCall:
    plain = {
        "service_id": UUID(int=1),
        "phone_id": UUID(int=2),
        "turn": 1,
        "number": "07700 900111",
        "digits": DIGITS,
        "result": result,
        "spoke_to": None,
        "again_at": None,
        "new_number": None,
        "made_at": NOW - HOUR,
        "made_by": UUID(int=3),
        "made_by_name": "Somebody",
    }
    return LastCall(**plain | given)


def line(
    group: Group, standing: Standing, *, night: bool = False, last: LastCall | None = None, slug: str = "a"
) -> Line:
    return Line(uuid4(), uuid4(), group, night, standing, slug, 0, last)


@pytest.mark.parametrize(
    ("kinds", "group"),
    [
        ([], Group.REST),
        ([AgencyType.SEXUAL_HEALTH], Group.REST),
        ([AgencyType.IDVA_MARAC, AgencyType.DOMESTIC_ABUSE_SERVICE], Group.HELPLINES),
        ([AgencyType.URGENT_CARE, AgencyType.MENTAL_HEALTH_CRISIS], Group.CRISIS),
        ([AgencyType.HOUSING_ADVICE, AgencyType.EMERGENCY_ACCOMMODATION], Group.COUNCIL),
    ],
)
def test_a_listing_stands_in_the_first_part_it_belongs_to(kinds: list[AgencyType], group: Group) -> None:
    assert group_of(kinds) is group


@pytest.mark.parametrize(
    ("checked_on", "last", "standing"),
    [
        (None, None, Standing.NEVER_RUNG),
        (TODAY, None, Standing.RIGHT),
        (TODAY - NUMBER_FRESH_FOR, call(), Standing.RIGHT),
        (TODAY - NUMBER_FRESH_FOR - timedelta(days=1), call(), Standing.GROWN_OLD),
        (TODAY + timedelta(days=1), call(), Standing.GROWN_OLD),
        (None, call(CallOutcome.TAKEN_BACK), Standing.NEVER_RUNG),
        (None, call(CallOutcome.NO_ANSWER, again_at=NOW + HOUR), Standing.LATER),
        (TODAY, call(CallOutcome.RING_AGAIN, again_at=NOW), Standing.DUE_AGAIN),
        (None, call(CallOutcome.CHANGED, new_number="07700 900222"), Standing.CHANGED),
        (None, call(CallOutcome.CHANGED, digits="07700900222"), Standing.NEVER_RUNG),
        (None, call(CallOutcome.CONFIRMED, digits="07700900222"), Standing.NEVER_RUNG),
        (None, call(CallOutcome.WRONG), Standing.NEVER_RUNG),
    ],
)
def test_where_a_number_stands(checked_on: date | None, last: LastCall | None, standing: Standing) -> None:
    assert standing_of(DIGITS, checked_on, last, NOW, TODAY) is standing


def test_what_was_promised_comes_first_then_night_lines_then_what_was_never_rung() -> None:
    promised = line(Group.REST, Standing.DUE_AGAIN, last=call(CallOutcome.RING_AGAIN, again_at=NOW - HOUR))
    night = line(Group.COUNCIL, Standing.GROWN_OLD, night=True, last=call())
    never = line(Group.COUNCIL, Standing.NEVER_RUNG, slug="z")
    old = line(Group.COUNCIL, Standing.GROWN_OLD, last=call())
    havens = line(Group.HAVENS, Standing.NEVER_RUNG, night=True)

    in_order = sorted([havens, old, never, night, promised], key=lambda one: one.sort_key)

    assert in_order == [promised, night, never, old, havens]
    assert promised.shown_in is Group.PROMISED


@given(
    result=st.sampled_from(CallOutcome),
    again=st.none() | st.integers(-1000, 1000).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    same=st.booleans(),
    age=st.none() | st.integers(-10, 400),
)
def test_a_number_is_done_only_if_somebody_found_it_right_lately(
    result: CallOutcome, again: datetime | None, same: bool, age: int | None
) -> None:
    checked_on = None if age is None else TODAY - timedelta(days=age)
    last = call(result, again_at=again, digits=DIGITS if same else "07700900222")

    standing = standing_of(DIGITS, checked_on, last, NOW, TODAY)

    if standing.show is Show.DONE:
        assert checked_on is not None
        assert timedelta(0) <= TODAY - checked_on <= NUMBER_FRESH_FOR
    if standing is Standing.LATER:
        assert again is not None
        assert again > NOW
        assert same
