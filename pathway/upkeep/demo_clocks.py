"""Made-up 72-hour clocks: one or two of each colour that run now, and those of earlier months. Nobody in them exists.

What happened to those that run was done by the operations of the pages, each at its time, and what was late was told to
the made-up roles.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from flask import Flask
from sqlalchemy import select

from pathway.audit import trail
from pathway.core.clock import as_if, utc_now
from pathway.directory.models import Service
from pathway.episodes import clock_steps
from pathway.episodes.clock_sweep import AroundAReferral
from pathway.episodes.models import Episode, Leg
from pathway.episodes.vocabulary import LegEventKind
from pathway.extensions import db, writing
from pathway.referral import queries as referral
from pathway.referral.routing import route
from pathway.referral.table import Table
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Age, Area, Setting, Urgency, Violence, YesNo
from pathway.referral.vocabulary import Agreement as Answer
from pathway.turnaround import escalations, operations, queries
from pathway.turnaround.clock import HOUR, PauseReason
from pathway.turnaround.models import EpisodeClock, EpisodeMilestone
from pathway.turnaround.queries import Due, Untaken
from pathway.turnaround.role_book import RoleBook
from pathway.turnaround.vocabulary import LateReason, WithHer
from pathway.upkeep import demo_desk, demo_history, demo_referrals
from pathway.upkeep.demo import refuse_in_production
from pathway.upkeep.demo_desk import People

_RECOVERY = 1
_AT_ONCE = 500


@dataclass
class _Woman:
    """A made-up woman on the pathway: her referral, its legs to the duty desk and to another agency, who acts."""

    episode: Episode
    desk: Leg
    other: Leg
    who: People

    @property
    def clock(self) -> EpisodeClock:
        """Her clock, held."""
        clock = queries.clock_of(self.episode.id, hold=True)
        assert clock is not None  # noqa: S101 # nosec B101 - it was started with her
        return clock

    def seen(self) -> None:
        demo_referrals.answer(self.desk, LegEventKind.ACKNOWLEDGED, self.who.caseworker)

    def accepted(self) -> None:
        demo_referrals.answer(self.desk, LegEventKind.ACCEPTED, self.who.caseworker)

    def declined_by_desk(self) -> None:
        demo_referrals.answer(self.desk, LegEventKind.DECLINED, self.who.caseworker)

    def other_accepted(self) -> None:
        demo_referrals.answer(self.other, LegEventKind.ACCEPTED, self.who.caseworker)

    def handed_on(self) -> None:
        operations.hand_on(self.clock, self.other.id, self.other.accepted_at or utc_now(), self.who.coordinator)

    def reached(self) -> None:
        demo_referrals.answer(self.desk, LegEventKind.CONTACT_MADE, self.who.caseworker)

    def taken_on(self) -> None:
        operations.take_on(self.clock, self.who.coordinator)
        escalations.take_open(self.episode.id, self.who.coordinator)

    def taken_on_by_second(self) -> None:
        operations.take_on(self.clock, self.who.second)
        escalations.take_open(self.episode.id, self.who.second)

    def safe_with_staff(self) -> None:
        operations.say_safety(self.clock, WithHer.SAFE_PLACE, utc_now() + 60 * HOUR, self.who.coordinator)

    def alone(self) -> None:
        operations.say_safety(self.clock, WithHer.ALONE, None, self.who.coordinator)

    def in_hospital(self) -> None:
        operations.pause(self.clock, PauseReason.HOSPITAL, utc_now(), self.who.coordinator)
        operations.say_safety(self.clock, WithHer.HOSPITAL, utc_now() + 24 * HOUR, self.who.coordinator)

    def slept(self) -> None:
        operations.slept_there(self.clock, "emergency_accommodation", utc_now(), self.who.caseworker)

    def warning_taken(self) -> None:
        escalations.take_open(self.episode.id, self.who.coordinator)

    def late_said(self) -> None:
        clock = self.clock
        for one in clock.milestones:
            if one.late_reason is None and (one.settled_at or utc_now()) > one.target_at:
                operations.say_why_late(clock, one.key, LateReason.NO_CAPACITY, self.who.coordinator)

    def delivered(self) -> None:
        for leg in (self.desk, self.other):
            if leg.accepted_at is None:
                demo_referrals.answer(leg, LegEventKind.ACCEPTED, self.who.caseworker)
            if leg.contacted_at is None:
                demo_referrals.answer(leg, LegEventKind.CONTACT_MADE, self.who.caseworker)
            demo_referrals.answer(leg, LegEventKind.DELIVERED, self.who.caseworker)


def _met(key: str) -> "_Act":
    return lambda her: operations.meet(her.clock, key, utc_now(), her.who.caseworker)


def _wanted(key: str) -> "_Act":
    return lambda her: operations.want(her.clock, key, her.who.caseworker)


def _not_wanted(key: str) -> "_Act":
    return lambda her: operations.decline(her.clock, key, her.who.caseworker)


_Act = Callable[[_Woman], None]


@dataclass(frozen=True)
class _Story:
    """One clock: how many hours ago she was referred, and what was done how many hours after that."""

    age: float
    acts: tuple[tuple[float, _Act], ...] = ()
    nowhere_tonight: bool = False


_DECLINED_THE_REST = tuple((5.0, _not_wanted(key)) for key in ("sexual_health", "treatment"))
_STORIES: Mapping[str, _Story] = MappingProxyType(
    {
        "just-sent": _Story(0.15),
        "nearly-late": _Story(0.9, nowhere_tonight=True),
        "nobody-received": _Story(1.7),
        "desk-is-full": _Story(5, ((0.3, _Woman.seen), (0.8, _Woman.declined_by_desk)), nowhere_tonight=True),
        "on-course": _Story(
            9,
            (
                (0.3, _Woman.accepted),
                (0.4, _Woman.taken_on),
                (0.8, _met("emergency_accommodation")),
                (1.5, _Woman.reached),
                (1.6, _Woman.safe_with_staff),
                (3, _Woman.slept),
                (4, _wanted("sexual_health")),
                (4, _wanted("treatment")),
                (6, _met("safety_plan")),
            ),
            nowhere_tonight=True,
        ),
        "in-good-time": _Story(
            27,
            (
                (0.2, _Woman.accepted),
                (0.5, _Woman.taken_on_by_second),
                (4, _Woman.reached),
                (9, _met("safety_plan")),
                (14, _met("accommodation")),
                (14, _not_wanted("treatment")),
                (22, _met("sexual_health")),
            ),
        ),
        "plan-soon-due": _Story(
            20,
            (
                (0.5, _Woman.accepted),
                (0.6, _Woman.taken_on_by_second),
                (5, _Woman.reached),
                (5, _not_wanted("accommodation")),
                (5, _wanted("sexual_health")),
            ),
        ),
        "plan-late": _Story(
            31,
            (
                (0.7, _Woman.accepted),
                (1, _Woman.taken_on),
                (17, _Woman.reached),
                (17.5, _Woman.alone),
                (22, _met("accommodation")),
                (24.3, _Woman.warning_taken),
            ),
        ),
        "in-hospital": _Story(
            40,
            (
                (0.4, _Woman.accepted),
                (0.5, _Woman.taken_on_by_second),
                (6, _Woman.reached),
                (10, _met("safety_plan")),
                (12, _met("accommodation")),
                (30, _Woman.in_hospital),
            ),
        ),
        "handed-on": _Story(
            62,
            (
                (0.5, _Woman.accepted),
                (0.6, _Woman.taken_on),
                (2, _Woman.other_accepted),
                (3, _Woman.handed_on),
                (7, _Woman.reached),
                (11, _met("safety_plan")),
                (20, _met("accommodation")),
                (44, _met("sexual_health")),
            ),
        ),
        "late": _Story(
            77,
            (
                (0.9, _Woman.accepted),
                (1, _Woman.taken_on),
                *_DECLINED_THE_REST,
                (9, _Woman.reached),
                (30, _met("safety_plan")),
                (31, _Woman.late_said),
                (23, _met("accommodation")),
            ),
        ),
        "all-done": _Story(
            70,
            (
                (0.4, _Woman.accepted),
                (0.5, _Woman.taken_on),
                *_DECLINED_THE_REST,
                (6, _Woman.reached),
                (12, _met("safety_plan")),
                (19, _met("accommodation")),
                (66, _met("care_plan")),
                (67, _Woman.delivered),
            ),
        ),
    }
)
"""By name, which gives each its ids."""

_ANSWERS = replace(
    Answers(),
    age=Age.ADULT,
    area=Area.BRENT,
    violence_risk=Violence.IMMEDIATE,
    setting=Setting.ON_STREET,
    consent_share=Answer.YES,
)


def load(app: Flask) -> list[str]:
    """Let the 72-hour pathway run over the made-up people, with clocks of every kind; return references of those.

    Only those that run now, or wait to be closed. What was loaded before is left as it is. Raises SeedError in
    production, or where the pathway cannot be turned on.
    """
    refuse_in_production(app)
    with app.app_context(), writing():
        if not demo_desk.is_there():
            now = utc_now()
            who = demo_desk.people()
            began = demo_history.begins_at(now)
            demo_desk.load(who, began)
            demo_history.load(who, now)
            _run(who, now)
            trail.record("demo.clocks_loaded", "organization:demo", None)
        ids = [demo_referrals.episode_id(name) for name in _STORIES]
        kept = select(Episode.reference).where(Episode.id.in_(ids)).order_by(Episode.received_at, Episode.id)
        return list(db.session.scalars(kept))


def _run(who: People, now: datetime) -> None:
    """Let every story happen up to this moment, all of them in the order of time."""
    listed = {
        number: db.session.get_one(Service, demo_referrals.service_id(number))
        for number in (demo_referrals.DESK, _RECOVERY)
    }
    table = referral.published_table(now)
    women: dict[str, _Woman] = {}
    happenings = [(now - story.age * HOUR, name, None) for name, story in _STORIES.items()]
    acts = [
        (now - (story.age - after) * HOUR, name, act) for name, story in _STORIES.items() for after, act in story.acts
    ]
    for at, name, act in sorted([*happenings, *acts], key=lambda one: one[:2]):
        _tell_what_is_late(women, at)
        with as_if(at):
            if act is None:
                women[name] = _send(name, _STORIES[name], table, listed, who)
            else:
                act(women[name])
            db.session.flush()
    _tell_what_is_late(women, now)


def _send(name: str, story: _Story, table: Table, listed: Mapping[int, Service], who: People) -> _Woman:
    at = utc_now()
    answers = replace(_ANSWERS, safe_place_tonight=YesNo.NO if story.nowhere_tonight else YesNo.YES)
    sent = demo_referrals.send(name, listed, who.referrer, at, answers, Urgency.SAME_DAY)
    clock_steps.start(sent.episode, sent.legs, route(answers, table), answers, who.referrer, at)
    trail.record("referral.sent", sent.episode.reference, who.referrer)
    return _Woman(sent.episode, sent.legs[0], sent.legs[1], who)


def _tell_what_is_late(women: Mapping[str, _Woman], until: datetime) -> None:
    """Raise what passed on made-up clocks, each at its moment, as the worker's sweep would have."""
    ids = {her.episode.id for her in women.values()}
    while True:
        waiting: list[Due | Untaken] = [
            *queries.due_milestones(until, None, _AT_ONCE),
            *queries.untaken(until, None, _AT_ONCE),
        ]
        following = min((one for one in waiting if one.episode_id in ids), key=lambda one: one.at, default=None)
        if following is None:
            return
        with as_if(following.at):
            _raise(following)
            db.session.flush()


def _raise(what: Due | Untaken) -> None:
    clock = queries.clock_of(what.episode_id, hold=True)
    assert clock is not None  # noqa: S101 # nosec B101 - it is due
    milestone: EpisodeMilestone = operations.milestone_of(clock, what.key)
    book = RoleBook(what.at)
    if isinstance(what, Due):
        escalations.raise_next(clock, milestone, AroundAReferral(), book)
        return
    escalation = queries.escalation(what.id)
    assert escalation is not None  # noqa: S101 # nosec B101 - nobody has taken it
    escalations.raise_again(clock, milestone, escalation, AroundAReferral(), book)
