"""Made-up 72-hour clocks of earlier months, for the figures of the pathway: ended, closed, and nobody behind them.

They hold what the measures read, and nothing that would have been forgotten by now: no facts, nobody's name or number,
no agency. They are the same each time but for the months in which they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from pathway.accounts.models import User
from pathway.accounts.permissions import Person
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.core.clock import LONDON
from pathway.core.database import Base
from pathway.core.months import month_of, next_month
from pathway.directory.stable_ids import stable_id
from pathway.episodes.models import Episode
from pathway.episodes.reference import RANDOM, SIGNS, written
from pathway.episodes.vocabulary import EpisodeStatus
from pathway.extensions import db
from pathway.referral.vocabulary import Urgency
from pathway.turnaround import queries
from pathway.turnaround.clock import HOUR, PauseReason, due_at
from pathway.turnaround.models import ClockEvent, ClockPause, EpisodeClock, EpisodeMilestone
from pathway.turnaround.operations import ACCEPTED, FIRST_CONTACT, RECEIVED
from pathway.turnaround.policy import Milestone
from pathway.turnaround.progress import passed
from pathway.turnaround.vocabulary import ClockEnd, ClockEventKind, LateReason, Settled
from pathway.upkeep.demo_desk import People

_MONTHS: Sequence[tuple[int, int, int]] = (
    (9, 5, 1),
    (10, 4, 1),
    (9, 5, 2),
    (10, 5, 0),
    (11, 4, 0),
    (4, 9, 2),
    (11, 3, 1),
    (12, 3, 0),
    (12, 2, 1),
    (13, 2, 1),
    (12, 3, 0),
    (13, 1, 1),
    (14, 2, 0),
    (14, 1, 1),
)
"""Month by month, the oldest first: how many were done within 72 hours, later, and closed with something undone."""

_LAST_DAY = 20
"""Of a month on which one is received: all of them ended before the month did."""

_DECLINED = {"accommodation": 0.1, "sexual_health": 0.25, "treatment": 0.45, "health_and_social_care": 0.05}
"""How often each strand is not wanted."""

_PACE: Mapping[str, tuple[float, float]] = {RECEIVED: (0.2, 2), ACCEPTED: (0.2, 1.8), FIRST_CONTACT: (0.2, 1.7)}
_OTHER_PACE = (0.3, 1.6)
_AT_MOST = 71.0
"""Between which shares of its target a milestone is met, and in how many hours at most where the whole was in time."""

_SPEED = (0.4, 1.0)
"""How much less than that it takes for one woman: for some, everything goes quickly."""

_LASTS: Mapping[ClockEnd, tuple[float, float]] = {
    ClockEnd.COMPLETED: (74, 150),
    ClockEnd.CLOSED: (80, 190),
    ClockEnd.SHE_STOPPED: (6, 60),
    ClockEnd.NOT_REACHED: (170, 200),
    ClockEnd.ENTERED_IN_ERROR: (0.2, 2),
}
_NOWHERE_TONIGHT, _SLEPT, _PAUSED, _SAID_OF_MILESTONES, _SAID_OF_WHOLE = 0.45, 0.8, 0.12, 0.6, 0.85
_REASONS = (LateReason.NO_CAPACITY,) * 4 + (LateReason.NOT_REACHED,) * 2 + tuple(LateReason)
"""Why something was late: the same word several times is said more often."""

_Event = tuple[datetime, ClockEventKind, Person | None, str | None, str | None]
"""When, what, by whom, of which milestone, and a word."""


def begins_at(now: datetime) -> datetime:
    """Return when the pathway began: a week before the first of the months."""
    month = month_of(now)
    for _ in _MONTHS:
        month = (month - timedelta(days=1)).replace(day=1)
    return datetime.combine(month, time(9), LONDON).astimezone(UTC) - timedelta(days=7)


def load(who: People, now: datetime) -> None:
    """Add the clocks of the months before this one. The caller commits."""
    random = Random("Pathway demo")  # noqa: S311 # nosec B311 - made-up data, the same each time
    policy = queries.policy_now()
    rows = _Rows(who, _keeper(who, now), policy.version, random)
    month = month_of(begins_at(now) + timedelta(days=8))
    for place, (in_time, late, undone) in enumerate(_MONTHS):
        ends = [ClockEnd.COMPLETED] * (in_time + late) + [ClockEnd.CLOSED] * undone
        ends += [ClockEnd.SHE_STOPPED] * (1 + place % 2)
        ends += [ClockEnd.NOT_REACHED] * (place % 3 == 0) + [ClockEnd.ENTERED_IN_ERROR] * (place % 5 == 2)
        for number, end in enumerate(ends):
            first_hour = datetime(month.year, month.month, random.randint(1, _LAST_DAY), 2, tzinfo=UTC)
            received_at = first_hour + timedelta(minutes=random.randrange(24 * 60))
            applying = policy.applying(nowhere_tonight=random.random() < _NOWHERE_TONIGHT)
            lasts = _how_long(end, random)
            outcomes = _outcomes(end, applying, lasts, random, is_late=number >= in_time)
            rows.add(f"{place}-{number}", received_at, end, lasts, outcomes)
        month = next_month(month)
    rows.insert()


@dataclass(frozen=True)
class _Outcome:
    """What became of a milestone, and how many hours after the referral; None where nothing did."""

    milestone: Milestone
    settled: Settled | None
    hours: float


def _how_long(end: ClockEnd, random: Random) -> float:
    """Return how many hours after the referral a clock ends, or was completed where that was late."""
    return random.uniform(*_LASTS[end])


def _outcomes(
    end: ClockEnd, applying: Sequence[Milestone], lasts: float, random: Random, *, is_late: bool
) -> list[_Outcome]:
    """Return what became of each milestone of one clock."""
    speed = random.uniform(*_SPEED)
    outcomes = [_in_time(one, speed, random) for one in applying]
    last = next((place for place in reversed(range(len(applying))) if outcomes[place].settled is Settled.MET), 0)
    if end is ClockEnd.CLOSED:
        outcomes[last] = _Outcome(applying[last], None, lasts)
    if end is ClockEnd.COMPLETED:
        if is_late:
            outcomes[last] = _Outcome(applying[last], Settled.MET, lasts)
        return outcomes
    only = {RECEIVED, ACCEPTED} if end is ClockEnd.NOT_REACHED else {one.key for one in applying}
    return [
        one if one.hours < lasts and one.milestone.key in only else _Outcome(one.milestone, None, lasts)
        for one in outcomes
    ]


def _in_time(milestone: Milestone, speed: float, random: Random) -> _Outcome:
    """Return what became of a milestone of a clock that went as it should: some are a little late by themselves."""
    least, most = _PACE.get(milestone.key, _OTHER_PACE)
    hours = min(speed * random.uniform(least, most) * (milestone.target / HOUR), _AT_MOST)
    is_declined = milestone.strand is not None and random.random() < _DECLINED[milestone.strand]
    return _Outcome(milestone, Settled.DECLINED if is_declined else Settled.MET, hours)


class _Rows:
    """The rows of all clocks, to be inserted together."""

    def __init__(self, who: People, keeper: User, version: int, random: Random) -> None:
        self._who, self._keeper, self._version, self._random = who, keeper, version, random
        self._of: dict[type[Base], list[dict[str, Any]]] = {
            table: [] for table in (Episode, EpisodeClock, EpisodeMilestone, ClockPause, ClockEvent)
        }

    def add(self, name: str, received_at: datetime, end: ClockEnd, lasts: float, outcomes: Sequence[_Outcome]) -> None:
        """Add one clock with its referral."""
        episode_id = stable_id("demo-earlier", name)
        met = [received_at + one.hours * HOUR for one in outcomes if one.settled is Settled.MET]
        completed_at = max(met) if end is ClockEnd.COMPLETED else None
        ended_at = completed_at or received_at + lasts * HOUR
        self._episode(name, episode_id, received_at, ended_at, end)
        events: list[_Event] = [(received_at, ClockEventKind.STARTED, self._who.referrer, None, None)]
        events += self._milestones(episode_id, received_at, ended_at, outcomes)
        events += self._pause(episode_id, received_at, ended_at)
        late_reason, said = self._why_late(end, ended_at, is_late=ended_at > due_at(received_at))
        events += said
        events.append((ended_at, ClockEventKind.ENDED, None, None, end.value))
        self._of[EpisodeClock].append(
            {
                "episode_id": episode_id,
                "received_at": received_at,
                "due_at": due_at(received_at),
                "policy_version": self._version,
                "owner_id": self._random.choice([self._who.coordinator, self._who.second]).id,
                "completed_at": completed_at,
                "ended_at": ended_at,
                "end_kind": end,
                "late_reason": late_reason,
                "late_said_at": ended_at if late_reason else None,
                "is_demo": True,
                "version": 1,
            }
        )
        for number, (at, kind, by, key, detail) in enumerate(sorted(events, key=lambda one: one[0]), 1):
            row = {"episode_id": episode_id, "number": number, "kind": kind, "key": key, "detail": detail}
            self._of[ClockEvent].append(row | {"at": at, "recorded_at": at, "by_id": by.id if by else None})

    def insert(self) -> None:
        """Insert them."""
        for table, rows in self._of.items():
            db.session.execute(insert(table), rows)

    def _episode(self, name: str, id_: UUID, received_at: datetime, ended_at: datetime, end: ClockEnd) -> None:
        stopped = end in {ClockEnd.SHE_STOPPED, ClockEnd.ENTERED_IN_ERROR}
        self._of[Episode].append(
            {
                "id": id_,
                "reference": written("".join(self._random.choices(SIGNS, k=RANDOM))),
                "send_key": stable_id("demo-earlier-draft", name),
                "status": EpisodeStatus.REVOKED if stopped else EpisodeStatus.COMPLETED,
                "urgency": Urgency.SAME_DAY,
                "received_at": received_at,
                "referrer_id": self._keeper.id,
                "referrer_organization_id": self._keeper.organization_id,
                "is_demo": True,
                "closed_at": ended_at + 6 * HOUR,
                "closed_by": self._who.coordinator.id,
                "version": 1,
            }
        )

    def _milestones(
        self, episode_id: UUID, received_at: datetime, ended_at: datetime, outcomes: Sequence[_Outcome]
    ) -> list[_Event]:
        events: list[_Event] = []
        for one in outcomes:
            at = received_at + one.hours * HOUR if one.settled else None
            target_at = received_at + one.milestone.target
            is_met = one.settled is Settled.MET
            is_late = at is not None and is_met and at > target_at
            reason = self._random.choice(_REASONS) if is_late and self._random.random() < _SAID_OF_MILESTONES else None
            slept = one.milestone.key == "emergency_accommodation" and is_met and self._random.random() < _SLEPT
            self._of[EpisodeMilestone].append(
                {
                    "episode_id": episode_id,
                    "key": one.milestone.key,
                    "starts_at": received_at,
                    "target_at": target_at,
                    "next_threshold": len(passed(one.milestone, received_at, at or ended_at)),
                    "is_wanted": is_met if one.milestone.strand and one.settled else None,
                    "settled": one.settled,
                    "settled_at": at,
                    "recorded_at": at,
                    "recorded_by": self._who.caseworker.id if at else None,
                    "slept_at": at + HOUR if at and slept else None,
                    "late_reason": reason,
                }
            )
            if at is None or one.settled is None:
                continue
            kind, by, key = ClockEventKind(one.settled.value), self._who.caseworker, one.milestone.key
            events.append((at, kind, by, key, None))
            if slept:
                events.append((at + HOUR, ClockEventKind.SLEPT_THERE, by, key, None))
            if reason:
                events.append((at, ClockEventKind.LATE_REASON, by, key, reason.value))
        return events

    def _pause(self, episode_id: UUID, received_at: datetime, ended_at: datetime) -> list[_Event]:
        """Leave out some hours of one clock in eight."""
        begins_at = received_at + 8 * HOUR
        if self._random.random() > _PAUSED or ended_at < begins_at + 4 * HOUR:
            return []
        ends_at = min(ended_at, begins_at + self._random.uniform(4, 40) * HOUR)
        reason, by = self._random.choice(list(PauseReason)), self._who.coordinator
        row = {"id": stable_id("demo-earlier-pause", str(episode_id)), "episode_id": episode_id, "reason": reason}
        self._of[ClockPause].append(row | {"begins_at": begins_at, "ends_at": ends_at, "recorded_by": by.id})
        return [
            (begins_at, ClockEventKind.PAUSED, by, None, reason.value),
            (ends_at, ClockEventKind.RESUMED, by, None, reason.value),
        ]

    def _why_late(self, end: ClockEnd, ended_at: datetime, *, is_late: bool) -> tuple[LateReason | None, list[_Event]]:
        """Say of most that were late why, by whoever looked at it."""
        counts = end in {ClockEnd.COMPLETED, ClockEnd.CLOSED} and is_late
        if not counts or self._random.random() > _SAID_OF_WHOLE:
            return None, []
        reason = self._random.choice(_REASONS)
        by = self._random.choice([self._who.coordinator, self._who.second, self._who.service_manager])
        return reason, [(ended_at, ClockEventKind.LATE_REASON, by, None, reason.value)]


def _keeper(who: People, now: datetime) -> User:
    """Return an account that nobody signs in with: whoever referred these women, whose own list they would flood."""
    keeper = User(
        id=stable_id("demo-user", "earlier-referrals"),
        organization_id=who.referrer.organization_id,
        role=Role.REFERRER,
        status=UserStatus.DISABLED,
        disabled_at=now,
        name="Demo referrer of earlier months",
        email="earlier-referrals@demo.example.org",
        is_demo=True,
    )
    db.session.add(keeper)
    db.session.flush()
    return keeper
