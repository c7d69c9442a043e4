"""The picture of all listings over HTTP, as a manager and a coordinator see it, in turn with an empty page."""

from contextlib import ExitStack, closing
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select

from bench.bench_app import EMPTY, NOW, STAFF_EMPTY
from bench.client import Client
from bench.databases import app_over
from bench.figures import Spread, ratio
from bench.runs import WARM, Deadline, Run
from bench.servers import pathway_server
from bench.tables import Goal, Report, Table
from pathway.accounts import sessions
from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role, SignInMethod, UserStatus
from pathway.core import clock
from pathway.directory.models import Service
from pathway.extensions import db, writing

PAGE = "/manage/services/health"
LIST = "/manage/services"
ACCOUNT = "/account"
MOST_TIMES_EMPTY = {PAGE: 10, LIST: 4}
"""The empty page is that of somebody who is not signed in: it asks the database nothing."""

PAGES = (STAFF_EMPTY, PAGE, LIST, ACCOUNT)
ROLES = (Role.SERVICE_MANAGER, Role.COORDINATOR)


def measure(run: Run) -> Report:
    """Time the picture for each role and the list over the most listings, on each engine, beside empty pages."""
    report = Report("health")
    size = max(run.sizes)
    table = Table("Over HTTP, milliseconds", ("page", "engine", "listings", "n", "p50", "p90", "p99", "x empty page"))
    table.notes.append("Signed in, with the count in the menu. A manager has few listings, a coordinator all of them.")
    table.notes.append(f"{STAFF_EMPTY} is the frame of her pages around nothing: no page of hers can cost less.")
    report.tables.append(table)
    for engine in run.engines:
        run.say(f"health of {size:,} listings, {engine}")
        _measure(run, report, table, engine, size)
    return report


def _measure(run: Run, report: Report, table: Table, engine: str, size: int) -> None:
    url = run.databases.of(engine, size)
    with app_over(url) as app:
        cookies = {role: f"{app.config['STAFF_COOKIE']}={signed_in(app, role)}" for role in ROLES}
    visits = {"empty page": (EMPTY, "")}
    visits |= {f"{page}, {role.value}": (page, cookies[role]) for role in ROLES for page in PAGES}
    with ExitStack() as stack:
        client = stack.enter_context(closing(Client(stack.enter_context(pathway_server(url, run.databases.folder)))))
        samples = in_turn(run, client, visits)
    base = Spread.of(samples["empty page"]).p50
    for name, series in samples.items():
        spread = Spread.of(series)
        table.add(name, engine, size, spread.n, spread.p50, spread.p90, spread.p99, ratio(spread.p50, base))
        report.samples[f"{name} {engine} ms"] = series
        page, _, _role = name.partition(",")
        if page in MOST_TIMES_EMPTY:
            times, most = ratio(spread.p50, base), MOST_TIMES_EMPTY[page]
            report.goals.append(Goal(f"{name}, {engine}, {size:,} listings", most, times, "x empty page"))


def in_turn(run: Run, client: Client, visits: dict[str, tuple[str, str]]) -> dict[str, list[float]]:
    """Open each page in turn, again and again; return how long each took."""
    samples: dict[str, list[float]] = {name: [] for name in visits}
    for address, cookie in visits.values():
        client.get(address, [("Cookie", cookie)])
    deadline = Deadline(run.seconds)
    for _ in range(max(WARM, run.queries // 4)):
        for name, (address, cookie) in visits.items():
            answer = client.get(address, [("Cookie", cookie)])
            if answer.status != 200:
                raise RuntimeError(f"{name} answered {answer.status}")
            samples[name].append(answer.ms)
        if deadline.is_over:
            break
    return samples


def signed_in(app: Flask, role: Role) -> str:
    """Make somebody of the organisation of the first listing, and return the token of her session."""
    clock.stop(NOW)
    try:
        with app.test_request_context(headers={"User-Agent": "bench"}), writing():
            home: UUID = db.session.scalars(select(Service.organization_id).order_by(Service.id).limit(1)).one()
            email = f"{uuid4().hex}@example.org"
            her = User(organization_id=home, role=role, name="Bench", email=email, status=UserStatus.ACTIVE)
            db.session.add(her)
            db.session.flush()
            return sessions.begin(her, SignInMethod.PASSWORD).token
    finally:
        clock.stop(None)
