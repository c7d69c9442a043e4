"""What may be typed about a call."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from werkzeug.datastructures import MultiDict

from pathway.core import clock
from pathway.launch.call_result.forms import AgainForm, CallForm, NewNumberForm, at_choice

NOW = datetime(2026, 7, 1, 21, 30, tzinfo=UTC)
"""Half past ten at night in London, in summer."""


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    clock.stop(NOW)
    yield
    clock.stop(None)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter the number"),
        ("ring 020 7946 0222", "no letters in it"),
        ("020 7946 022", "No British number begins like this"),
        ("020 7946 0222 020 7946 0333", "This has 22 digits"),
        ("020 7946 0222 / 333", "No British number begins like this"),
    ],
)
def test_a_number_that_cannot_be_rung_is_refused_with_why(typed: str, words: str) -> None:
    form = NewNumberForm(MultiDict({"number": typed}))

    assert not form.validate()
    assert words in form.number.errors[0]
    assert form.number.data == typed


@pytest.mark.parametrize(("typed", "digits"), [(" 020  7946 0222 ", "02079460222"), ("0808 157 0123", "08081570123")])
def test_a_number_is_taken_as_it_is_printed(typed: str, digits: str) -> None:
    form = NewNumberForm(MultiDict({"number": typed}))

    assert form.validate()
    assert (form.number.data, form.digits) == (" ".join(typed.split()), digits)


@pytest.mark.parametrize("typed", ["Her mobile 020 7946 0222", "020 7946 022", "desk, ext 123456"])
def test_who_answered_is_a_role_and_never_a_number(typed: str) -> None:
    form = CallForm(MultiDict({"spoke_to": typed}))

    assert not form.validate()
    assert "Leave the telephone number out" in form.spoke_to.errors[0]


def test_a_role_of_sixty_characters_is_the_longest() -> None:
    assert CallForm(MultiDict({"spoke_to": "x" * 60})).validate()
    assert not CallForm(MultiDict({"spoke_to": "x" * 61})).validate()
    assert CallForm(MultiDict({"spoke_to": "  duty   worker "})).role == "duty worker"


@pytest.mark.parametrize(
    ("choice", "moment"),
    [
        ("hour", datetime(2026, 7, 1, 22, 30, tzinfo=UTC)),
        ("tonight", datetime(2026, 7, 2, 21, 0, tzinfo=UTC)),
        ("tomorrow", datetime(2026, 7, 2, 8, 0, tzinfo=UTC)),
        ("nonsense", None),
    ],
)
def test_one_tap_chooses_a_moment_of_london(choice: str, moment: datetime | None) -> None:
    assert at_choice(choice, NOW) == moment


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"on": "2026-07-01", "at": "22:00"}, "This moment is over"),
        ({"on": "2026-12-01", "at": "09:00"}, "within two months"),
        ({"on": "", "at": "09:00"}, "Enter the day"),
        ({"on": "", "at": "", "choice": "then"}, "Enter the day"),
        ({"on": "2026-07-03", "at": "noon"}, "This is no time of the clock"),
        ({"on": "soon"}, "This is no day of the calendar"),
    ],
)
def test_a_moment_that_makes_no_sense_is_refused(typed: dict[str, str], words: str) -> None:
    form = AgainForm(MultiDict(typed))

    assert not form.validate()
    assert words in " ".join(error for _, error in form.error_list)


def test_a_day_without_a_time_is_its_morning() -> None:
    form = AgainForm(MultiDict({"on": "2026-07-03"}))

    assert form.validate()
    assert form.again_at == datetime(2026, 7, 3, 8, 0, tzinfo=UTC)


def test_no_answer_needs_no_moment_and_may_have_one() -> None:
    plain = AgainForm(MultiDict({"on": "", "at": ""}))
    typed = AgainForm(MultiDict({"on": "2026-07-03", "at": "10:30"}))

    assert plain.validate()
    assert (plain.answered, plain.again_at) == (False, None)
    assert typed.validate()
    assert (typed.answered, typed.again_at) == (False, datetime(2026, 7, 3, 9, 30, tzinfo=UTC))


def test_one_tap_counts_whatever_was_typed_before() -> None:
    form = AgainForm(MultiDict({"on": "2026-06-01", "at": "10:30", "choice": "hour"}))

    assert form.validate()
    assert (form.answered, form.again_at) == (True, datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
