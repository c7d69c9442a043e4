"""A leg walked at random, event by event, in anybody's part, beside a model of the policy's own words.

`PATHWAY_WALKS` sets how many walks (`make test-long`: 2,000).
"""

import os
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from pathway.core.errors import InvalidTransitionError
from pathway.episodes.events import Happening, apply
from pathway.episodes.leg_states import TRANSITIONS, may_happen
from pathway.episodes.models import Leg
from pathway.episodes.vocabulary import LegEventKind, LegStatus, Party, ReasonCode
from tests.unit.episodes.test_leg_states import ROWS

WALKS = int(os.environ.get("PATHWAY_WALKS", "200"))
KEPT_BY_A_LEG = ("status", "received_at", "accepted_at", "contacted_at", "held_from", "ended_at", "reason")
OPEN_ONCE_TAKEN = {LegStatus.ACCEPTED, LegStatus.IN_PROGRESS, LegStatus.ON_HOLD}


class Walk(RuleBasedStateMachine):
    """One leg, from being sent to wherever it goes."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)  # three hours before the clocks go back
        self.leg = Leg(id=uuid4(), status=LegStatus.REQUESTED)
        self.model = "requested"
        self.model_before_hold = ""
        self.was_final = False

    @rule(
        kind=st.sampled_from(sorted(TRANSITIONS)),
        parties=st.sets(st.sampled_from(Party), min_size=1),
        reason=st.none() | st.sampled_from(ReasonCode),
        minutes=st.integers(0, 10_000),
    )
    def something_is_tried(
        self, kind: LegEventKind, parties: set[Party], reason: ReasonCode | None, minutes: int
    ) -> None:
        """Whatever anybody may try: it happens where the policy has it, and otherwise changes nothing."""
        self.now += timedelta(minutes=minutes)
        before = self._kept()
        states, after, allowed = ROWS[kind]
        should = self.model in states and bool(allowed & {party.value for party in parties})
        assert may_happen(self.leg.status, kind, parties) == should
        try:
            apply(self.leg, Happening(kind, frozenset(parties), reason=reason), self.now)
        except InvalidTransitionError:
            assert not should
            assert self._kept() == before
            return
        assert should
        if kind is LegEventKind.HELD:
            self.model_before_hold = self.model
        self.model = {"same": self.model, "back": self.model_before_hold}.get(after, after)

    def _kept(self) -> dict[str, Any]:
        return {name: getattr(self.leg, name) for name in KEPT_BY_A_LEG}

    @invariant()
    def it_is_where_the_model_is(self) -> None:
        """State, and every time and mark that the database checks."""
        leg = self.leg
        assert leg.status == self.model
        assert leg.status.is_final == (leg.ended_at is not None)
        assert (leg.status is LegStatus.ON_HOLD) == (leg.held_from is not None)
        if leg.status in OPEN_ONCE_TAKEN:
            assert leg.accepted_at is not None
            assert leg.received_at is not None
        if leg.status is LegStatus.IN_PROGRESS:
            assert leg.contacted_at is not None
        if self.was_final:
            assert leg.status.is_final
        self.was_final = leg.status.is_final


Walk.TestCase.settings = settings(max_examples=WALKS, stateful_step_count=50, deadline=None)
TestWalks = Walk.TestCase
