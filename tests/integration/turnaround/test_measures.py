"""What is counted of clocks, when, and once: beside a slow computation from exported events."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from pathway.accounts import queries as accounts
from pathway.core.errors import InvalidTransitionError
from pathway.episodes.models import Episode
from pathway.episodes.retention import purge
from pathway.extensions import db, writing
from pathway.turnaround import counts, history_json, operations
from pathway.turnaround.models import EpisodeClock, TurnaroundCount
from pathway.turnaround.vocabulary import Correction, Settled
from tests.integration.turnaround import made_up_clocks as made_up
from tests.integration.turnaround import slow_measures

DECEMBER = datetime(2026, 12, 10, 12, 0, tzinfo=UTC)
HISTORIES = 1_000


def kept(app: Flask) -> dict[tuple[str, str, str], int]:
    with app.app_context():
        rows = db.session.execute(
            select(TurnaroundCount.month, TurnaroundCount.figure, TurnaroundCount.value, TurnaroundCount.number)
        )
        return {(month.isoformat(), figure, value): number for month, figure, value, number in rows}


@pytest.mark.slow
def test_a_thousand_histories_are_counted_as_their_events_say(
    app: Flask, at: Callable[[datetime], None], engine_name: str
) -> None:
    random, who = Random(17), made_up.people(app)
    number = HISTORIES if engine_name == "sqlite" else HISTORIES // 5
    begins = datetime(2025, 10, 1, tzinfo=UTC)
    ids = []
    for _ in range(number // 50):
        with app.app_context(), writing():
            for _ in range(50):
                received = begins + timedelta(seconds=random.randrange(410 * 24 * 3600))
                clock = made_up.begin(who, received, nowhere=random.random() < 0.5)
                ids.append(clock.episode_id)
                made_up.live(clock, who, random)
    at(DECEMBER)
    with app.app_context():
        counts.count_due(DECEMBER)
        db.session.rollback()
        histories = [
            history
            for begun in range(0, len(ids), 100)
            for history in history_json.histories_as_json(ids[begun : begun + 100])
        ]

    slow = sum((slow_measures.cells(history, DECEMBER) for history in histories), Counter())
    assert len(histories) == number
    assert kept(app) == {cell: many for cell, many in slow.items() if cell[0] < "2026-12-01"}
    whole: Counter[str] = Counter()
    for (_month, figure, value), many in slow.items():
        if figure in {"gross", "net"}:
            whole[f"{figure} {'done' if value.isdigit() else value}"] += many
    assert all(
        whole[f"{figure} {what}"] > number / 50 for figure in ("gross", "net") for what in ("unfinished", "not_due")
    )
    assert all(whole[f"{figure} done"] > number / 4 for figure in ("gross", "net"))
    assert any(slow[cell] != slow[cell[0], "net", cell[2]] for cell in slow if cell[1] == "gross")


def test_a_month_is_counted_a_week_after_it_ended_and_once(app: Flask, at: Callable[[datetime], None]) -> None:
    who = made_up.people(app)
    with app.app_context(), writing():
        made_up.begin(who, datetime(2026, 10, 31, 23, 30, tzinfo=UTC))
        made_up.begin(who, datetime(2026, 11, 30, 23, 59, tzinfo=UTC))
        made_up.begin(who, datetime(2026, 12, 1, 0, 0, tzinfo=UTC))
    shown = []
    for moment in (datetime(2026, 12, 7, 23, 59, tzinfo=UTC), datetime(2026, 12, 8, 0, 0, tzinfo=UTC), DECEMBER):
        at(moment)
        with app.app_context():
            before = counts.last_complete_month(moment)
            counts.count_due(moment)
            counts.count_due(moment)
            shown.append((before, counts.last_complete_month(moment), sum_of(app, "gross")))

    november = date(2026, 11, 1)
    assert shown == [
        (date(2026, 9, 1), date(2026, 10, 1), 1),
        (date(2026, 10, 1), november, 2),
        (november, november, 2),
    ]


def sum_of(app: Flask, figure: str) -> int:
    return sum(number for (_month, of, _value), number in kept(app).items() if of == figure)


@pytest.mark.parametrize("counted_before", [True, False])
def test_what_is_forgotten_is_counted_once(app: Flask, at: Callable[[datetime], None], *, counted_before: bool) -> None:
    who = made_up.people(app)
    received = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)
    with app.app_context(), writing():
        for is_demo in (False, True):
            made_up.begin(who, received, is_demo=is_demo)
    at(DECEMBER)
    with app.app_context():
        if counted_before:
            counts.count_due(DECEMBER)
        with writing():
            db.session.execute(text("UPDATE leg SET ended_at = sent_at, status = 'completed'"))
            db.session.execute(update(Episode).values(closed_at=received, status="completed"))
            for episode in db.session.scalars(select(Episode)):
                episode.facts = "{}"
        purge.run(DECEMBER)
        clocks = db.session.scalar(select(func.count()).select_from(EpisodeClock))

    assert clocks == 0
    assert sum_of(app, "gross") == 1
    assert sum_of(app, "received") == 1


def test_counting_is_no_change_of_the_clock(app: Flask, at: Callable[[datetime], None]) -> None:
    who = made_up.people(app)
    with app.app_context(), writing():
        clock = made_up.begin(who, datetime(2026, 8, 3, 9, 0, tzinfo=UTC))
        clock_id, version = clock.episode_id, clock.version
    at(DECEMBER)
    with app.app_context():
        counts.count_due(DECEMBER)
        again = db.session.get_one(EpisodeClock, clock_id)

        assert (again.version, again.counted_at) == (version, DECEMBER)


def test_made_up_clocks_are_counted_where_nothing_is_live_and_stay_nowhere(
    app: Flask, at: Callable[[datetime], None]
) -> None:
    who = made_up.people(app)
    with app.app_context(), writing():
        for _ in range(20):
            made_up.begin(who, datetime(2026, 8, 3, 9, 0, tzinfo=UTC), is_demo=True)
    at(DECEMBER)
    with app.app_context():
        counts.count_due(DECEMBER)
        with_demo = counts.published(DECEMBER, with_demo=True)
        without = counts.published(DECEMBER, with_demo=False)

    assert with_demo.count("gross", "unfinished", 0, 0).shown == "20"
    assert without.months == ()
    assert kept(app) == {}


def test_what_was_told_of_a_month_stays_when_another_is_counted(app: Flask, at: Callable[[datetime], None]) -> None:
    made_up.keep(app, made_up.year_of_counts(date(2026, 10, 1)).items())
    with app.app_context():
        before = counts.published(datetime(2026, 11, 10, tzinfo=UTC), with_demo=False)
        db.session.rollback()
    made_up.keep(app, made_up.year_of_counts(date(2026, 11, 1), months=1, seed=5).items())
    with app.app_context():
        after = counts.published(DECEMBER, with_demo=False)

    assert after.months[:-1] == before.months
    assert {key: totals[:-1] for key, totals in after.totals.items()} == dict(before.totals)


def test_what_was_done_meanwhile_is_not_made_unneeded(app: Flask, at: Callable[[datetime], None]) -> None:
    who = made_up.people(app)
    received = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
    with app.app_context(), writing():
        clock = made_up.begin(who, received)
        first, second = accounts.user(who.first), accounts.user(who.second)
        operations.ask_correction(clock, "safety_plan", Correction.NOT_NEEDED, first)
        at(received + timedelta(hours=2))
        operations.meet(clock, "safety_plan", received + timedelta(hours=1), first)
        with pytest.raises(InvalidTransitionError):
            operations.decide_correction(clock, "safety_plan", second, is_so=True)
        operations.decide_correction(clock, "safety_plan", second, is_so=False)

        assert operations.milestone_of(clock, "safety_plan").settled is Settled.MET
