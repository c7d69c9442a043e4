"""The gaps are what routing itself says at each of the 168 moments, asked one by one, of any listings."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete

from pathway.directory.hours.ordinary_week import moments_of
from pathway.directory.models import ScheduleException, Service
from pathway.directory.search.forms import gazetteer
from pathway.directory.search.index import indexer
from pathway.directory.search.index.snapshot import Snapshot, current_snapshot
from pathway.extensions import WRITES, db
from pathway.insight.gaps.figures import AREA_WORDS, KINDS, Gaps, KindWeek, State, gaps_at
from pathway.referral.candidates import Candidate, candidates
from pathway.referral.inquiry import Inquiry
from pathway.referral.reasons import CLOSED_FOR_NOW, why_beside, why_not
from pathway.referral.selection import MOST_ALTERNATIVES
from pathway.referral.suggestions import choice_for
from tests.apps import Apps
from tests.integration.insight import made_up_listings

LISTINGS = 80
NOVEMBER = datetime(2026, 11, 24, 10, tzinfo=UTC)
CHRISTMAS = datetime(2026, 12, 23, 10, tzinfo=UTC)
BEFORE_EASTER = datetime(2027, 3, 24, 10, tzinfo=UTC)  # the clocks change at Easter


@pytest.fixture(scope="module")
def made_up(
    engine_name: str, copies: Callable, apps: Apps, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, dict[datetime, Gaps]]]:
    """An app with listings at random, and its gaps; after that their single dates are taken out."""
    folder: Path = tmp_path_factory.mktemp("gaps")
    with copies(engine_name, folder) as url, apps.over(url) as app:
        made_up_listings.add(app, LISTINGS, seed=7)
        with app.app_context():
            gaps = {now: gaps_at(now) for now in (NOVEMBER, CHRISTMAS, BEFORE_EASTER)}
            db.session.remove()
            db.session.connection(execution_options=WRITES)
            gone = db.session.execute(delete(ScheduleException)).rowcount
            assert gone > LISTINGS / 10
            indexer.refresh(db.session(), db.session.scalars(db.select(Service.id)).all())
            db.session.commit()
        yield app, gaps


@pytest.mark.parametrize(
    ("now", "step"), [(NOVEMBER, 1), (CHRISTMAS, 5), (BEFORE_EASTER, 5)], ids=["november", "christmas", "easter"]
)
def test_each_hour_is_what_routing_says_then(
    made_up: tuple[Flask, dict[datetime, Gaps]], now: datetime, step: int
) -> None:
    app, gaps = made_up[0], made_up[1][now]
    of_made_up = [week for week in gaps.weeks if week.kind in made_up_listings.KINDS]
    seen = dict.fromkeys(State, 0)
    with app.app_context():
        snapshot = current_snapshot()
        for hour, at in list(enumerate(moments_of(gaps.days)))[::step]:
            for week in gaps.weeks if hour % 24 == 2 else of_made_up:
                state, answering, not_known = asked_then(week, at, snapshot)
                case = (week.kind, week.area, at)

                assert week.states[hour] is state, case
                assert week.answering[hour] == len(answering), case
                assert {listing.slug for listing in week.answering_at(hour)} == answering, case
                assert {listing.slug for listing in week.not_known_at(hour)} == not_known, case
                seen[state] += 1

    assert min(seen.values()) > 10


def asked_then(week: KindWeek, at: datetime, snapshot: Snapshot) -> tuple[State, set[str], set[str]]:
    """Ask routing of one kind at one moment: what there is, who answers, and whose hours are not known."""
    inquiry, brent = Inquiry.of_kind(week.kind, week.area), gazetteer().find("Brent")
    of_use = [one for one in candidates(inquiry, brent, at, snapshot) if is_of_use(inquiry, one)]
    suited = [one for one in of_use if suits(inquiry, one)]
    answering = [one for one in suited if one.hours_rank == 0]
    not_known = {one.card.slug for one in suited if one.hours_rank == 1}
    choice = choice_for(inquiry, brent, at, snapshot)
    assert all(why_not(inquiry, one) is None for one in answering)
    if len(suited) <= MOST_ALTERNATIVES:
        assert bool(answering) == (choice.takes_calls_now or choice.open_instead is not None)
    if answering:
        state = State.ANSWERS
    elif not_known:
        state = State.NOT_KNOWN
    elif suited:
        state = State.CLOSED
    else:
        state = State.NOT_CHOSEN if of_use else State.NOT_LISTED
    return state, {one.card.slug for one in answering}, not_known


def is_of_use(inquiry: Inquiry, candidate: Candidate) -> bool:
    is_there = any(candidate.intake.reach & reach for reach in inquiry.order)
    return is_there and not inquiry.is_of_another_place(candidate.intake)


def suits(inquiry: Inquiry, candidate: Candidate) -> bool:
    """Whether it would be chosen if it took calls then."""
    open_then = candidate if candidate.hours_rank == CLOSED_FOR_NOW else replace(candidate, hours_rank=0)
    return why_not(inquiry, open_then) is None and why_beside(inquiry, open_then) is None


def test_every_kind_is_there_in_every_area(made_up: tuple[Flask, dict[datetime, Gaps]]) -> None:
    gaps = made_up[1][NOVEMBER]

    assert [(week.kind, week.area) for week in gaps.weeks] == [(kind, area) for area in AREA_WORDS for kind in KINDS]
    for area in AREA_WORDS:
        nobody = [sum(week.nobody) for week in gaps.of(area)]
        assert nobody == sorted(nobody, reverse=True)
        assert len(nobody) == len(KINDS)
