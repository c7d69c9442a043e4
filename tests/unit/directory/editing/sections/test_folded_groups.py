"""Long lists of boxes are folded in groups: each says how many are ticked, and what is ticked is open."""

import pytest
from lxml import html as parser

from pathway.directory.editing.sections import SECTIONS
from tests.unit.directory.editing.sections.typed import sent
from tests.unit.directory.exchange.record_strategies import a_service

FIELDS = [("areas", "areas"), ("needs", "agency_types"), ("needs", "needs")]


def groups(word: str, field: str, *ticked: str) -> dict[str, tuple[str, bool]]:
    """What each group says is ticked, and whether it is open."""
    form = sent(word, a_service(), [(field, value) for value in ticked])
    drawn = parser.fromstring(str(form[field]()))
    return {
        group.cssselect("summary span")[0].text_content(): (
            group.cssselect(".pw-ticks__count")[0].text_content(),
            group.get("open") is not None,
        )
        for group in drawn.cssselect("details")
    }


@pytest.mark.parametrize(("word", "field"), FIELDS)
def test_nothing_ticked_is_all_folded(word: str, field: str) -> None:
    for count, is_open in groups(word, field).values():
        assert count.startswith("0 of ")
        assert not is_open


def test_what_is_ticked_is_open_and_counted() -> None:
    drawn = groups("areas", "areas", "Camden", "Harrow", "Sutton", "Atlantis")

    assert drawn == {
        "The whole country, London, Brent": ("0 of 3 ticked", False),
        "Boroughs beside Brent": ("2 of 7 ticked", True),
        "Other boroughs, north of the river": ("0 of 13 ticked", False),
        "Other boroughs, south of the river": ("1 of 12 ticked", True),
    }


@pytest.mark.parametrize(("word", "field"), FIELDS)
def test_every_choice_is_in_one_group_with_an_id_of_its_own(word: str, field: str) -> None:
    form = SECTIONS[word].form()
    boxes = parser.fromstring(str(form[field]())).cssselect("input")

    assert sorted(box.get("value") for box in boxes) == sorted(choice.value for choice in form[field].iter_choices())
    assert len({box.get("id") for box in boxes}) == len(boxes)
    assert boxes[0].get("id") == field
    assert "Others" not in groups(word, field)


def test_an_error_opens_all_of_them_and_is_said() -> None:
    form = sent("needs", a_service(), [])
    form["agency_types"].errors = ["Tick at least one"]
    drawn = parser.fromstring(str(form["agency_types"]()))

    assert "Tick at least one" in drawn.text_content()
    assert all(group.get("open") is not None for group in drawn.cssselect("details"))
