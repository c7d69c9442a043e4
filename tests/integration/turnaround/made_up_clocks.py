"""Clocks of made-up referrals: with any history, by what the app does, or as one row of counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import insert

from pathway.accounts import queries as accounts
from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role
from pathway.core import clock as time_of_tests
from pathway.directory.vocabulary import AgencyType
from pathway.episodes.models import Episode, Leg
from pathway.episodes.reference import new_reference
from pathway.episodes.vocabulary import EpisodeStatus, LegStatus
from pathway.extensions import db, writing
from pathway.referral.vocabulary import Urgency
from pathway.turnaround import operations, queries
from pathway.turnaround.clock import PauseReason
from pathway.turnaround.measures import Cell
from pathway.turnaround.models import EpisodeClock, TurnaroundCount
from pathway.turnaround.vocabulary import ClockEnd, Correction, LateReason, WhatChanged
from tests import referrals
from tests.staff import organization, user

HOUR = timedelta(hours=1)
BY_ITSELF = {
    operations.RECEIVED: operations.leg_acknowledged,
    operations.ACCEPTED: operations.leg_accepted,
}


ACTS = ("meet " * 6 + "decline want pause resume ask decide sleep why why end").split()


@dataclass(frozen=True)
class People:
    """Two coordinators and a caseworker, the organisation of the first, and a service."""

    home: UUID
    first: UUID
    second: UUID
    caseworker: UUID
    service: UUID


def people(app: Flask) -> People:
    """Make who acts."""
    home = organization(app)
    service = referrals.publish(app, home, AgencyType.PATHWAY_COORDINATOR, name="Duty desk")
    first, second, caseworker = (
        user(app, home, role) for role in (Role.COORDINATOR, Role.COORDINATOR, Role.CASEWORKER)
    )
    return People(home, first, second, caseworker, service)


def begin(who: People, received_at: datetime, *, nowhere: bool = True, is_demo: bool = False) -> EpisodeClock:
    """Start a clock at a moment, of a referral that is nothing else. Within a transaction."""
    sent = {"received_at": received_at, "referrer_id": who.first, "referrer_organization_id": who.home}
    episode_id, leg_id = uuid4(), uuid4()
    urgency = Urgency.STANDARD
    db.session.execute(
        insert(Episode),
        [
            sent
            | {"id": episode_id, "reference": new_reference(), "send_key": uuid4(), "status": EpisodeStatus.ACTIVE}
            | {"urgency": urgency, "version": 1, "is_demo": is_demo}
        ],
    )
    leg = {"id": leg_id, "episode_id": episode_id, "number": 1, "agency_type": AgencyType.PATHWAY_COORDINATOR}
    leg |= {"way": "inbox", "urgency": urgency, "status": LegStatus.REQUESTED, "service_id": who.service, "version": 1}
    leg |= dict.fromkeys(("sent_at", "answer_by", "planned_for", "changed_at"), received_at)
    leg |= {"organization_id": who.home, "organization_kind": "charity"}
    db.session.execute(insert(Leg), [leg])
    time_of_tests.stop(received_at)
    opens_at = received_at + 2 * HOUR if received_at.hour < 6 else None
    actor = accounts.user(who.first)
    return operations.start(
        episode_id, leg_id, received_at, nowhere_tonight=nowhere, opens_at=opens_at, by=actor, is_demo=is_demo
    )


def live(clock: EpisodeClock, who: People, random: Random) -> None:
    """Let anything happen to a clock that the app allows, in the order of time. Within a transaction."""
    now = clock.received_at
    slow = random.choice([1, 4, 12, 30])
    acts = random.choices(ACTS, k=random.randint(0, 12))
    if random.random() < 0.6:  # whatever is still due is done in the end
        acts += [f"meet:{one.key}" for one in clock.milestones] + random.choices(["why", "sleep", "ask", "decide"], k=4)
    for act in acts:
        now += timedelta(seconds=random.choice([1, 60, 3599, 3600, 3601, random.randrange(slow * 7200)]))
        time_of_tests.stop(now)
        actor = accounts.user(random.choice([who.first, who.second, who.caseworker]))
        happening = queries.clock_of(clock.episode_id)
        assert happening is not None
        try:
            _act(act, happening, actor, random, now)
        except (operations.InvalidTransitionError, operations.ChangeRefusedError):
            continue
        db.session.flush()


def _act(act: str, clock: EpisodeClock, by: User, random: Random, now: datetime) -> None:  # noqa: C901 - one case for each act
    act, _, named = act.partition(":")
    key = named or random.choice([one.key for one in clock.milestones])
    lead = clock.lead_leg_id
    assert lead is not None
    earlier = now - timedelta(minutes=random.choice([0, 0, 30, 90]))
    match act:
        case "meet" if key in BY_ITSELF:
            BY_ITSELF[key](clock.episode_id, lead, now, by)
        case "meet" if key == operations.FIRST_CONTACT:
            operations.contact_made(clock.episode_id, earlier, by)
        case "meet":
            operations.meet(clock, key, earlier, by)
        case "decline":
            operations.decline(clock, key, by)
        case "want":
            operations.want(clock, key, by)
        case "pause":
            operations.pause(clock, random.choice(list(PauseReason)), earlier, by)
        case "resume":
            operations.resume(clock, now, by)
        case "ask":
            operations.ask_correction(clock, key, random.choice(list(Correction)), by)
        case "decide":
            asked = next((one.key for one in clock.milestones if one.correction is not None), key)
            operations.decide_correction(clock, asked, by, is_so=random.random() < 0.8)
        case "sleep":
            operations.slept_there(clock, "emergency_accommodation", earlier, by)
        case "why":
            what = random.choice([None, None, key])
            operations.say_why_late(clock, what, random.choice(list(LateReason)), by)
            if what is None and random.random() < 0.7:
                operations.say_what_changed(clock, random.choice(list(WhatChanged)), by)
        case "end" if random.random() < 0.4:
            operations.end(clock, random.choice([one for one in ClockEnd if one is not ClockEnd.COMPLETED]), by)
        case _:
            pass


def keep(app: Flask, cells: Iterable[tuple[Cell, int]]) -> None:
    """Add counts as they stay, and nothing behind them."""
    rows = [
        {"month": month, "figure": figure, "value": value, "number": number}
        for (month, figure, value), number in cells
        if number
    ]
    with app.app_context(), writing():
        db.session.execute(insert(TurnaroundCount), rows)


def year_of_counts(last: date, months: int = 14, seed: int = 1) -> dict[Cell, int]:
    """Make the counts of months up to one, of some forty women each."""
    random, cells = Random(seed), dict[Cell, int]()
    month = last
    for _ in range(months):
        late = random.randint(4, 14)
        in_time = random.randint(24, 36)
        for figure, fewer in (("gross", 0), ("net", 3)):
            for _ in range(in_time + fewer):
                _one_more(cells, (month, figure, str(random.randint(8, 72))))
            for _ in range(late - fewer):
                _one_more(cells, (month, figure, str(random.randint(73, 300))))
            cells[month, figure, "unfinished"] = random.randint(0, 2)
        for one in operations.queries.FIRST_POLICY.milestones:
            hours = int(one.target.total_seconds() // 3600)
            cells[month, one.key, str(hours)] = in_time
            cells[month, one.key, f"{hours + 1} late"] = late
            cells[month, one.key, "declined"] = random.randint(0, 5)
        cells[month, "slept", "emergency_accommodation"] = in_time // 2
        cells[month, "end", "she_stopped"] = random.randint(0, 4)
        cells[month, "late_reason", "no_capacity"] = late // 2
        cells[month, "reviewed_by", "coordinator"] = late // 2
        cells[month, "what_changed", "rota"] = late // 2
        month = (month - timedelta(days=1)).replace(day=1)
    return cells


def _one_more(cells: dict[Cell, int], cell: Cell) -> None:
    cells[cell] = cells.get(cell, 0) + 1
