"""The demo has the 72-hour pathway running: a duty desk, clocks of every colour, and months to count, all made up."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from pathway.board import queries as board
from pathway.core import clock
from pathway.core.clock import as_if, utc_now
from pathway.core.errors import SeedError
from pathway.episodes.models import Episode, Identity, Leg
from pathway.episodes.retention import purge
from pathway.extensions import db
from pathway.insight.pathway_figures import figures_at
from pathway.launch.pathway_switch import queries as switch
from pathway.referral.models import PathwaySwitch
from pathway.turnaround.models import ClockPause, EpisodeClock, Escalation
from pathway.turnaround.progress import Colour
from pathway.turnaround.vocabulary import ClockEnd
from pathway.upkeep import demo, demo_clocks
from pathway.upkeep.demo_referrals import MADE_UP
from tests.integration.conftest import NOW
from tests.integration.reading import SAME_ORIGIN, parser
from tests.staff import Staff, signed_in
from tests.sweeps import heard, sweep


@pytest.fixture(scope="module")
def loaded(shared_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo, with its clocks, at the moment at which it was loaded."""
    clock.stop(NOW)
    settings = shared_app.config["SETTINGS"]
    shared_app.config["SETTINGS"] = replace(settings, instance=tmp_path_factory.mktemp("i"))
    demo.load(shared_app)
    demo_clocks.load(shared_app)
    yield shared_app
    shared_app.config["SETTINGS"] = settings
    clock.stop(None)


@pytest.fixture(scope="module")
def coordinator(loaded: Flask) -> Staff:
    """Whoever asked to turn the pathway on."""
    with loaded.app_context():
        coordinator_id = db.session.scalars(select(PathwaySwitch.asked_by)).one()
    return signed_in(loaded, coordinator_id)


def test_clocks_of_every_kind_run_and_all_are_marked(loaded: Flask) -> None:
    with loaded.app_context():
        now = utc_now()
        rows, _ = board.rows(now)
        totals = board.totals(now)
        lasting = db.session.scalar(select(func.count()).where(ClockPause.ends_at.is_(None)))
        taken = db.session.scalar(select(func.count()).where(Escalation.taken_at.is_not(None)))
        ends = set(db.session.scalars(select(EpisodeClock.end_kind).distinct()))

        assert {row.time.colour for row in rows} == {Colour.RED, Colour.AMBER, Colour.GREEN}
        assert any(row.due_at < now for row in rows)
        assert any(row.is_unowned and row.time.colour is colour for row in rows for colour in Colour)
        assert min(totals.late, totals.unowned, totals.soon, totals.on_course, totals.to_close, lasting, taken) > 0
        assert ends == {None, *ClockEnd}
        for table in (Episode, EpisodeClock):
            assert set(db.session.scalars(select(table.is_demo))) == {True}


def test_nothing_that_the_pathway_needs_is_missing(loaded: Flask) -> None:
    with loaded.app_context():
        assert switch.missing(utc_now()) == []
        (turned,) = switch.history()

    assert turned.is_running
    assert turned.why == MADE_UP
    assert all(name.startswith("Demo ") for name in (turned.asked_by, turned.approved_by))


def test_what_is_late_was_told_by_mail_and_text_to_made_up_roles(loaded: Flask) -> None:
    with loaded.app_context():
        raised = select(Episode.reference).join(Escalation, Escalation.episode_id == Episode.id).distinct()
        references = db.session.scalars(raised).all()
    calls = [call for reference in references for call in heard(loaded, reference)]

    # One that a later one has overtaken is stopped before it leaves, and its address forgotten.
    messages = [call for call in calls if call.reached != "vacant" and call.address is not None]
    assert {call.channel for call in messages} == {"email", "sms"}
    assert {"team", "holder", "deputy"} <= {call.reached for call in messages}
    # Nobody leads one of them, so that nobody is there to own what is due.
    assert {call.told for call in calls if call.reached == "vacant"} <= {"owner", "service_manager"}
    for call in messages:
        address = call.address or ""
        assert address.endswith(".example.org") if call.channel == "email" else address.startswith("077009000")
    assert sweep(loaded, utc_now()).raised == 0  # nothing waits for the worker's first sweep


def test_a_year_is_counted_with_a_chart(loaded: Flask) -> None:
    with loaded.app_context():
        figures = figures_at(utc_now(), with_demo=True)
        live = figures_at(utc_now(), with_demo=False)

    assert live is None
    assert figures is not None
    assert figures.gross.share is not None
    assert figures.gross.median is not None
    assert all(line.share is not None for line in figures.milestones)
    assert figures.chart is not None
    assert not figures.chart.is_trial
    assert figures.chart.signals
    assert not figures.reviewed.is_hidden


def test_the_worker_forgets_no_clock_of_earlier_months_and_they_hold_nothing(loaded: Flask) -> None:
    earlier = select(Episode.id).where(Episode.closed_at.is_not(None), Episode.facts_sealed.is_(None))
    with loaded.app_context():
        before = db.session.scalar(select(func.count()).select_from(EpisodeClock))
        done = purge.run(utc_now())
        kept = select(Episode).where(Episode.id.in_(earlier))

        assert done == {"identities": 0, "referrals": 0, "warned": 0}
        assert db.session.scalar(select(func.count()).select_from(EpisodeClock)) == before
        assert len(db.session.scalars(kept).all()) > 200
        assert all(one.note is None and one.reach_referrer is None for one in db.session.scalars(kept))
        for table in (Identity, Leg):
            assert db.session.scalar(select(func.count()).where(table.episode_id.in_(earlier))) == 0


def test_every_page_says_that_they_are_made_up(loaded: Flask, coordinator: Staff) -> None:
    with loaded.app_context():
        rows, _ = board.rows(utc_now())
    code_page = coordinator.post("/board/walls", {"place": "Duty office"})
    code = parser.fromstring(code_page.text).cssselect(".pw-code")[0].text_content()
    wall = loaded.test_client()
    wall.post("/wall/open", data={"code": code}, headers=SAME_ORIGIN)

    assert coordinator.get("/board").text.count('class="pw-board__demo"') == len(rows)
    assert wall.get("/wall").text.count('class="pw-wall__demo"') == len(rows)
    assert "Made up, to try Pathway with" in coordinator.get(f"/board/{rows[0].reference}").text
    assert "made-up referrals are counted" in coordinator.get("/insight/pathway").text
    assert f"{MADE_UP}</p>" in " ".join(coordinator.get("/manage/pathway").text.split()).replace(" </p>", "</p>")


def test_one_of_an_earlier_month_still_opens(loaded: Flask, coordinator: Staff) -> None:
    with loaded.app_context():
        references = db.session.scalars(
            select(Episode.reference)
            .join(EpisodeClock, EpisodeClock.episode_id == Episode.id)
            .where(Episode.facts_sealed.is_(None))
            .order_by(Episode.received_at)
        ).all()

    for reference in references[::40]:
        assert coordinator.get(f"/board/{reference}").status_code == 200
        assert coordinator.get(f"/referrals/{reference}").status_code == 200


def test_loaded_again_it_is_the_same(loaded: Flask) -> None:
    with loaded.app_context():
        before = [db.session.scalar(select(func.count()).select_from(table)) for table in (Episode, PathwaySwitch)]
    first, second = demo_clocks.load(loaded), demo_clocks.load(loaded)

    with loaded.app_context():
        after = [db.session.scalar(select(func.count()).select_from(table)) for table in (Episode, PathwaySwitch)]
    assert first == second
    assert before == after


def test_a_made_up_referral_that_says_something_is_forgotten_like_any(loaded: Flask) -> None:
    later = utc_now() + timedelta(days=91)
    closed = select(func.count()).where(Episode.closed_at.is_not(None), Episode.facts_sealed.is_not(None))
    with loaded.app_context():
        number = db.session.scalar(closed)
        with as_if(later):
            done = purge.run(later)

    assert number
    assert done["referrals"] == number


def test_it_never_runs_in_production(app: Flask) -> None:
    demo.load(app)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], env="production", origin="https://pathway.example.org")

    with pytest.raises(SeedError, match="development and tests only"):
        demo_clocks.load(app)

    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PathwaySwitch)) == 0
        assert db.session.scalar(select(func.count()).select_from(EpisodeClock)) == 0
