"""What a number's description says of when it answers, as a table."""

import pytest

from pathway.directory.hours.phone_words import StatedHours, stated_hours
from tests.seed_file import every_listing

OFFICE, OUT, BOTH = StatedHours.OFFICE, StatedHours.OUT_OF_HOURS, StatedHours.BOTH


@pytest.mark.parametrize(
    ("description", "said"),
    [
        (None, None),
        ("", None),
        ("main line", None),
        ("office hours", OFFICE),
        ("Working hours", OFFICE),
        ("in the daytime", OFFICE),
        ("weekdays", OFFICE),
        ("out of hours", OUT),
        ("out-of-hours", OUT),
        ("out of office hours", OUT),
        ("Outside office hours", OUT),
        ("after hours", OUT),
        ("nights and weekends", OUT),
        ("nights & weekends", OUT),
        ("evenings, nights and weekends", OUT),
        ("weekends and nights", OUT),
        ("duty team, out of hours; not yet confirmed by telephone", OUT),
        ("out of hours, switchboard: say it is an emergency", OUT),
        # Some of the hours outside the office's are not all of them.
        ("evenings", None),
        ("weekends", None),
        ("nights", None),
        ("evenings and weekends", None),
        ("out of hours until midnight", None),
        # Said against.
        ("Mon to Fri, closed weekends", None),
        ("closed nights and weekends", None),
        ("not out of hours", None),
        ("No calls out of hours", None),
        ("Mon to Sun except nights and weekends", None),
        ("out of hours (not weekends)", None),
        ("we don't answer out of hours", None),
        ("weekdays only, not evenings", OFFICE),
        ("weekdays, closed weekends", OFFICE),
        ("office hours, never nights and weekends", OFFICE),
        ("not in office hours", None),
        # A machine answers.
        ("office hours; answerphone at night", OFFICE),
        ("office hours, voicemail nights and weekends", OFFICE),
        ("out of hours: answerphone", None),
        ("Out of hours leave a message", None),
        # Both.
        ("office hours; out of hours ring the switchboard", OFFICE),
        ("office hours, out of hours the duty team", OFFICE),
        ("office hours and out of hours", BOTH),
        ("in and out of office hours", BOTH),
        ("weekdays, evenings and weekends", None),
        ("weekdays and Saturdays", None),
        ("24 hours, weekends and nights too", None),
        ("day and night", None),
    ],
)
def test_what_a_description_says(description: str | None, said: StatedHours | None) -> None:
    assert stated_hours(description) is said


def test_the_numbers_of_the_starting_listings_keep_their_hours() -> None:
    described = [
        (row["slug"], phone["description"], stated_hours(phone["description"]))
        for row in every_listing()
        for phone in row["phones"]
        if phone.get("description")
    ]

    assert {(slug, said) for slug, words, said in described if said} == {
        ("brent-housing-needs", OFFICE),
        ("brent-housing-needs", OUT),
        ("brent-da-housing", OFFICE),
        ("brent-mash", OFFICE),
        ("brent-mash", OUT),
        ("harrow-adult-safeguarding", OFFICE),
        ("harrow-adult-safeguarding", OUT),
    }
    assert [words for _, words, said in described if not said] == ["text SHOUT"]
