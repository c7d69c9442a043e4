"""Which way a number is used: only the one she agreed to, and none once somebody else may answer."""

import pytest

from pathway.episodes.contact_plan import ContactPlan
from pathway.episodes.vocabulary import NEEDS_NUMBER, ContactMethod

NUMBER = "07700 900123"


@pytest.mark.parametrize(
    ("method", "may_text", "rings_to", "texts_to"),
    [
        (ContactMethod.TEXT, True, None, "sms:07700900123"),
        (ContactMethod.TEXT, False, None, "sms:07700900123"),
        (ContactMethod.CALL, False, "tel:07700900123", None),
        (ContactMethod.CALL, True, "tel:07700900123", "sms:07700900123"),
        (ContactMethod.SHE_RINGS, True, None, None),
        (ContactMethod.PLACE, True, None, None),
    ],
)
def test_a_press_does_what_she_agreed_to(
    method: ContactMethod, may_text: bool, rings_to: str | None, texts_to: str | None
) -> None:
    plan = ContactPlan(method, NUMBER, may_text=may_text)

    assert (plan.rings_to, plan.texts_to) == (rings_to, texts_to)


def test_who_said_text_is_not_rung() -> None:
    flags = " ".join(ContactPlan(ContactMethod.TEXT, NUMBER, may_text=True).flags())

    assert "do NOT ring" in flags
    assert "oicemail" not in flags


@pytest.mark.parametrize("method", ContactMethod)
@pytest.mark.parametrize("anything", [True, False], ids=["nobody", "he has her phone"])
def test_beside_a_ban_stands_nothing_that_contradicts_it(method: ContactMethod, anything: bool) -> None:
    plan = ContactPlan(method, NUMBER, "before 11am", may_leave_voicemail=True, may_text=True, may_say_who=True)

    left = plan.without(number=True, anything=anything)

    assert left.is_closed is (anything or method in NEEDS_NUMBER)
    if left.is_closed:
        assert len(list(left.flags())) == 1
        assert (left.rings_to, left.texts_to) == (None, None)
