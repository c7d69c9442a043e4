"""Which part a role has in the 72-hour pathway: the coordinator says it, and one role has each."""

import pytest
from flask import Flask

from pathway.accounts.vocabulary import Role
from pathway.leads.models import LeadRole
from pathway.leads.vocabulary import ClockDuty
from tests import clocks
from tests.integration.leads.conftest import Partner, history_of
from tests.integration.reading import parser, words_of
from tests.staff import Staff, organization, stored, user

FORM = {"title": "Night lead", "kind": "tactical", "organization_words": "A board"}
RUNS = "The 72-hour pathway runs, and this role is its duty lead"


def turn_on(app: Flask) -> None:
    partner = organization(app)
    clocks.turn(app, *(user(app, partner, Role.COORDINATOR) for _ in range(2)))


@pytest.fixture
def has_duty(app: Flask) -> LeadRole:
    """The role that the clock tells as the duty lead."""
    role: LeadRole = stored(app, LeadRole, clocks.role_with(app, ClockDuty.DUTY_LEAD))
    return role


def test_the_coordinator_takes_a_part_from_one_role_and_gives_it_to_another(
    app: Flask, coordinator: Staff, has_duty: LeadRole, partner: Partner
) -> None:
    other = partner.role(title="Night lead")

    clash = coordinator.post(f"/manage/leads/{other}/edit", FORM | {"clock_duty": "duty_lead"})

    assert clash.status_code == 400
    said = parser.fromstring(clash.text).get_element_by_id("clock_duty-error").text_content()
    assert f"{has_duty.title} has this part now. Take it from that role first" in said
    assert 'value="duty_lead" selected' in clash.text
    assert stored(app, LeadRole, other).clock_duty is None

    whole = {"title": has_duty.title, "kind": has_duty.kind.value, "organization_words": has_duty.organization_words}
    assert coordinator.post(f"/manage/leads/{has_duty.id}/edit", whole | {"clock_duty": ""}).status_code == 303
    assert coordinator.post(f"/manage/leads/{other}/edit", FORM | {"clock_duty": "duty_lead"}).status_code == 303

    assert stored(app, LeadRole, has_duty.id).clock_duty is None
    assert stored(app, LeadRole, other).clock_duty is ClockDuty.DUTY_LEAD
    assert "Part in the 72-hour pathway: nothing, now Duty lead" in (history_of(app, other)[-1][1] or "")
    assert "Part in the 72-hour pathway Duty lead" in words_of(coordinator.get(f"/manage/leads/{other}").text)


def test_a_new_role_cannot_have_a_part_that_is_taken(app: Flask, coordinator: Staff, has_duty: LeadRole) -> None:
    clash = coordinator.post("/manage/leads/new", FORM | {"clock_duty": "duty_lead"})

    assert clash.status_code == 400
    assert f"{has_duty.title} has this part now" in words_of(clash.text)


def test_nobody_else_says_which_part_a_role_has(app: Flask, partner: Partner) -> None:
    role_id = partner.role(clock_duty=None)
    manager = partner.manager()

    page = manager.get(f"/manage/leads/{role_id}/edit")
    manager.post(f"/manage/leads/{role_id}/edit", FORM | {"title": "Duty lead", "clock_duty": "on_call_manager"})

    assert "clock_duty" not in page.text
    assert stored(app, LeadRole, role_id).clock_duty is None


def test_a_manager_s_edit_leaves_the_part_and_she_cannot_take_the_role_off(
    app: Flask, coordinator: Staff, has_duty: LeadRole, partner: Partner
) -> None:
    whole = {"title": "Desk lead", "kind": "tactical", "organization": str(partner.organization_id)}
    coordinator.post(f"/manage/leads/{has_duty.id}/edit", whole | {"clock_duty": "duty_lead"})
    manager = partner.manager()

    assert manager.post(f"/manage/leads/{has_duty.id}/edit", {"title": "Duty", "kind": "policy"}).status_code == 303
    assert stored(app, LeadRole, has_duty.id).clock_duty is ClockDuty.DUTY_LEAD
    assert manager.post(f"/manage/leads/{has_duty.id}/retire").status_code == 409


def test_while_the_pathway_runs_a_role_with_a_part_says_so(
    app: Flask, coordinator: Staff, has_duty: LeadRole, partner: Partner
) -> None:
    pages = [f"/manage/leads/{has_duty.id}", f"/manage/leads/{has_duty.id}/edit"]
    assert not any(RUNS in words_of(coordinator.get(page).text) for page in pages)

    turn_on(app)

    assert all(RUNS in words_of(coordinator.get(page).text) for page in pages)
    assert "the clock has nobody to tell in its place" in words_of(coordinator.get(pages[0]).text)
    assert "The 72-hour pathway runs" not in words_of(coordinator.get(f"/manage/leads/{partner.role()}").text)


def test_a_role_that_comes_back_leaves_its_part_to_whoever_has_it(
    app: Flask, coordinator: Staff, has_duty: LeadRole, partner: Partner
) -> None:
    coordinator.post(f"/manage/leads/{has_duty.id}/retire")
    partner.role(title="Night lead", clock_duty=ClockDuty.DUTY_LEAD)

    assert coordinator.post(f"/manage/leads/{has_duty.id}/bring-back").status_code == 303

    assert stored(app, LeadRole, has_duty.id).clock_duty is None
    assert "Night lead has it" in (history_of(app, has_duty.id)[-1][1] or "")
