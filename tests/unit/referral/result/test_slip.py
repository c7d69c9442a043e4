"""Her slip: numbers that she can ring, in words that tell nobody why."""

from dataclasses import replace
from datetime import UTC, date, datetime

from pathway.directory.hours.phone_hours import Hours
from pathway.directory.search.cards import CardPhone
from pathway.directory.search.helplines import ListedNumber
from pathway.directory.vocabulary import AgencyType, Take
from pathway.referral.result.numbers import NOT_CHECKED, StepNumber
from pathway.referral.result.slip import ANY_HOUR, COUNCIL, MOST, TO_TALK, slip_numbers
from pathway.referral.result.steps import StepCard
from pathway.referral.routing import Step
from pathway.referral.selection import Choice, Offer
from pathway.referral.suggestions import Suggestion
from pathway.referral.vocabulary import Action, Urgency
from tests.unit.referral.candidates import CARD, INTAKE, candidate

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
OWN, OTHER = "07700 900001", "07700 900002"


def number(text: str = OWN, **changes: object) -> StepNumber:
    step_number = StepNumber(text, f"tel:{text.replace(' ', '')}", "A service", answers=True, mark=NOT_CHECKED)
    return replace(step_number, **changes)  # type: ignore[arg-type] # of many types


def step(
    *numbers: StepNumber,
    agency: AgencyType = AgencyType.VAWG_SERVICE,
    takes: frozenset[Take] = frozenset(Take),
    is_second: bool = False,
) -> StepCard:
    """A step with these numbers, of which OWN is the service's that was chosen, or that comes second."""
    phone = CardPhone(OWN, f"tel:{OWN.replace(' ', '')}", False, None, None, None, Hours())
    card = replace(CARD, phone=phone, intake=replace(INTAKE, takes=takes))
    offer = Offer(replace(candidate(), card=card), "")
    choice = Choice(alternatives=(offer,)) if is_second else Choice(chosen=offer)
    routed = Step(agency, Action.REFER, Urgency.SAME_DAY, ("R4",))
    return StepCard(
        suggestion=Suggestion(routed, choice, None),
        verb="",
        title="",
        say="",
        she_says="",
        hint="",
        is_emergency=False,
        button=numbers[0] if numbers else None,
        more_numbers=numbers[1:],
        beside=(),
        agreement_words="",
        access=(),
        words=None,
        words_if_nobody_answers=False,
        state=None,
        is_place=False,
        where=None,
        not_suited=(),
        alternatives=(),
    )


def line(text: str = OTHER, **changes: object) -> ListedNumber:
    listed = ListedNumber(
        slug="",
        service_id="",
        name="A line",
        organization="",
        number=text,
        href=f"tel:{text.replace(' ', '')}",
        extension=None,
        is_text=False,
        is_free=True,
        always=True,
        checked_on=None,
        description=None,
        label="A line",
        intake=INTAKE,
    )
    return replace(listed, **changes)  # type: ignore[arg-type] # of many types


def read(steps: list[StepCard], lines: list[ListedNumber] | None = None) -> list[tuple[str, str]]:
    return [(line.number, line.words) for line in slip_numbers(steps, lines or [], NOW)]


def test_the_words_of_a_number_do_not_say_why_she_would_ring() -> None:
    steps = [
        step(number(), agency=AgencyType.VAWG_SERVICE),
        step(number("07700 900003", name="Brent Council"), agency=AgencyType.EMERGENCY_ACCOMMODATION),
        step(number("07700 900004"), agency=AgencyType.SEXUAL_HEALTH),
    ]

    assert read(steps) == [(OWN, TO_TALK), ("07700 900003", COUNCIL), ("07700 900004", "a clinic")]


def test_a_number_that_only_her_worker_can_ring_is_not_on_it() -> None:
    professionals = frozenset({Take.PROFESSIONAL})

    assert read([step(number(), number(OTHER), takes=professionals)]) == [(OTHER, TO_TALK)]
    assert read([step(number(), number(OTHER), takes=professionals, is_second=True)]) == [(OTHER, TO_TALK)]
    assert read([step(number(), agency=AgencyType.CHILDRENS_SOCIAL_CARE)]) == []
    assert read([step(number(is_text=True))]) == []


def test_each_number_is_listed_once_and_the_permanent_ones_never() -> None:
    steps = [step(number(), number("111", href="tel:111")), step(number())]

    assert read(steps, [line(OWN), line("116 123")]) == [(OWN, TO_TALK)]


def test_a_line_says_which_nations_it_serves_where_that_is_not_all_of_them() -> None:
    lines = [line(only="England only"), line("07700 900005")]

    assert read([], lines) == [(OTHER, f"{ANY_HOUR}, England only"), ("07700 900005", ANY_HOUR)]


def test_what_is_pressed_after_the_number_is_beside_it() -> None:
    assert read([step(number(extension="2"))]) == [(f"{OWN}, then press 2", TO_TALK)]


def test_only_a_number_that_somebody_rang_recently_is_checked() -> None:
    steps = [step(number(mark="checked 3 November"), number(OTHER))]
    lines = [line("07700 900005", checked_on=date(2026, 11, 20)), line("07700 900006", checked_on=date(2020, 1, 1))]

    assert [slip_number.is_checked for slip_number in slip_numbers(steps, lines, NOW)] == [True, False, True, False]


def test_no_more_than_fit_on_half_a_page() -> None:
    lines = [line(f"07700 9000{at:02}") for at in range(20)]

    assert len(slip_numbers([], lines, NOW)) == MOST
