from datetime import date

import pytest

from pathway.directory.hours.bank_holidays import is_bank_holiday


@pytest.mark.parametrize(
    "on",
    [
        date(2026, 12, 25),
        date(2026, 12, 28),  # given instead of Saturday 26 December
        date(2027, 3, 26),
        date(2027, 3, 29),
        date(2027, 8, 30),
    ],
)
def test_the_bank_holidays_of_england_are_known(on: date) -> None:
    assert is_bank_holiday(on)


@pytest.mark.parametrize(
    "on",
    [
        date(2026, 11, 30),  # Saint Andrew's Day: Scotland's
        date(2027, 1, 4),
        date(2027, 3, 17),  # Saint Patrick's Day: Northern Ireland's
        date(2027, 3, 28),  # Easter Sunday
    ],
)
def test_other_nations_holidays_and_ordinary_days_are_not(on: date) -> None:
    assert not is_bank_holiday(on)
