"""Who is told: a role by its staffed hours, a vacancy by its name and those in its place, and never nobody."""

from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.directory.phone_numbers import is_mobile
from pathway.leads.vocabulary import ClockDuty
from pathway.notifications.vocabulary import Channel
from pathway.turnaround.clock import HOUR
from pathway.turnaround.policy import Level, Milestone, Owner, Threshold, Told, faults
from pathway.turnaround.recipients import Call, Near, RoleNow, Situation, first_calls, second_calls
from pathway.turnaround.vocabulary import Reached

TEAM, HOLDER, DEPUTY = "team@example.org", "holder@example.org", "deputy@example.org"
COORDINATORS = ("one@example.org", "two@example.org")
ON_CALL, LEAD = ClockDuty.ON_CALL_MANAGER, ClockDuty.DUTY_LEAD
MOBILE, OTHER_MOBILE = "07700900456", "07700900457"
NEAR = Near("PW234-56789", referrer="referrer@example.org")

mailbox = st.none() | st.sampled_from([f"{name}@example.org" for name in "abcdefgh"])
mobile = st.none() | st.sampled_from([MOBILE, OTHER_MOBILE])
roles = st.dictionaries(
    st.sampled_from(ClockDuty),
    st.builds(RoleNow, st.booleans(), st.booleans(), mailbox, mailbox, mailbox, mobile, mobile),
)
people = st.lists(mailbox.filter(bool), max_size=2, unique=True).map(tuple)
situations = st.builds(
    Situation,
    st.sampled_from(Owner),
    st.builds(Near, st.just("PW234-56789"), people, st.lists(st.uuids(), max_size=1).map(tuple), people, mailbox),
    roles,
    people,
)
tells = st.lists(st.sampled_from(Told), min_size=1, max_size=3, unique=True).map(tuple)
hours = st.lists(st.integers(1, 72), min_size=2, max_size=5, unique=True).map(sorted)


@st.composite
def milestones(draw: st.DrawFn) -> Milestone:
    """A milestone that could be published."""
    after = draw(hours)
    ambers = draw(st.integers(1, len(after) - 1))
    levels = [Level.AMBER] * ambers + [Level.RED] * (len(after) - ambers)
    thresholds = tuple(
        Threshold(hour * HOUR, level, draw(tells) if level is Level.AMBER else (Told.DUTY_LEAD, *draw(tells)))
        for hour, level in zip(after, levels, strict=True)
    )
    return Milestone("one", "A thing", draw(st.sampled_from(Owner)), thresholds)


def situation(owner: Owner = Owner.LEAD_AGENCY, near: Near = NEAR, **known: RoleNow) -> Situation:
    return Situation(owner, near, {ClockDuty(name): role for name, role in known.items()}, COORDINATORS)


def mails(calls: tuple[Call, ...]) -> list[str | None]:
    return [call.address for call in calls if call.channel is Channel.EMAIL]


def texts(calls: tuple[Call, ...]) -> list[str | None]:
    return [call.address for call in calls if call.channel is Channel.SMS]


@given(milestones(), situations)
def test_every_threshold_reaches_somebody_and_names_what_is_vacant(milestone: Milestone, now: Situation) -> None:
    assert faults([milestone]) == []
    somebody = bool(now.coordinators) or any(role.mailboxes for role in now.roles.values())
    for earlier, later in pairwise(milestone.thresholds):
        assert earlier.after < later.after
    for threshold in milestone.thresholds:
        calls = first_calls(threshold.level, threshold.tells, now)
        for told in threshold.tells:
            hers = [call for call in calls if call.told is told]
            direct = [call for call in hers if call.is_message and call.reached is not Reached.INSTEAD]
            vacant = [call for call in hers if call.reached is Reached.VACANT]
            assert direct or vacant
            if vacant and somebody and told.duty is None:
                assert any(call.is_message for call in hers)
            if told.duty and not now.role(told.duty).is_held:
                assert vacant
                assert not now.coordinators or any(call.reached is Reached.INSTEAD for call in hers)
        assert len(set(calls)) == len(calls)
        assert all(bool(call.address) != bool(call.leg_id) for call in calls if call.is_message)
        if threshold.level is Level.AMBER:
            assert texts(calls) == []
    assert any(call.is_message for call in second_calls(milestone.thresholds[-1].tells, now)) or not somebody


def test_a_role_that_is_staffed_its_team_and_its_holder() -> None:
    now = situation(duty_lead=RoleNow(True, True, TEAM, HOLDER, DEPUTY))

    assert mails(first_calls(Level.AMBER, (Told.DUTY_LEAD,), now)) == [TEAM, HOLDER]


def test_outside_its_hours_the_deputy_too() -> None:
    now = situation(duty_lead=RoleNow(True, False, TEAM, HOLDER, DEPUTY))

    assert mails(first_calls(Level.AMBER, (Told.DUTY_LEAD,), now)) == [TEAM, HOLDER, DEPUTY]


def test_a_role_with_a_deputy_only_the_deputy() -> None:
    now = situation(duty_lead=RoleNow(True, True, deputy=DEPUTY))

    assert mails(first_calls(Level.AMBER, (Told.DUTY_LEAD,), now)) == [DEPUTY]


@pytest.mark.parametrize(
    ("known", "duty", "expected"),
    [
        ({"on_call_manager": RoleNow(True, True, TEAM)}, ON_CALL, [TEAM]),
        ({"duty_lead": RoleNow(True, True, TEAM)}, LEAD, [TEAM]),
        ({"on_call_manager": RoleNow(False, True, TEAM), "duty_lead": RoleNow(True, True)}, None, list(COORDINATORS)),
    ],
    ids=["on-call manager", "duty lead", "every coordinator"],
)
def test_a_vacancy_is_named_and_the_next_in_line_are_told(
    known: dict[str, RoleNow], duty: ClockDuty | None, expected: list[str]
) -> None:
    calls = first_calls(Level.AMBER, (Told.PARTNERSHIP_LEAD,), situation(**known))

    assert calls[0] == Call(Told.PARTNERSHIP_LEAD, Reached.VACANT, ClockDuty.PARTNERSHIP_LEAD)
    assert mails(calls) == expected
    assert {(call.reached, call.duty) for call in calls[1:]} == {(Reached.INSTEAD, duty)}


def test_a_vacant_on_call_manager_is_not_stood_in_for_by_herself() -> None:
    now = situation(on_call_manager=RoleNow(False, False, TEAM), duty_lead=RoleNow(True, True, HOLDER))

    calls = first_calls(Level.AMBER, (Told.ON_CALL_MANAGER,), now)
    assert [(call.reached, call.address) for call in calls] == [
        (Reached.TEAM, TEAM),
        (Reached.VACANT, None),
        (Reached.INSTEAD, HOLDER),
    ]


def test_without_coordinators_whoever_is_on_the_list() -> None:
    now = Situation(Owner.LEAD_AGENCY, NEAR, {ClockDuty.HOUSING_DUTY_MANAGER: RoleNow(True, True, TEAM)})

    assert mails(first_calls(Level.RED, (Told.PARTNERSHIP_LEAD,), now)) == [TEAM]


def test_red_is_a_text_message_to_the_on_call_phone_and_to_a_role_with_a_mobile() -> None:
    now = situation(
        on_call_manager=RoleNow(True, True, TEAM, mobile=MOBILE),
        housing_duty_manager=RoleNow(True, True, HOLDER, mobile=OTHER_MOBILE),
    )

    assert texts(first_calls(Level.RED, (Told.HOUSING_DUTY_MANAGER,), now)) == [OTHER_MOBILE, MOBILE]
    assert texts(first_calls(Level.AMBER, (Told.HOUSING_DUTY_MANAGER,), now)) == []
    assert texts(first_calls(Level.RED, (Told.ON_CALL_MANAGER,), now)) == [MOBILE]


@pytest.mark.parametrize(
    ("known", "numbers", "coordinators_too"),
    [
        ({"on_call_manager": RoleNow(True, True, TEAM, own_mobile=MOBILE)}, [MOBILE], False),
        ({"duty_lead": RoleNow(True, True, TEAM, mobile=MOBILE)}, [MOBILE], True),
        ({"on_call_manager": RoleNow(True, True, TEAM)}, [], True),
    ],
)
def test_without_an_on_call_phone_others_hear(
    known: dict[str, RoleNow], numbers: list[str], coordinators_too: bool
) -> None:
    calls = first_calls(Level.RED, (Told.REFERRER,), situation(**known))

    assert texts(calls) == numbers
    assert (set(mails(calls)) >= set(COORDINATORS)) is coordinators_too


@pytest.mark.parametrize(
    ("owner", "near", "expected"),
    [
        (Owner.DUTY_COORDINATOR, Near("R"), [TEAM]),
        (Owner.COORDINATOR, Near("R", owners=(HOLDER,)), [HOLDER, TEAM]),
        (Owner.LEAD_AGENCY, Near("R", owners=(HOLDER,)), [HOLDER]),
        (Owner.NAMED_WORKER, Near("R"), list(COORDINATORS)),
        (Owner.HOUSING, Near("R", owners=(HOLDER,)), [HOLDER]),
        (Owner.HOUSING, Near("R"), [DEPUTY]),
    ],
)
def test_whoever_owns_a_milestone(owner: Owner, near: Near, expected: list[str]) -> None:
    now = situation(
        owner,
        near,
        duty_coordinator=RoleNow(True, True, TEAM),
        housing_duty_manager=RoleNow(True, True, DEPUTY),
    )

    assert mails(first_calls(Level.AMBER, (Told.OWNER,), now)) == expected


def test_an_agency_that_answers_by_mailbox_is_sent_a_link() -> None:
    leg_id = uuid4()
    calls = first_calls(Level.AMBER, (Told.OWNER,), situation(near=Near("R", owner_legs=(leg_id,))))

    assert calls == (Call(Told.OWNER, Reached.TEAM, None, Channel.EMAIL, None, leg_id),)


def test_nobody_took_it_so_deputies_and_every_coordinator_hear() -> None:
    now = situation(
        duty_lead=RoleNow(True, True, TEAM, HOLDER, DEPUTY), on_call_manager=RoleNow(True, True, TEAM, mobile=MOBILE)
    )

    calls = second_calls((Told.DUTY_LEAD, Told.REFERRER), now)
    assert mails(calls) == [DEPUTY, *COORDINATORS]
    assert texts(calls) == [MOBILE]


@pytest.mark.parametrize(
    ("digits", "is_one"),
    [
        ("07700900456", True),
        ("07624112233", True),
        ("07012345678", False),
        ("07612345678", False),
        ("02079460110", False),
    ],
)
def test_what_takes_a_text_message(digits: str, is_one: bool) -> None:
    assert is_mobile(digits) is is_one
