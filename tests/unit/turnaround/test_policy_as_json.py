"""A policy is written and read again without a change."""

import json

import pytest

from pathway.turnaround.policy import FIRST_POLICY, Milestone


@pytest.mark.parametrize("milestone", FIRST_POLICY.milestones, ids=lambda milestone: milestone.key)
def test_milestones_come_back_as_they_were(milestone: Milestone) -> None:
    assert Milestone.from_json(json.loads(json.dumps(milestone.as_json()))) == milestone


def test_who_is_told_by_a_role_has_its_duty() -> None:
    told = {
        one for milestone in FIRST_POLICY.milestones for threshold in milestone.thresholds for one in threshold.tells
    }

    assert {one.value for one in told if one.duty} == {
        "duty_lead",
        "on_call_manager",
        "partnership_lead",
        "housing_duty_manager",
        "sexual_health_clinic_lead",
        "substance_misuse_commissioner",
    }
    assert {one.label for one in told if not one.duty} == {
        "Whoever owns it",
        "Whoever referred her",
        "Service manager of the lead agency",
    }
