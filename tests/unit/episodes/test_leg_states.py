"""The states of a leg: the whole table of the policy, asked event by event and state by state."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from pathway.core.errors import InvalidTransitionError
from pathway.episodes.leg_states import Attempt, may_end_unreached, may_happen, status_after
from pathway.episodes.vocabulary import Channel, ContactMethod, LegEventKind, LegStatus, Party

# Written from the policy's own table and not from the code: event, states before, state after, who may.
POLICY = """
acknowledged     requested                       received         receiver,on_their_word
accepted         requested,received              accepted         receiver,on_their_word
declined         requested,received              rejected         receiver,on_their_word
not_answered     requested,received              rejected         system
rung             requested,received              same             referrer,coordinator
attempted        accepted,in-progress,on-hold    same             receiver,on_their_word,referrer
contact_made     accepted                        in-progress      receiver,on_their_word
held             accepted,in-progress            on-hold          receiver,on_their_word
resumed          on-hold                         back             receiver,on_their_word,system
delivered        accepted,in-progress            completed        receiver,on_their_word
ended            accepted,in-progress            failed           receiver,on_their_word,coordinator
cancelled        open                            cancelled        referrer,receiver,coordinator,worker
contact_changed  open                            same             referrer,receiver,coordinator,worker
entered_in_error all                             entered-in-error referrer,coordinator
"""
OPEN = {"requested", "received", "accepted", "in-progress", "on-hold"}
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def _rows() -> dict[LegEventKind, tuple[set[str], str, set[str]]]:
    rows = {}
    for line in POLICY.strip().splitlines():
        event, before, after, parties = line.split()
        states = OPEN if before == "open" else set(LegStatus) - {"entered-in-error"} if before == "all" else before
        rows[LegEventKind(event)] = (set(states.split(",")) if isinstance(states, str) else set(states), after, parties)
    return {event: (before, after, set(str(parties).split(","))) for event, (before, after, parties) in rows.items()}


ROWS = _rows()


def test_every_event_but_the_first_has_its_rule() -> None:
    assert set(ROWS) == set(LegEventKind) - {LegEventKind.SENT}


@pytest.mark.parametrize("event", ROWS)
def test_an_event_happens_where_the_policy_lets_it_and_nowhere_else(event: LegEventKind) -> None:
    before, after, parties = ROWS[event]
    for status, party in product(LegStatus, Party):
        allowed = status in before and party in parties
        assert may_happen(status, event, {party}) == allowed, (status, party)
        if not allowed:
            with pytest.raises(InvalidTransitionError):
                status_after(status, event, {party})
            continue
        reached = status_after(status, event, {party}, held_from=LegStatus.IN_PROGRESS)
        assert reached == {"same": status, "back": LegStatus.IN_PROGRESS}.get(after, after)


def test_nothing_happens_to_a_final_leg_but_a_mistake() -> None:
    for status, event, party in product(LegStatus, LegEventKind, Party):
        if status.is_final and event is not LegEventKind.ENTERED_IN_ERROR:
            assert not may_happen(status, event, {party})


def test_the_referrer_never_accepts_for_an_agency_that_answers_here() -> None:
    assert not may_happen(LegStatus.REQUESTED, LegEventKind.ACCEPTED, {Party.REFERRER, Party.WORKER})


def tries(*days: float, channel: Channel = Channel.CALL) -> list[Attempt]:
    return [Attempt(NOW + timedelta(days=day), channel) for day in days]


THROUGH = tries(3, channel=Channel.THROUGH_REFERRER)


@pytest.mark.parametrize(
    ("attempts", "method", "may"),
    [
        (tries(0, 1, 2, 7) + THROUGH, ContactMethod.CALL, True),
        (tries(0, 1, 2, 6.9) + THROUGH, ContactMethod.CALL, False),
        (tries(0, 1, 7) + THROUGH, ContactMethod.CALL, False),
        (tries(0, 1, 2, 3, 7), ContactMethod.TEXT, False),
        (tries(1, channel=Channel.PLACE) + THROUGH, ContactMethod.PLACE, True),
        (tries(1, 2, 3, 4, 9), ContactMethod.OUTREACH, False),
        ([], ContactMethod.SHE_RINGS, False),
    ],
)
def test_she_is_looked_for_long_enough(attempts: list[Attempt], method: ContactMethod, may: bool) -> None:
    assert may_end_unreached(attempts, NOW, NOW + timedelta(days=14), method).may_end is may


def test_agreed_places_are_tried_for_fourteen_days() -> None:
    attempts = tries(1, channel=Channel.PLACE) + THROUGH

    early = may_end_unreached(attempts, NOW, NOW + timedelta(days=13, hours=23), ContactMethod.PLACE)

    assert "14 days" in early.why_not
