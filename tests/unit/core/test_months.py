"""Months begin at midnight in London, winter and summer."""

from datetime import UTC, date, datetime

import pytest

from pathway.core.months import month_before, month_of, months_between, next_month


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        ("2026-12-31 23:59", date(2026, 12, 1)),
        ("2027-01-01 00:00", date(2027, 1, 1)),
        ("2027-05-31 22:59", date(2027, 5, 1)),
        ("2027-05-31 23:00", date(2027, 6, 1)),
        ("2027-03-31 22:59", date(2027, 3, 1)),
        ("2026-10-31 23:59", date(2026, 10, 1)),
    ],
)
def test_a_month_begins_at_midnight_in_london(moment: str, month: date) -> None:
    assert month_of(datetime.fromisoformat(moment).replace(tzinfo=UTC)) == month


def test_the_months_of_two_years_follow_each_other() -> None:
    months = months_between(date(2026, 2, 1), date(2028, 3, 1))

    assert len(months) == 26
    assert all(month.day == 1 for month in months)
    assert [next_month(month) for month in months[:-1]] == months[1:]
    assert [month_before(month) for month in months[1:]] == months[:-1]
    assert months_between(date(2026, 2, 1), date(2026, 1, 1)) == []
