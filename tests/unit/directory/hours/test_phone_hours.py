"""Of several numbers the one for this hour comes first, by rows of its own or by what its description says."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest

from pathway.directory import listing_record
from pathway.directory.hours.opening_hours import Openness
from pathway.directory.hours.phone_hours import PhoneHours, answers_at_any_hour
from pathway.directory.search.cards import Card, card_of
from pathway.directory.vocabulary import BankHolidays, Coverage
from pathway.organizations.vocabulary import OrganizationKind

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
BOXING_DAY_KEPT = datetime(2026, 12, 28, 11, tzinfo=UTC)
NUMBERS = ("020 7946 0001", "020 7946 0002")


def service(
    *descriptions: str | None, schedules: tuple[listing_record.ScheduleRecord, ...] = ()
) -> listing_record.ServiceRecord:
    """A listing with a number for each description."""
    return listing_record.ServiceRecord(
        id=UUID(int=1),
        slug="a",
        name="A",
        description="A.",
        organization=listing_record.OrganizationRecord(
            UUID(int=2), "o", "O", OrganizationKind.OTHER, is_first_responder=False
        ),
        coverage=Coverage.BRENT,
        last_modified_at=MONDAY,
        phones=[
            listing_record.PhoneRecord(UUID(int=10 + place), number, number.replace(" ", ""), description=words)
            for place, (number, words) in enumerate(zip(NUMBERS, descriptions, strict=False))
        ],
        schedules=list(schedules),
    )


def row(opens: int, closes: int, phone: int | None = None) -> listing_record.ScheduleRecord:
    """Monday to Friday between two hours; with `phone`, the hours of that number."""
    phone_id = None if phone is None else UUID(int=10 + phone)
    return listing_record.ScheduleRecord(
        UUID(int=20 + opens),
        time(opens),
        time(closes),
        phone_id=phone_id,
        byday="MO,TU,WE,TH,FR",
        bank_holidays=BankHolidays.CLOSED,
    )


def first(card: Card, now: datetime, whole: Openness = Openness.UNKNOWN) -> tuple[str, bool]:
    """The number to try first, and whether it is known to answer."""
    number = card.numbers_by_the_clock(whole, now)[0]
    return number.phone.number, number.answers


@pytest.mark.parametrize("words", [("office hours", "out of hours"), ("weekdays", "nights and weekends")])
@pytest.mark.parametrize("hour", range(0, 7 * 24, 3))
def test_at_every_hour_one_of_a_desk_and_a_night_team_answers(words: tuple[str, str], hour: int) -> None:
    now = MONDAY + timedelta(hours=hour)
    is_office = now.weekday() < 5 and 9 <= now.hour < 17

    assert first(card_of(service(*words), always=False), now) == (NUMBERS[0 if is_office else 1], True)
    assert first(card_of(service(*reversed(words)), always=False), now) == (NUMBERS[1 if is_office else 0], True)


def test_on_a_bank_holiday_the_night_team_answers() -> None:
    assert first(card_of(service("office hours", "out of hours"), always=False), BOXING_DAY_KEPT)[0] == NUMBERS[1]


def test_office_hours_are_the_service_s_own_where_it_gives_them() -> None:
    card = card_of(service("office hours", "out of hours", schedules=(row(10, 16),)), always=False)

    assert first(card, MONDAY + timedelta(hours=9, minutes=30))[0] == NUMBERS[1]
    assert first(card, MONDAY + timedelta(hours=10))[0] == NUMBERS[0]


def test_rows_of_a_number_count_before_its_description() -> None:
    card = card_of(service("office hours", "office hours", schedules=(row(18, 22, phone=1),)), always=False)

    assert card.more_phones[0].hours.kind is PhoneHours.OWN
    assert first(card, MONDAY + timedelta(hours=19)) == (NUMBERS[1], True)
    assert first(card, MONDAY + timedelta(hours=11)) == (NUMBERS[0], True)


def test_a_number_of_which_nothing_is_said_is_as_the_service() -> None:
    card = card_of(service(None), always=False)

    for openness in Openness:
        assert card.numbers_by_the_clock(openness, MONDAY)[0].openness is openness


@pytest.mark.parametrize(
    ("words", "rows", "always"),
    [
        (("office hours", "out of hours"), (), True),
        ((None, "out of hours"), (row(9, 17),), True),
        ((None, "out of hours"), (), False),
        (("office hours",), (), False),
        ((None,), (row(9, 17),), False),
        (("office hours and out of hours",), (row(9, 17),), True),
        (("office hours; answerphone at night",), (row(9, 17),), False),
        (("weekdays only, not evenings", "closed weekends"), (), False),
    ],
)
def test_a_desk_and_a_night_team_together_answer_at_any_hour(
    words: tuple[str | None, ...], rows: tuple[listing_record.ScheduleRecord, ...], always: bool
) -> None:
    assert answers_at_any_hour(service(*words, schedules=rows)) is always


@pytest.mark.parametrize("words", ["closed weekends", "Mon to Fri, closed weekends", "answerphone out of hours"])
@pytest.mark.parametrize("whole", Openness)
def test_a_day_number_is_not_known_to_answer_by_what_it_says_against_the_night(words: str, whole: Openness) -> None:
    card = card_of(service(words), always=False)

    assert card.numbers_by_the_clock(whole, MONDAY + timedelta(hours=3))[0].openness is whole


@pytest.mark.parametrize("hour", [3, 11, 20])
def test_a_number_for_both_hours_answers_in_both(hour: int) -> None:
    card = card_of(service("office hours and out of hours", schedules=(row(9, 17),)), always=False)

    assert first(card, MONDAY + timedelta(hours=hour), Openness.CLOSED) == (NUMBERS[0], True)
    assert card.phone is not None
    assert card.phone.when == "office hours and out of hours"


def test_a_card_comes_back_from_the_index_with_the_hours_of_its_numbers() -> None:
    card = card_of(service("office hours", "out of hours", schedules=(row(10, 16), row(18, 22, phone=1))), always=False)

    assert Card.from_json(card.as_json()) == card
    assert [phone.when for phone in (card.phone, *card.more_phones) if phone] == ["office hours", "out of hours"]
