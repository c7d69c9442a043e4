"""The states of a leg: what may happen in each, in whose part, and where it leads. Plain Python.

    requested -> received -> accepted -> in-progress -> completed | failed
    requested, received -> rejected                     accepted, in-progress <-> on-hold
    any that is open -> cancelled                       any -> entered-in-error

A state that is final stays so: asking again makes a leg that replaces the old one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pathway.core.errors import InvalidTransitionError
from pathway.episodes.vocabulary import (
    FINAL,
    STATUS_WORDS,
    TAKEN,
    UNANSWERED,
    Channel,
    ContactMethod,
    LegEventKind,
    LegStatus,
    Party,
    ReasonCode,
)

LONGEST_HOLD = timedelta(days=7)
FEWEST_ATTEMPTS, ATTEMPTS_OVER = 5, timedelta(days=7)
PLACES_OVER = timedelta(days=14)
"""For a woman without a telephone: how long the agreed places are tried."""

OPEN = frozenset(LegStatus) - FINAL
_THEIRS = frozenset({Party.RECEIVER, Party.ON_THEIR_WORD})
_EITHER_SIDE = frozenset({Party.REFERRER, Party.RECEIVER, Party.COORDINATOR, Party.WORKER})


@dataclass(frozen=True)
class Transition:
    """What one event needs and where it leads. `after`: None where the state stays as it is."""

    before: frozenset[LegStatus]
    after: LegStatus | None
    parties: frozenset[Party]
    reasons: frozenset[ReasonCode] = field(default_factory=frozenset)


TRANSITIONS: dict[LegEventKind, Transition] = {
    LegEventKind.ACKNOWLEDGED: Transition(frozenset({LegStatus.REQUESTED}), LegStatus.RECEIVED, _THEIRS),
    LegEventKind.ACCEPTED: Transition(UNANSWERED, LegStatus.ACCEPTED, _THEIRS),
    LegEventKind.DECLINED: Transition(UNANSWERED, LegStatus.REJECTED, _THEIRS),
    LegEventKind.NOT_ANSWERED: Transition(UNANSWERED, LegStatus.REJECTED, frozenset({Party.SYSTEM})),
    LegEventKind.RUNG: Transition(UNANSWERED, None, frozenset({Party.REFERRER, Party.COORDINATOR})),
    LegEventKind.ATTEMPTED: Transition(TAKEN, None, _THEIRS | {Party.REFERRER}),
    LegEventKind.CONTACT_MADE: Transition(frozenset({LegStatus.ACCEPTED}), LegStatus.IN_PROGRESS, _THEIRS),
    LegEventKind.HELD: Transition(frozenset({LegStatus.ACCEPTED, LegStatus.IN_PROGRESS}), LegStatus.ON_HOLD, _THEIRS),
    LegEventKind.RESUMED: Transition(frozenset({LegStatus.ON_HOLD}), None, _THEIRS | {Party.SYSTEM}),
    LegEventKind.DELIVERED: Transition(
        frozenset({LegStatus.ACCEPTED, LegStatus.IN_PROGRESS}), LegStatus.COMPLETED, _THEIRS
    ),
    # A coordinator only where she lets an agency end what it asked to end: `inbox.operations.decide_unreached`.
    LegEventKind.ENDED: Transition(
        frozenset({LegStatus.ACCEPTED, LegStatus.IN_PROGRESS}), LegStatus.FAILED, _THEIRS | {Party.COORDINATOR}
    ),
    LegEventKind.CANCELLED: Transition(OPEN, LegStatus.CANCELLED, _EITHER_SIDE),
    LegEventKind.CONTACT_CHANGED: Transition(OPEN, None, _EITHER_SIDE),
    LegEventKind.ENTERED_IN_ERROR: Transition(
        frozenset(LegStatus) - {LegStatus.ENTERED_IN_ERROR},
        LegStatus.ENTERED_IN_ERROR,
        frozenset({Party.REFERRER, Party.COORDINATOR}),
    ),
}
"""Every event but `sent`, which makes the leg."""


def may_happen(status: LegStatus, event: LegEventKind, parties: Iterable[Party]) -> bool:
    """Whether somebody who has these parts may let this happen to a leg in this state."""
    transition = TRANSITIONS.get(event)
    return transition is not None and status in transition.before and not transition.parties.isdisjoint(parties)


def status_after(
    status: LegStatus, event: LegEventKind, parties: Iterable[Party], *, held_from: LegStatus | None = None
) -> LegStatus:
    """Return the state of a leg after an event. `held_from`: where a leg on hold was before.

    Raises InvalidTransitionError, whose message says what the leg is now.
    """
    if not may_happen(status, event, parties):
        raise InvalidTransitionError(_refusal(status, event))
    if event is LegEventKind.RESUMED:
        return held_from or LegStatus.ACCEPTED
    return TRANSITIONS[event].after or status


def _refusal(status: LegStatus, event: LegEventKind) -> str:
    transition = TRANSITIONS.get(event)
    now = STATUS_WORDS[status][0].lower() + STATUS_WORDS[status][1:]
    if transition is None or status in transition.before:
        return "This is not yours to record."
    return f"This referral is by now: {now}. Nothing was changed."


@dataclass(frozen=True)
class Attempt:
    """One try to reach her, at an aware moment."""

    at: datetime
    channel: Channel


@dataclass(frozen=True)
class Ending:
    """Whether a leg may end because she was not reached; `why_not` in plain words, "" where it may."""

    why_not: str = ""

    @property
    def may_end(self) -> bool:
        """Whether it may."""
        return not self.why_not


_BY_TELEPHONE = frozenset({Channel.CALL, Channel.TEXT})
_AT_PLACES = frozenset({Channel.OUTREACH, Channel.PLACE, Channel.THROUGH_REFERRER, Channel.IN_PERSON})


def may_end_unreached(
    attempts: Iterable[Attempt], accepted_at: datetime, now: datetime, method: ContactMethod
) -> Ending:
    """Say whether she was looked for long enough.

    At least five tries over seven days, one of them through the worker who referred her; for a woman who has no
    telephone, the agreed places over fourteen days.
    """
    tries = sorted(attempts, key=lambda attempt: attempt.at)
    if method in {ContactMethod.CALL, ContactMethod.TEXT}:
        if len(tries) < FEWEST_ATTEMPTS:
            return Ending(f"Record at least {FEWEST_ATTEMPTS} tries first: there are {len(tries)}.")
        if tries[-1].at - tries[0].at < ATTEMPTS_OVER:
            return Ending(f"The tries must go over at least {ATTEMPTS_OVER.days} days.")
    else:
        if not any(attempt.channel in _AT_PLACES for attempt in tries):
            return Ending("She has no telephone: look for her where she agreed, and record it.")
        if now - accepted_at < PLACES_OVER:
            return Ending(f"She has no telephone: look for her over at least {PLACES_OVER.days} days.")
    if not any(attempt.channel is Channel.THROUGH_REFERRER for attempt in tries):
        return Ending("Try once through the worker who referred her, and record it.")
    return Ending()
