"""Which lines of any hour are hers."""

from dataclasses import replace

import pytest

from pathway.directory.intake import Intake, Reach
from pathway.referral.result.page import is_for_her
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Age, Area, ServiceFor
from tests.unit.referral.candidates import INTAKE

HARROWS = replace(INTAKE, reach=Reach.OTHER_BOROUGH, places=("Harrow",))
IN_HARROW = Answers(area=Area.OTHER_LONDON, borough="Harrow", age=Age.ADULT)
GIRL, MAN = replace(IN_HARROW, age=Age.UNDER_18), replace(IN_HARROW, service_for=ServiceFor.ANYONE)


@pytest.mark.parametrize(
    ("answers", "intake", "hers"),
    [
        (IN_HARROW, HARROWS, True),
        (replace(IN_HARROW, borough="Camden"), HARROWS, False),
        (replace(IN_HARROW, area=Area.ELSEWHERE), HARROWS, False),
        (GIRL, HARROWS, True),
        (GIRL, replace(HARROWS, minimum_age=18), False),
        (GIRL, replace(INTAKE, reach=Reach.LONDON, minimum_age=18), False),
        (MAN, HARROWS, True),
        (MAN, replace(HARROWS, women_only=True), False),
        (MAN, replace(INTAKE, reach=Reach.LONDON, women_only=True), False),
        (IN_HARROW, replace(HARROWS, women_only=True, minimum_age=18), True),
    ],
)
def test_a_line_of_her_own_borough_is_hers_on_the_same_terms_as_any(
    answers: Answers, intake: Intake, hers: bool
) -> None:
    assert is_for_her(intake, answers) is hers
