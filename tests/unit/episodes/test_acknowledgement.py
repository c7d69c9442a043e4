"""By when an agency answers: elapsed hours today, working days otherwise, over weekends and both clock changes."""

from datetime import UTC, datetime, timedelta

import pytest

from pathway.core.clock import LONDON
from pathway.episodes.acknowledgement import answer_by
from pathway.referral.vocabulary import Urgency


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize("urgency", [Urgency.IMMEDIATE, Urgency.SAME_DAY])
def test_today_is_two_hours(urgency: Urgency) -> None:
    sent = london("2026-11-27T16:50")

    assert answer_by(sent, urgency) == sent + timedelta(hours=2)


def test_at_night_it_is_two_hours_after_the_desk_opens() -> None:
    opens = london("2026-11-30T09:00")

    assert answer_by(london("2026-11-27T23:00"), Urgency.SAME_DAY, opens) == london("2026-11-30T11:00")


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-11-24T10:00", "2026-11-26T10:00"),  # Tuesday to Thursday
        ("2026-11-27T16:50", "2026-12-01T16:50"),  # Friday to Tuesday
        ("2026-11-28T03:00", "2026-12-01T03:00"),  # Saturday counts from Monday
        ("2026-12-24T15:00", "2026-12-30T15:00"),  # over Christmas, Boxing Day's Monday and a weekend
        ("2026-10-23T22:30", "2026-10-27T22:30"),  # the clocks go back: the same time on the clock
        ("2027-03-25T22:30", "2027-03-31T22:30"),  # Good Friday, the clocks, Easter Monday
    ],
)
def test_not_urgent_is_the_second_working_day(sent: str, due: str) -> None:
    assert answer_by(london(sent), Urgency.STANDARD) == london(due)


@pytest.mark.parametrize("urgency", Urgency)
def test_the_two_hours_are_elapsed_over_a_clock_change(urgency: Urgency) -> None:
    sent = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    if urgency is not Urgency.STANDARD:
        assert answer_by(sent, urgency) - sent == timedelta(hours=2)
