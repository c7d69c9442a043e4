"""What happens to a clock. Each change writes its event and the trail, in the caller's transaction.

The caller holds the referral's row, or the clock's. Nothing here knows of legs but their ids: `episodes` says what
happened to which.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified

from pathway.audit import trail
from pathway.core.actor import Actor, account_id
from pathway.core.clock import utc_now
from pathway.core.errors import ChangeRefusedError, InvalidTransitionError
from pathway.extensions import db
from pathway.notifications.operations import stop_waiting
from pathway.turnaround import queries
from pathway.turnaround.clock import PauseReason, due_at
from pathway.turnaround.models import ClockEvent, ClockPause, EpisodeClock, EpisodeMilestone
from pathway.turnaround.policy import Milestone
from pathway.turnaround.progress import starts_at, target_at, threshold_at
from pathway.turnaround.vocabulary import (
    ClockEnd,
    ClockEventKind,
    Correction,
    LateReason,
    Settled,
    WhatChanged,
    WithHer,
)

RECEIVED, ACCEPTED, FIRST_CONTACT = "received", "accepted", "first_contact"
"""Milestones that are met by what happens to a leg, and by nothing else."""
BY_ITSELF = frozenset({RECEIVED, ACCEPTED, FIRST_CONTACT})

OVER = "This clock has ended"


def start(
    episode_id: UUID,
    desk_leg_id: UUID,
    received_at: datetime,
    *,
    nowhere_tonight: bool,
    opens_at: datetime | None,
    by: Actor | None,
    is_demo: bool = False,
) -> EpisodeClock:
    """Start the clock of a referral that was just received; the duty desk leads.

    `opens_at`: when the duty coordinator is staffed next, None where that is now or nobody knows. Flushed.
    """
    policy = queries.policy_now()
    clock = EpisodeClock(
        episode_id=episode_id,
        received_at=received_at,
        due_at=due_at(received_at),
        policy_version=policy.version,
        lead_leg_id=desk_leg_id,
        is_demo=is_demo,
        milestones=[
            _new_milestone(milestone, received_at, opens_at)
            for milestone in policy.applying(nowhere_tonight=nowhere_tonight)
        ],
        pauses=[],
    )
    db.session.add(clock)
    db.session.flush()
    _note(clock, ClockEventKind.STARTED, by, at=received_at)
    db.session.flush()
    return clock


def _new_milestone(milestone: Milestone, received_at: datetime, opens_at: datetime | None) -> EpisodeMilestone:
    begin = starts_at(milestone, received_at, opens_at)
    return EpisodeMilestone(
        key=milestone.key,
        starts_at=begin,
        target_at=target_at(milestone, begin),
        next_at=threshold_at(milestone, begin, 0),
        next_threshold=0,
    )


def desk_answers_by(clock: EpisodeClock) -> datetime:
    """Return by when the duty desk has to have answered: its target, but not before it could have received her."""
    received, accepted = milestone_of(clock, RECEIVED), milestone_of(clock, ACCEPTED)
    longest = _policy_of(clock, RECEIVED).thresholds[-1].after
    return max(accepted.target_at, received.starts_at + longest)


def leg_acknowledged(episode_id: UUID, leg_id: UUID, at: datetime, by: Actor | None) -> None:
    """Note that an agency has seen its leg: where it leads, the referral is received."""
    if (clock := _running(episode_id)) and clock.lead_leg_id == leg_id:
        _meet_once(clock, RECEIVED, at, by)


def leg_accepted(episode_id: UUID, leg_id: UUID, at: datetime, by: Actor | None) -> None:
    """Note that an agency took her: where it leads, it is received and accepted."""
    if (clock := _running(episode_id)) and clock.lead_leg_id == leg_id:
        _meet_once(clock, RECEIVED, at, by)
        _meet_once(clock, ACCEPTED, at, by)


def contact_made(episode_id: UUID, at: datetime, by: Actor | None) -> None:
    """Note that somebody of an agency that took her has reached her, whichever it is."""
    if clock := _running(episode_id):
        _meet_once(clock, FIRST_CONTACT, at, by)


def leg_ended(episode_id: UUID, leg_id: UUID, by: Actor | None) -> None:
    """Note that a leg ended: where it led, nobody does until a coordinator has said who."""
    if (clock := _running(episode_id)) and clock.lead_leg_id == leg_id:
        clock.lead_leg_id = None
        _note(clock, ClockEventKind.NOBODY_LEADS, by)


def desk_asked_again(episode_id: UUID, leg_id: UUID, by: Actor | None) -> None:
    """Note that the duty desk was asked anew, as another leg. It leads where nobody does; the clock goes on as it was.

    A clock that had ended because she stopped runs again, from the moment at which it began.
    """
    clock = queries.clock_of(episode_id, hold=True)
    if clock is None or clock.end_kind in {ClockEnd.COMPLETED, ClockEnd.ENTERED_IN_ERROR}:
        return
    if clock.ended_at is not None:
        reopen(clock, by)
    if clock.lead_leg_id is None:
        clock.lead_leg_id = leg_id
        _note(clock, ClockEventKind.HANDED_ON, by)


def take_on(clock: EpisodeClock, by: Actor) -> None:
    """Let a coordinator take a woman's clock on: her name is beside it on the board. The same again changes nothing."""
    _refuse_ended(clock)
    if clock.owner_id != by.id:
        clock.owner_id = by.id
        _note(clock, ClockEventKind.TAKEN_ON, by)
        trail.record("clock.taken_on", f"clock:{clock.episode_id}", by)


def hand_on(clock: EpisodeClock, leg_id: UUID, accepted_at: datetime, by: Actor) -> None:
    """Let another agency lead, which has taken her at `accepted_at`."""
    _refuse_ended(clock)
    if clock.lead_leg_id == leg_id:
        return
    clock.lead_leg_id = leg_id
    _note(clock, ClockEventKind.HANDED_ON, by)
    trail.record("clock.handed_on", f"clock:{clock.episode_id}", by)
    _meet_once(clock, RECEIVED, accepted_at, by)
    _meet_once(clock, ACCEPTED, accepted_at, by)


def meet(clock: EpisodeClock, key: str, at: datetime, by: Actor) -> None:
    """Record that something was done, at `at`.

    Raises ChangeRefusedError for a time before the referral or in the future, InvalidTransitionError where it is
    settled already, or is met by what happens at an agency and not by being recorded.
    """
    _refuse_ended(clock)
    milestone = milestone_of(clock, key)
    if key in BY_ITSELF:
        raise InvalidTransitionError("This is met when the agency records it on its own page, and not here")
    _refuse_settled(milestone)
    # A time is typed to the minute.
    if at < clock.received_at.replace(second=0, microsecond=0):
        raise ChangeRefusedError("This is before the referral was received. Give the time at which it was done")
    if at > utc_now():
        raise ChangeRefusedError("This is still to come. Record it once it has happened")
    _settle(clock, milestone, Settled.MET, max(at, clock.received_at), by)
    milestone.is_wanted = True if _policy_of(clock, key).strand else milestone.is_wanted
    _note(clock, ClockEventKind.MET, by, key=key, at=at)
    trail.record("milestone.met", f"clock:{clock.episode_id}", by)
    _complete(clock)


def want(clock: EpisodeClock, key: str, by: Actor) -> None:
    """Record that she was asked about a strand and wants it. Raises InvalidTransitionError for what is no strand."""
    _refuse_ended(clock)
    milestone = _strand_of(clock, key)
    if milestone.is_wanted and milestone.settled is None:
        return
    if milestone.settled is Settled.DECLINED:  # she may change her mind: it is due again, by the times it always had
        _open_again(clock, milestone)
    _refuse_settled(milestone)
    milestone.is_wanted = True
    _note(clock, ClockEventKind.WANTED, by, key=key)
    trail.record("milestone.wanted", f"clock:{clock.episode_id}", by)


def decline(clock: EpisodeClock, key: str, by: Actor) -> None:
    """Record that she was asked about a strand and does not want it, by whoever spoke to her."""
    _refuse_ended(clock)
    milestone = _strand_of(clock, key)
    _refuse_settled(milestone)
    milestone.is_wanted = False
    _settle(clock, milestone, Settled.DECLINED, utc_now(), by)
    _note(clock, ClockEventKind.DECLINED, by, key=key)
    trail.record("milestone.declined", f"clock:{clock.episode_id}", by)
    _complete(clock)


def slept_there(clock: EpisodeClock, key: str, at: datetime, by: Actor) -> None:
    """Record that she slept where she was offered a place: the second figure of accommodation."""
    milestone = milestone_of(clock, key)
    if milestone.settled is not Settled.MET or _policy_of(clock, key).strand != "accommodation":
        raise InvalidTransitionError("Record first that accommodation was offered")
    if milestone.slept_at is not None:
        raise InvalidTransitionError("This is recorded already")
    if not clock.received_at.replace(second=0, microsecond=0) <= at <= utc_now():
        raise ChangeRefusedError("Give a time after the referral, and not in the future")
    milestone.slept_at = at
    _note(clock, ClockEventKind.SLEPT_THERE, by, key=key, at=at)
    trail.record("milestone.slept_there", f"clock:{clock.episode_id}", by)


def ask_correction(clock: EpisodeClock, key: str, what: Correction, by: Actor) -> None:
    """Ask that a milestone is not needed, or that its record was a mistake. It changes once somebody else confirms."""
    _refuse_ended(clock, but={ClockEnd.COMPLETED})
    milestone = milestone_of(clock, key)
    if milestone.correction is not None:
        raise InvalidTransitionError("Somebody has asked for this already: a second person decides")
    if what is Correction.NOT_NEEDED:
        _refuse_settled(milestone)
    elif milestone.settled is None:
        raise InvalidTransitionError("Nothing is recorded here that could be a mistake")
    milestone.correction, milestone.correction_by, milestone.confirmed_by = what, by.id, None
    _note(clock, ClockEventKind.CORRECTION_ASKED, by, key=key, detail=what)
    trail.record("milestone.correction_asked", f"clock:{clock.episode_id}", by)


def decide_correction(clock: EpisodeClock, key: str, by: Actor, *, is_so: bool) -> None:
    """Confirm or refuse what somebody else asked of a milestone.

    Raises InvalidTransitionError where nothing waits, she asked for it or recorded it herself, or what is said not to
    be needed was settled meanwhile.
    """
    milestone = milestone_of(clock, key)
    what = milestone.correction
    if what is None:
        raise InvalidTransitionError("Nothing waits to be confirmed here")
    if by.id in {milestone.correction_by, milestone.recorded_by}:
        raise InvalidTransitionError("You asked for this, or recorded it: somebody else decides")
    if is_so and what is Correction.NOT_NEEDED:
        _refuse_settled(milestone)  # it was done meanwhile, or she declined it
    milestone.correction = milestone.correction_by = None
    kind = ClockEventKind.CORRECTION_CONFIRMED if is_so else ClockEventKind.CORRECTION_REFUSED
    _note(clock, kind, by, key=key, detail=what)
    trail.record(f"milestone.{kind}", f"clock:{clock.episode_id}", by)
    if not is_so:
        return
    milestone.confirmed_by = by.id
    if what is Correction.NOT_NEEDED:
        _settle(clock, milestone, Settled.NOT_NEEDED, utc_now(), by)
        _complete(clock)
    else:
        if clock.end_kind is ClockEnd.COMPLETED:
            reopen(clock, by)
        _open_again(clock, milestone)


def pause(clock: EpisodeClock, reason: PauseReason, begins_at: datetime, by: Actor) -> None:
    """Begin a time that the second figure leaves out. Thresholds pass all the same: the headline leaves out nothing."""
    _refuse_ended(clock)
    if any(one.ends_at is None for one in clock.pauses):
        raise InvalidTransitionError("It is paused already. End that pause first")
    _refuse_outside(clock, begins_at)
    if any(one.begins_at <= begins_at < (one.ends_at or begins_at) for one in clock.pauses):
        raise ChangeRefusedError("This lies within a pause that was recorded already. Give the time after it")
    clock.pauses.append(ClockPause(reason=reason, begins_at=begins_at, recorded_by=by.id))
    _note(clock, ClockEventKind.PAUSED, by, detail=reason, at=begins_at)
    trail.record("clock.paused", f"clock:{clock.episode_id}", by)


def resume(clock: EpisodeClock, ends_at: datetime, by: Actor) -> None:
    """End the pause that lasts."""
    lasting = next((one for one in clock.pauses if one.ends_at is None), None)
    if lasting is None:
        raise InvalidTransitionError("It is not paused")
    _refuse_outside(clock, ends_at)
    if ends_at <= lasting.begins_at:
        raise ChangeRefusedError("This is before the pause began. Give the time at which you could go on")
    lasting.ends_at = ends_at
    _note(clock, ClockEventKind.RESUMED, by, detail=lasting.reason, at=ends_at)
    trail.record("clock.resumed", f"clock:{clock.episode_id}", by)


def say_why_late(clock: EpisodeClock, key: str | None, reason: LateReason, by: Actor) -> None:
    """Say why a milestone was late, or the whole (`key` None). Said again, it is said anew."""
    if key is None:
        clock.late_reason, clock.late_said_at = reason, utc_now()
    else:
        milestone_of(clock, key).late_reason = reason
    _note(clock, ClockEventKind.LATE_REASON, by, key=key, detail=reason)
    trail.record("clock.late_reason", f"clock:{clock.episode_id}", by)


def say_what_changed(clock: EpisodeClock, what: WhatChanged, by: Actor) -> None:
    """Say what changed because the whole was late. Said again, it is said anew."""
    clock.what_changed = what
    _note(clock, ClockEventKind.WHAT_CHANGED, by, detail=what)
    trail.record("clock.what_changed", f"clock:{clock.episode_id}", by)


def say_safety(clock: EpisodeClock, with_her: WithHer, safe_until: datetime | None, by: Actor) -> None:
    """Write down who is with her and until when she is safe, as was said just now. Raises ChangeRefusedError."""
    now = utc_now()
    if safe_until is not None and safe_until <= now:
        raise ChangeRefusedError("This time is over. Give one that is still to come, or leave it empty")
    clock.with_her, clock.safe_until, clock.safety_said_at = with_her, safe_until, now
    _note(clock, ClockEventKind.SAFETY_SAID, by, detail=with_her)
    trail.record("clock.safety_said", f"clock:{clock.episode_id}", by)


def end(clock: EpisodeClock, how: ClockEnd, by: Actor | None, at: datetime | None = None) -> None:
    """End a clock: nothing of it is due any more, and no message about it leaves. One that has ended stays as it is."""
    if clock.ended_at is not None:
        return
    now = at or utc_now()
    clock.ended_at, clock.end_kind = now, how
    for milestone in clock.milestones:
        milestone.next_at = None
    for lasting in clock.pauses:
        if lasting.ends_at is None:
            lasting.ends_at = max(now, lasting.begins_at + timedelta(microseconds=1))
    stop_waiting(queries.messages_of(clock.episode_id), utc_now())
    _note(clock, ClockEventKind.ENDED, by, detail=how)


def end_of(episode_id: UUID, how: ClockEnd, by: Actor | None) -> None:
    """End the clock of a referral, if it has one that runs."""
    if clock := _running(episode_id):
        end(clock, how, by)


def was_not_hers(episode_id: UUID, by: Actor | None) -> None:
    """Let a clock run again that ended because she was said to have stopped: her worker found that she had not."""
    clock = queries.clock_of(episode_id, hold=True)
    if clock is not None and clock.end_kind is ClockEnd.SHE_STOPPED:
        reopen(clock, by)


def reopen(clock: EpisodeClock, by: Actor | None) -> None:
    """Let a clock that had ended run again, from the moment at which it began, with all that is not settled due."""
    clock.ended_at = clock.end_kind = clock.completed_at = None
    for milestone in clock.milestones:
        _set_next(clock, milestone)
    _note(clock, ClockEventKind.REOPENED, by)


def milestone_of(clock: EpisodeClock, key: str) -> EpisodeMilestone:
    """Return a milestone of a clock. Raises InvalidTransitionError for one that does not apply to her."""
    milestone = next((one for one in clock.milestones if one.key == key), None)
    if milestone is None:
        raise InvalidTransitionError("This does not apply to her")
    return milestone


def _running(episode_id: UUID) -> EpisodeClock | None:
    clock = queries.clock_of(episode_id, hold=True)
    return clock if clock is not None and clock.ended_at is None else None


def _meet_once(clock: EpisodeClock, key: str, at: datetime, by: Actor | None) -> None:
    """Meet a milestone by what happened at an agency; where it is settled already, that stays."""
    milestone = next((one for one in clock.milestones if one.key == key), None)
    if milestone is None or milestone.settled is not None:
        return
    _settle(clock, milestone, Settled.MET, max(at, clock.received_at), by)
    _note(clock, ClockEventKind.MET, by, key=key, at=at)
    _complete(clock)


def _settle(clock: EpisodeClock, milestone: EpisodeMilestone, how: Settled, at: datetime, by: Actor | None) -> None:
    milestone.settled, milestone.settled_at, milestone.recorded_at = how, at, utc_now()
    milestone.recorded_by = account_id(by)
    milestone.next_at = None
    stop_waiting(queries.messages_of(clock.episode_id, milestone.key), utc_now())


def _open_again(clock: EpisodeClock, milestone: EpisodeMilestone) -> None:
    milestone.settled = milestone.settled_at = milestone.recorded_at = milestone.recorded_by = None
    milestone.slept_at = None
    _set_next(clock, milestone)


def _set_next(clock: EpisodeClock, milestone: EpisodeMilestone) -> None:
    """Let the next threshold that was not raised yet pass when it does, even where that is past."""
    policy = _policy_of(clock, milestone.key)
    is_due = milestone.settled is None
    milestone.next_at = threshold_at(policy, milestone.starts_at, milestone.next_threshold) if is_due else None


def _complete(clock: EpisodeClock) -> None:
    """End a clock of which nothing is due any more, at the moment of the last that was done."""
    if clock.ended_at is None and all(one.settled is not None for one in clock.milestones):
        met = [one.settled_at for one in clock.milestones if one.settled is Settled.MET and one.settled_at]
        clock.completed_at = max(met, default=utc_now())
        end(clock, ClockEnd.COMPLETED, None)


def _policy_of(clock: EpisodeClock, key: str) -> Milestone:
    return queries.policy(clock.policy_version).milestone(key)


def _strand_of(clock: EpisodeClock, key: str) -> EpisodeMilestone:
    milestone = milestone_of(clock, key)
    if _policy_of(clock, key).strand is None:
        raise InvalidTransitionError("This is for every woman on the pathway, and not hers to decline")
    return milestone


def _refuse_ended(clock: EpisodeClock, *, but: Collection[ClockEnd] = ()) -> None:
    if clock.ended_at is not None and clock.end_kind not in but:
        raise InvalidTransitionError(OVER)


def _refuse_settled(milestone: EpisodeMilestone) -> None:
    if milestone.settled is not None:
        raise InvalidTransitionError("This is recorded already")


def _refuse_outside(clock: EpisodeClock, at: datetime) -> None:
    if at < clock.received_at.replace(second=0, microsecond=0):
        raise ChangeRefusedError("This is before the referral was received. Give a later time")
    if at > utc_now():
        raise ChangeRefusedError("This is still to come. Give a time that has passed")


def _note(
    clock: EpisodeClock,
    kind: ClockEventKind,
    by: Actor | None,
    *,
    key: str | None = None,
    detail: str | None = None,
    at: datetime | None = None,
) -> None:
    if kind is not ClockEventKind.STARTED:
        flag_modified(clock, "due_at")  # written again, as it was: whoever saw the clock before notices a change
    record_event(clock.episode_id, kind, by, key=key, detail=detail, at=at)


def record_event(
    episode_id: UUID,
    kind: ClockEventKind,
    by: Actor | None,
    *,
    key: str | None = None,
    detail: str | None = None,
    at: datetime | None = None,
) -> None:
    """Write down what happened to a clock that the caller holds. The clock itself stays as whoever saw it saw it."""
    now = utc_now()
    db.session.add(
        ClockEvent(
            episode_id=episode_id,
            number=1 + queries.last_event(episode_id),
            kind=kind,
            key=key,
            detail=detail,
            at=at or now,
            recorded_at=now,
            by_id=account_id(by),
        )
    )
