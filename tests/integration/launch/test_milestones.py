"""What is due by when: changed in a form, looked over, asked for by one, published by another, for new clocks only."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from pathway.accounts.models import Proposal
from pathway.accounts.vocabulary import ProposalStatus
from pathway.extensions import db
from pathway.turnaround.policy import FIRST_POLICY, Level, Policy, Threshold, Told
from pathway.turnaround.queries import policy, policy_now
from tests import clocks
from tests.integration.reading import parser, words_of
from tests.staff import Staff

PAGE = "/manage/pathway/milestones"
WHY = "The desk answers sooner by now"
SOONER = {"received-1-hours": "0", "received-1-minutes": "50"}


def typed(staff: Staff, **changes: Any) -> dict[str, list[str]]:
    """What the form sends as it is, with some fields changed."""
    form = parser.fromstring(staff.get(f"{PAGE}/edit").text).get_element_by_id("thresholds")
    sent: dict[str, list[str]] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value)
    sent.pop("csrf_token")
    for name, value in changes.items():
        sent[name] = value if isinstance(value, list) else [value]
    return sent


def pairs(sent: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in sent.items() for value in values]


def ask(staff: Staff, sent: dict[str, list[str]], why: str = WHY, version: str = "1") -> tuple[int, str]:
    answer = staff.post(PAGE, pairs(sent | {"why": [why], "version": [version]}))
    shown = staff.get(answer.headers["Location"]) if answer.status_code == 303 else answer
    return answer.status_code, words_of(shown.text)


def decide(staff: Staff, how: str = "approve") -> int:
    app = staff.client.application
    with app.app_context():
        is_decided = Proposal.status != ProposalStatus.WAITING
        query = select(Proposal.id).where(Proposal.act == "milestones.publishing").order_by(is_decided)
        proposal_id = db.session.scalars(query).first()
    return staff.post(f"{PAGE}/proposals/{proposal_id}/{how}").status_code


def in_force(app: Flask) -> Policy:
    with app.app_context():
        return policy_now()


def test_the_policy_in_force_is_shown(coordinator: Staff) -> None:
    words = words_of(coordinator.get(PAGE).text)

    assert "In force: version 1" in words
    assert "Received by the duty coordinator, Duty coordinator Amber after 45 minutes: Whoever owns it" in words
    assert "Red after 2 hours: Whoever referred her, On-call manager" in words
    assert "Version 1 As it came with Pathway." in words


def test_a_change_is_looked_over_and_published_by_a_second_person(
    app: Flask, coordinator: Staff, safeguarding_lead: Staff
) -> None:
    sent = typed(coordinator, **SOONER)
    look = coordinator.post(f"{PAGE}/edit", pairs(sent))
    words = words_of(look.text)
    assert look.status_code == 200
    assert "Received by the duty coordinator Before" in words
    assert "<del>Red after 1 hour: Duty lead</del>" in look.text
    assert "<ins>Red after 50 minutes: Duty lead</ins>" in look.text
    assert "Accepted by the lead agency" not in words
    carried = parser.fromstring(look.text).xpath("//form[.//textarea]")[0].form_values()
    assert ("received-1-minutes", "50") in carried

    assert ask(coordinator, sent)[0] == 303
    assert in_force(app) == FIRST_POLICY
    assert decide(coordinator) == 409
    assert "Change what is due by when" in words_of(safeguarding_lead.get("/manage").text)
    shown = safeguarding_lead.get(PAGE)
    assert "<ins>Red after 50 minutes: Duty lead</ins>" in shown.text
    assert "It is for new clocks only." in words_of(shown.text)
    assert decide(safeguarding_lead) == 303

    policy_2 = in_force(app)
    assert policy_2.version == 2
    assert policy_2.milestone("received").target == timedelta(minutes=50)
    assert {one.key: one for one in policy_2.milestones if one.key != "received"} == {
        one.key: one for one in FIRST_POLICY.milestones if one.key != "received"
    }
    with app.app_context():
        assert policy(1) == FIRST_POLICY
    words = words_of(coordinator.get(PAGE).text)
    assert "In force: version 2" in words
    assert re.search(r"Version 2 24 November 2026, 10:00. Asked by Person \d+, agreed by Person \d+. The desk", words)


def test_a_threshold_is_added_and_one_taken_away(app: Flask, coordinator: Staff, safeguarding_lead: Staff) -> None:
    added = {"accepted-2-hours": "6", "accepted-2-minutes": "", "accepted-2-tells": ["on_call_manager", "referrer"]}
    taken = {"received-2-hours": "", "received-2-minutes": ""}

    ask(coordinator, typed(coordinator, **added, **taken))
    decide(safeguarding_lead)

    policy_2 = in_force(app)
    assert policy_2.milestone("accepted").thresholds[2] == Threshold(
        timedelta(hours=6), Level.RED, (Told.ON_CALL_MANAGER, Told.REFERRER)
    )
    assert len(policy_2.milestone("received").thresholds) == 2


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"accepted-0-hours": "5"}, "accepted-1-hours", "Each threshold has to be later than the one before it"),
        ({"accepted-0-hours": "4"}, "accepted-1-hours", "Two thresholds are at the same hour"),
        ({"accepted-0-level": "red", "accepted-1-level": "amber"}, "accepted-1-level", "Amber has to come before red"),
        ({"treatment-1-hours": "73"}, "treatment-1-hours", "A threshold is later than 72 hours"),
        ({"accepted-1-tells": ["owner"]}, "accepted-1-tells", "Red has to tell somebody other than whoever owns it"),
        ({"accepted-1-tells": []}, "accepted-1-tells", "A threshold tells nobody"),
        ({"accepted-0-hours": "soon"}, "accepted-0-hours", "Enter whole hours, in figures"),
        ({"accepted-0-minutes": "60"}, "accepted-0-minutes", "Enter minutes from 0 to 59, in figures"),
        (
            {"accepted-1-hours": "", "accepted-1-minutes": ""},
            "accepted-0-level",
            "It needs an amber threshold and a red",
        ),
        ({"accepted-0-hours": "0", "accepted-0-minutes": "0"}, "accepted-0-hours", "later than its start"),
    ],
)
@pytest.mark.parametrize("path", ["/edit", ""])
def test_what_makes_no_sense_is_said_at_its_field_and_changes_nothing(
    app: Flask, coordinator: Staff, changes: dict[str, Any], field: str, words: str, path: str
) -> None:
    sent = typed(coordinator, **changes) | {"why": [WHY], "version": ["1"]}

    answer = coordinator.post(f"{PAGE}{path}", pairs(sent))

    assert answer.status_code == 400
    page = parser.fromstring(answer.text)
    assert words in page.get_element_by_id(f"{field}-error").text_content()
    summary = page.cssselect(".govuk-error-summary__list a")
    assert [link for link in summary if link.get("href") == f"#{field}"]
    assert page.get_element_by_id(field) is not None
    for name, values in sent.items():
        if name.endswith(("hours", "minutes")):
            assert page.cssselect(f"[name='{name}']")[0].get("value", "") == values[0]
    assert in_force(app) == FIRST_POLICY


def test_nothing_changed_is_said(coordinator: Staff) -> None:
    answer = coordinator.post(f"{PAGE}/edit", pairs(typed(coordinator)))

    assert answer.status_code == 400
    assert "Nothing is changed yet" in words_of(answer.text)


def test_a_reason_is_needed_and_what_was_typed_is_kept(coordinator: Staff) -> None:
    answer = coordinator.post(PAGE, pairs(typed(coordinator, **SOONER) | {"why": [" "], "version": ["1"]}))

    assert answer.status_code == 400
    assert "Say why" in words_of(answer.text)
    assert 'name="received-1-minutes" value="50"' in answer.text
    back = coordinator.post(f"{PAGE}/edit", pairs(typed(coordinator, **SOONER) | {"back": ["1"]}))
    assert back.status_code == 200
    assert parser.fromstring(back.text).get_element_by_id("received-1-minutes").get("value") == "50"


def test_one_change_waits_at_a_time_and_one_of_an_older_version_is_refused(
    app: Flask, coordinator: Staff, safeguarding_lead: Staff
) -> None:
    sent = typed(coordinator, **SOONER)
    ask(coordinator, sent)

    status, words = ask(safeguarding_lead, sent)
    assert status == 409
    assert "Somebody has asked for a change already" in words
    decide(safeguarding_lead)
    status, words = ask(safeguarding_lead, typed(coordinator, **{"received-1-minutes": "55"}))

    assert status == 409
    assert "Version 2 came into force meanwhile" in words
    assert in_force(app).version == 2
    assert ask(safeguarding_lead, typed(coordinator, **{"received-1-minutes": "55"}), version="2")[0] == 303


def test_refused_and_taken_back_change_nothing(app: Flask, coordinator: Staff, safeguarding_lead: Staff) -> None:
    ask(coordinator, typed(coordinator, **SOONER))
    assert decide(safeguarding_lead, "refuse") == 303
    ask(coordinator, typed(coordinator, **SOONER))
    assert decide(coordinator, "take-back") == 303

    assert in_force(app) == FIRST_POLICY


def test_a_clock_that_runs_keeps_its_policy(app: Flask, now: object) -> None:
    desk = clocks.set_up(app)
    reference = desk.send()
    before = {one.key: one.target_at for one in desk.clock(reference).milestones}

    ask(desk.coordinator, typed(desk.coordinator, **SOONER))
    assert decide(desk.second) == 303

    clock = desk.clock(reference)
    assert clock.policy_version == 1
    assert {one.key: one.target_at for one in clock.milestones} == before
    later = desk.clock(desk.send())
    assert later.policy_version == 2
