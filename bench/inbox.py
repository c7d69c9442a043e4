"""The inbox of an agency over HTTP, with ten thousand open referrals and more and more closed ones behind them."""

from contextlib import ExitStack, closing
from datetime import timedelta
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import delete, insert, select, text

from bench.bench_app import EMPTY, NOW
from bench.client import Client
from bench.databases import app_over
from bench.figures import Spread, ratio
from bench.health import in_turn, signed_in
from bench.runs import Run
from bench.servers import pathway_server
from bench.tables import Goal, Report, Table
from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role
from pathway.directory.models import Service
from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.episodes.models import Episode, Leg
from pathway.episodes.reference import new_reference
from pathway.episodes.vocabulary import EpisodeStatus, LegStatus
from pathway.extensions import db, writing
from pathway.organizations.models import Organization
from pathway.referral.vocabulary import Urgency

INBOX = "/referrals/inbox"
OPEN = 10_000
MOST_TIMES_EMPTY, MOST_TIMES_MORE = 4, 1.5
_CHUNK = 2_000


def measure(run: Run) -> Report:
    """Time the first page of what is to answer, and of what is taken, for each number of closed referrals."""
    report = Report("inbox")
    table = Table("Over HTTP, milliseconds", ("page", "engine", "closed", "n", "p50", "p90", "p99", "x empty page"))
    table.notes.append(f"{OPEN:,} open referrals of one organisation, half of them taken. Signed in, with the menu.")
    report.tables.append(table)
    for engine in run.engines:
        _measure(run, report, table, engine)
    return report


def _measure(run: Run, report: Report, table: Table, engine: str) -> None:
    url = run.databases.of(engine, min(run.sizes))
    with app_over(url) as app:
        cookies = {role: f"{app.config['STAFF_COOKIE']}={signed_in(app, role)}" for role in _VISITS.values()}
        try:
            _fill(app, OPEN, is_open=True)
            closed = 0
            first: dict[str, float] = {}
            for size in sorted(run.sizes):
                run.say(f"inbox with {size:,} closed referrals, {engine}")
                _fill(app, size - closed, is_open=False)
                closed = size
                with app.app_context():
                    if engine == "postgresql":  # as autovacuum does, sooner or later
                        with writing():
                            db.session.execute(text("ANALYZE leg, episode"))
                    db.engine.dispose()
                visits = {"empty page": (EMPTY, "")}
                visits |= {name: (name.partition(",")[0], cookies[role]) for name, role in _VISITS.items()}
                with ExitStack() as stack:
                    server = stack.enter_context(pathway_server(url, run.databases.folder))
                    samples = in_turn(run, stack.enter_context(closing(Client(server))), visits)
                base = Spread.of(samples["empty page"]).p50
                for name, series in samples.items():
                    spread = Spread.of(series)
                    times = ratio(spread.p50, base)
                    table.add(name, engine, size, spread.n, spread.p50, spread.p90, spread.p99, times)
                    report.samples[f"{name} {engine} {size} ms"] = series
                    first.setdefault(name, spread.p50)
                    if name == "empty page":
                        continue
                    words = f"{name}, {engine}, {size:,} closed"
                    report.goals.append(Goal(words, MOST_TIMES_EMPTY, times, "x empty page"))
                    more = ratio(spread.p50, first[name])
                    report.goals.append(Goal(f"{words}: flat", MOST_TIMES_MORE, more, "x the fewest closed"))
        finally:
            with app.app_context(), writing():
                db.session.execute(delete(Leg))
                db.session.execute(delete(Episode))


_VISITS = {
    INBOX: Role.CASEWORKER,
    f"{INBOX}?pile=taken": Role.CASEWORKER,
    f"{INBOX}?pile=closed": Role.CASEWORKER,
    f"{INBOX}, manager": Role.SERVICE_MANAGER,
    f"{INBOX}, coordinator": Role.COORDINATOR,
}


def _fill(app: Flask, number: int, *, is_open: bool) -> None:
    """Add referrals to the organisation of the first listing, sent minute by minute."""
    with app.app_context():
        service = db.session.scalars(select(Service).order_by(Service.id).limit(1)).one()
        home = db.session.get_one(Organization, service.organization_id)
        referrer = db.session.scalars(select(User.id).order_by(User.id).limit(1)).one()
        of, kind, service_id = home.id, home.kind, service.id
        db.session.rollback()
        for begun in range(0, number, _CHUNK):
            numbers = range(begun, min(begun + _CHUNK, number))
            episodes = [_episode(one, referrer, of, is_open=is_open) for one in numbers]
            legs = [
                _leg(one, episode, is_open=is_open)
                | {"service_id": service_id, "organization_id": of, "organization_kind": kind}
                for one, episode in zip(numbers, episodes, strict=True)
            ]
            with writing():
                db.session.execute(insert(Episode), episodes)
                db.session.execute(insert(Leg), legs)


def _episode(number: int, referrer: UUID, of: UUID, *, is_open: bool) -> dict[str, object]:
    return {
        "id": uuid4(),
        "reference": new_reference(),
        "send_key": uuid4(),
        "status": EpisodeStatus.ACTIVE if is_open else EpisodeStatus.COMPLETED,
        "urgency": Urgency.STANDARD,
        "received_at": NOW - timedelta(minutes=number),
        "referrer_id": referrer,
        "referrer_organization_id": of,
        "closed_at": None if is_open else NOW,
        "version": 1,
    }


def _leg(number: int, episode: dict[str, object], *, is_open: bool) -> dict[str, object]:
    taken = LegStatus.ACCEPTED if number % 2 else LegStatus.REQUESTED
    sent_at = NOW - timedelta(minutes=number)
    return {
        "id": uuid4(),
        "episode_id": episode["id"],
        "number": 1,
        "agency_type": AgencyType.SUBSTANCE_MISUSE,
        "way": ReferralChannel.INBOX,
        "urgency": Urgency.STANDARD,
        "status": taken if is_open else LegStatus.COMPLETED,
        "sent_at": sent_at,
        "answer_by": sent_at + timedelta(days=2),
        "planned_for": sent_at + timedelta(days=1),
        "ended_at": None if is_open else NOW,
        "changed_at": sent_at,
        "version": 1,
    }
