"""The signatures under the rules, words and periods: recorded, shown to everybody, withdrawn, with their history."""

import pytest
from flask import Flask

from tests.integration.reading import words_of
from tests.staff import Staff

PAGE = "/manage/start/sign-offs"
LEAD, OFFICER = "safeguarding_lead", "data_protection_officer"


def sign(staff: Staff, role: str, name: str = "A. Example, Example Trust", on: str = "2026-11-20") -> tuple[int, str]:
    """Record a signature; return the status and the page that follows, in words."""
    answer = staff.post(f"{PAGE}/{role}", {f"{role}-signed_by": name, f"{role}-signed_on": on})
    page = staff.get(answer.headers["Location"]) if answer.status_code == 303 else answer
    return answer.status_code, words_of(page.text)


def test_two_signatures_are_recorded_and_shown_to_everybody(app: Flask, safeguarding_lead: Staff) -> None:
    public = app.test_client()
    assert "Not signed off." in words_of(public.get("/about").text)

    status, page = sign(safeguarding_lead, LEAD)

    assert status == 303
    assert "Safeguarding lead Signed by A. Example, Example Trust, 20 November 2026." in page
    assert "Signatures 1 of 2" in words_of(safeguarding_lead.get("/manage/start").text)
    assert "Not signed off." in words_of(public.get("/about").text)
    sign(safeguarding_lead, OFFICER, "B. Example")
    about = words_of(public.get("/about").text)
    assert "Signed off." in about
    assert "Not signed off." not in about
    assert "Data protection officer: B. Example, 20 November 2026" in about


def test_a_signature_is_withdrawn_and_its_history_stays(
    app: Flask, coordinator: Staff, safeguarding_lead: Staff
) -> None:
    sign(safeguarding_lead, LEAD)

    for _ in range(2):
        answer = coordinator.post(f"{PAGE}/{LEAD}/withdraw")
        page = words_of(coordinator.get(answer.headers["Location"]).text)

    assert (
        "Safeguarding lead: withdrawn A. Example, Example Trust, signed 20 November 2026. Withdrawn by Person" in page
    )
    assert page.count("Safeguarding lead: withdrawn") == 1
    assert "Safeguarding lead: recorded" in page
    assert "A. Example" not in words_of(app.test_client().get("/about").text)
    assert sign(coordinator, LEAD, "C. Example")[0] == 303


def test_a_second_tap_is_answered_like_the_first(coordinator: Staff) -> None:
    assert sign(coordinator, LEAD) == sign(coordinator, LEAD)
    assert sign(coordinator, LEAD)[1].count("Safeguarding lead: recorded") == 1


def test_another_signature_does_not_replace_one(coordinator: Staff) -> None:
    sign(coordinator, LEAD)

    status, page = sign(coordinator, LEAD, "B. Example")

    assert status == 409
    assert "A. Example, Example Trust has signed for this already. Withdraw that signature first" in page


@pytest.mark.parametrize(
    ("name", "on", "words"),
    [
        ("", "2026-11-20", "Enter the name of who signed"),
        ("x" * 121, "2026-11-20", "Use at most 120 characters"),
        ("A. Example", "", "Enter the day"),
        ("A. Example", "2026-11-25", "This day is still to come"),
        ("A. Example", "last week", "This is no day of the calendar"),
    ],
)
def test_what_cannot_be_a_signature_is_refused_and_kept(coordinator: Staff, name: str, on: str, words: str) -> None:
    answer = coordinator.post(f"{PAGE}/{LEAD}", {f"{LEAD}-signed_by": name, f"{LEAD}-signed_on": on})

    assert answer.status_code == 400
    assert words in words_of(answer.text)
    assert f'value="{name or on}"' in answer.text
    assert "Nothing was recorded here yet" in words_of(answer.text)


def test_nobody_else_can_sign(coordinator: Staff) -> None:
    assert (
        coordinator.post(f"{PAGE}/mayor", {"mayor-signed_by": "A", "mayor-signed_on": "2026-11-20"}).status_code == 404
    )
    assert coordinator.post(f"{PAGE}/mayor/withdraw").status_code == 404
