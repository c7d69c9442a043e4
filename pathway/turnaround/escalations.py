"""Telling somebody that a milestone is late, or about to be; telling others where nobody took it; taking it.

All of it in the caller's transaction. No message says more than the reference, and none goes to the woman.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID, uuid4

from pathway.audit import trail
from pathway.core.actor import Actor
from pathway.core.clock import utc_now
from pathway.core.errors import InvalidTransitionError
from pathway.extensions import db
from pathway.notifications.models import OutboxMessage
from pathway.notifications.operations import enqueue, stop_waiting
from pathway.notifications.vocabulary import Channel
from pathway.turnaround import operations, queries
from pathway.turnaround.models import EpisodeClock, EpisodeMilestone, Escalation, EscalationCall
from pathway.turnaround.policy import Level, Owner, Told
from pathway.turnaround.progress import threshold_at
from pathway.turnaround.recipients import Call, Near, Situation, first_calls, second_calls
from pathway.turnaround.role_book import RoleBook
from pathway.turnaround.vocabulary import ClockEventKind, Reached

AGAIN_AFTER = timedelta(minutes=30)
"""How long a red escalation waits for somebody to take it before others are told too."""

FIRST, SECOND = 1, 2
AGAIN = "again"
"""What the event of a second turn says."""

_MAILS = {Level.AMBER: "clock_nearly_late", Level.RED: "clock_late"}


class Around(Protocol):
    """Who has a part in a referral: its legs and people, which lie above the clock."""

    def near(self, clock: EpisodeClock, key: str, owner: Owner) -> Near:
        """Return who has a part in it, as far as one milestone goes."""

    def mail_link(self, leg_id: UUID) -> OutboxMessage | None:
        """Tell the mailbox of a leg that there is an update, by a link; None where there is none any more."""


def raise_next(clock: EpisodeClock, milestone: EpisodeMilestone, around: Around, book: RoleBook) -> bool:
    """Raise the threshold of a milestone that has passed, and say when its next one does.

    The caller holds the clock, has seen that the milestone's time has come, and that the clock runs. A threshold that
    was raised before is not raised again. What waits to be sent of earlier ones is stopped, and those whom it has not
    reached are told of this one. Return whether anybody was told.
    """
    policy = queries.policy(clock.policy_version).milestone(milestone.key)
    number, passed_at = milestone.next_threshold, milestone.next_at
    milestone.next_threshold = number + 1
    milestone.next_at = threshold_at(policy, milestone.starts_at, number + 1)
    earlier = queries.escalations_of_milestone(clock.episode_id, milestone.key)
    if passed_at is None or any(one.threshold >= number for one in earlier):
        return True
    for one in earlier:
        one.again_at = None  # this one speaks from now on
    threshold, now = policy.thresholds[number], utc_now()
    escalation = Escalation(
        id=uuid4(),
        episode_id=clock.episode_id,
        key=milestone.key,
        threshold=number,
        level=threshold.level,
        passed_at=passed_at,
        raised_at=now,
        again_at=now + AGAIN_AFTER if threshold.level is Level.RED else None,
    )
    db.session.add(escalation)
    situation = _situation(clock, milestone.key, policy.owner, around, book)
    missed = queries.untold(clock.episode_id, milestone.key) if earlier else ()
    stop_waiting(queries.messages_of(clock.episode_id, milestone.key), now)
    calls = first_calls(threshold.level, tuple(dict.fromkeys((*threshold.tells, *missed))), situation)
    operations.record_event(
        clock.episode_id, ClockEventKind.ESCALATED, None, key=milestone.key, detail=threshold.level, at=passed_at
    )
    trail.record("escalation.raised", f"clock:{clock.episode_id}", None)
    words = _Words(_MAILS[threshold.level], situation.near.reference, milestone.next_at)
    return _tell(escalation, FIRST, calls, words, around)


def raise_again(
    clock: EpisodeClock, milestone: EpisodeMilestone, escalation: Escalation, around: Around, book: RoleBook
) -> bool:
    """Tell others too, once, that nobody took a red escalation. The caller holds the clock. Return whether it did.

    Where the clock has ended, the milestone is settled or somebody took it, nobody is told.
    """
    if escalation.again_at is None:
        return False
    escalation.again_at = None
    if clock.ended_at is not None or milestone.settled is not None:
        return False
    policy = queries.policy(clock.policy_version).milestone(milestone.key)
    situation = _situation(clock, milestone.key, policy.owner, around, book)
    calls = second_calls(policy.thresholds[escalation.threshold].tells, situation)
    operations.record_event(clock.episode_id, ClockEventKind.ESCALATED, None, key=milestone.key, detail=AGAIN)
    trail.record("escalation.told_again", f"clock:{clock.episode_id}", None)
    _tell(escalation, SECOND, calls, _Words("clock_not_taken", situation.near.reference, milestone.next_at), around)
    return True


def take(escalation: Escalation, by: Actor) -> None:
    """Let somebody take what an escalation is about: every open one of that milestone, until its next threshold.

    What waits to be sent about it is stopped, but for whoever referred her: it is late still, and hers to know. The
    same person again changes nothing. Locks the clock. Raises InvalidTransitionError where somebody else took it,
    the milestone is settled or the clock has ended.
    """
    clock = queries.clock_of(escalation.episode_id, hold=True)
    # Read again under the lock: somebody may have taken it meanwhile.
    every = queries.escalations_of_milestone(escalation.episode_id, escalation.key)
    if escalation.taken_by == by.id:
        return
    if escalation.taken_by is not None:
        raise InvalidTransitionError("Somebody else has taken this already")
    if clock is None or clock.ended_at is not None:
        raise InvalidTransitionError(operations.OVER)
    if operations.milestone_of(clock, escalation.key).settled is not None:
        raise InvalidTransitionError("This is recorded as done, or as not due. There is nothing to take any more")
    now = utc_now()
    for one in every:
        if one.taken_at is None:
            one.again_at, one.taken_at, one.taken_by = None, now, by.id
    stop_waiting(queries.messages_of(clock.episode_id, escalation.key, but={Told.REFERRER}), now)
    operations.record_event(clock.episode_id, ClockEventKind.ESCALATION_TAKEN, by, key=escalation.key)
    trail.record("escalation.taken", f"clock:{clock.episode_id}", by)


def take_open(episode_id: UUID, by: Actor) -> None:
    """Let somebody who takes a woman's clock on take all that nobody has taken of it, until the next threshold."""
    for raised in queries.open_escalations([episode_id])[episode_id]:
        escalation = queries.escalation(raised.id)
        if escalation is not None and escalation.taken_by is None:
            take(escalation, by)


def _situation(clock: EpisodeClock, key: str, owner: Owner, around: Around, book: RoleBook) -> Situation:
    return Situation(owner, around.near(clock, key, owner), book.roles, book.coordinators)


@dataclass(frozen=True)
class _Words:
    """What messages about an escalation say. `until`: from when on a later threshold says more, if one does."""

    template: str
    reference: str
    until: datetime | None


def _tell(escalation: Escalation, turn: int, calls: tuple[Call, ...], words: _Words, around: Around) -> bool:
    """Queue a message for each address, once, and write down each call. Return whether there was any message."""
    sent: dict[tuple[Channel | None, str | UUID | None], OutboxMessage] = {}
    rows = []
    for call in calls:
        message = None
        if call.is_message:
            place = (call.channel, call.address or call.leg_id)
            message = sent.get(place) or _message(call, words, around)
            if message is None:
                continue
            message.expires_at = words.until
            sent[place] = message
        rows.append((call, message))
    db.session.flush()  # messages have their ids from here on
    for number, (call, message) in enumerate(rows, 1):
        db.session.add(
            EscalationCall(
                escalation_id=escalation.id,
                turn=turn,
                number=number,
                told=call.told,
                duty=call.duty,
                reached=call.reached,
                channel=call.channel,
                message_id=message.id if message else None,
            )
        )
    return bool(sent)


def _message(call: Call, words: _Words, around: Around) -> OutboxMessage | None:
    if call.leg_id is not None:
        return around.mail_link(call.leg_id)
    if call.address is None:
        return None
    if call.channel is Channel.SMS:
        return enqueue("something_waits", call.address, channel=Channel.SMS)
    if call.told is Told.REFERRER and call.reached is Reached.PEOPLE:
        return enqueue("referral_update", call.address, {"reference": words.reference})
    values = {"reference": words.reference, "page": _page_for(call, words.reference)}
    return enqueue(words.template, call.address, values)


def _page_for(call: Call, reference: str) -> str:
    """Return where somebody looks: the people of an agency have their page of the referral, managers none."""
    if call.reached is not Reached.PEOPLE:
        return "/board"
    return f"/referrals/{reference}" if call.told is Told.OWNER else "/"
