"""The picture of all listings and the list of what is due over HTTP, in turn with empty pages.

A manager of ten thousand listings of her own, one of a few, and a coordinator, who looks after all.
"""

from contextlib import ExitStack, closing
from dataclasses import dataclass
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import func, select, update

from bench.bench_app import EMPTY, NOW, STAFF_EMPTY
from bench.client import Client
from bench.databases import app_over
from bench.figures import Spread, ratio
from bench.runs import Deadline, Run
from bench.servers import pathway_server
from bench.tables import Goal, Report, Table
from pathway.accounts import sessions
from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role, SignInMethod, UserStatus
from pathway.core import clock
from pathway.directory.models import Service
from pathway.extensions import db, writing
from pathway.organizations.models import Organization

PAGE = "/manage/services/health"
LIST = "/manage/services"
ACCOUNT = "/account"
MOST_TIMES_EMPTY = {PAGE: 10, LIST: 4}
"""The empty page is that of somebody who is not signed in: it asks the database nothing."""

PAGES = (STAFF_EMPTY, PAGE, LIST, ACCOUNT)
OWN = 10_000
"""How many listings the organisation of the first manager has, where there are so many."""

COLUMNS = ("page", "engine", "listings", "n", "least", "p50", "p90", "p99", "x empty page", "x her frame")


@dataclass(frozen=True)
class Visit:
    """A page, by whom and where it is opened."""

    client: Client
    address: str
    cookie: str

    def open(self) -> float:
        """Open it, and return how long it took (ms). Raises RuntimeError unless it is there."""
        answer = self.client.get(self.address, [("Cookie", self.cookie)])
        if answer.status != 200:
            raise RuntimeError(f"{self.address} answered {answer.status}")
        return answer.ms


def measure(run: Run) -> Report:
    """Time the picture for each person and the list over the most listings, on each engine, beside empty pages."""
    report = Report("health")
    size = max(run.sizes)
    table = Table("Over HTTP, milliseconds", COLUMNS)
    table.notes.append("Signed in, with the count in the menu. Empty page: /bench/empty, nobody signed in.")
    table.notes.append(f"{STAFF_EMPTY} is the frame of her pages around nothing: no page of hers can cost less.")
    report.tables.append(table)
    for engine in run.engines:
        run.say(f"health of {size:,} listings, {engine}")
        with run.databases.copy(run.databases.of(engine, size), "health") as url:
            _measure(run, report, table, url)
    return report


def _measure(run: Run, report: Report, table: Table, url: str) -> None:
    engine, size = url.partition(":")[0].partition("+")[0], max(run.sizes)
    with app_over(url) as app:
        own, another = _give_listings(app, min(OWN, size))
        name = app.config["STAFF_COOKIE"]
        cookies = {
            f"manager of {own:,}": f"{name}={signed_in(app, Role.SERVICE_MANAGER)}",
            "manager of few": f"{name}={signed_in(app, Role.SERVICE_MANAGER, another)}",
            "coordinator": f"{name}={signed_in(app, Role.COORDINATOR)}",
        }
    with ExitStack() as stack:
        client = stack.enter_context(closing(Client(stack.enter_context(pathway_server(url, run.databases.folder)))))
        visits = {"empty page": Visit(client, EMPTY, "")}
        visits |= {f"{page}, {who}": Visit(client, page, cookie) for who, cookie in cookies.items() for page in PAGES}
        samples = in_turn(run, visits)
    base = Spread.of(samples["empty page"]).p50
    for name, series in samples.items():
        spread = Spread.of(series)
        page, _, who = name.partition(", ")
        frame = Spread.of(samples[f"{STAFF_EMPTY}, {who}"]).p50 if who else None
        times = ratio(spread.p50, base)
        in_frame = ratio(spread.p50, frame) if frame else None
        table.add(name, engine, size, spread.n, min(series), spread.p50, spread.p90, spread.p99, times, in_frame)
        report.samples[f"{name} {engine} ms"] = series
        if page in MOST_TIMES_EMPTY:
            words = f"{name}, {engine}, {size:,} listings"
            report.goals.append(Goal(words, MOST_TIMES_EMPTY[page], times, "x empty page"))


def _give_listings(app: Flask, number: int) -> tuple[int, UUID]:
    """Give listings to the organisation of the first one; return how many it has, and another that has some."""
    with app.app_context(), writing():
        home = first_owner()
        ids = select(Service.id).order_by(Service.id).limit(number)
        db.session.execute(update(Service).where(Service.id.in_(ids)).values(organization_id=home))
        own = db.session.scalar(select(func.count()).where(Service.organization_id == home)) or 0
        others = select(Organization.id).where(Organization.id != home).order_by(Organization.id)
        with_some = others.where(Organization.id.in_(select(Service.organization_id)))
        another = db.session.scalars(with_some.limit(1)).first() or db.session.scalars(others.limit(1)).one()
        return own, another


def first_owner() -> UUID:
    """Return the organisation of the first listing."""
    return db.session.scalars(select(Service.organization_id).order_by(Service.id).limit(1)).one()


def in_turn(run: Run, visits: dict[str, Visit]) -> dict[str, list[float]]:
    """Open each page in turn, again and again; return how long each took."""
    samples: dict[str, list[float]] = {name: [] for name in visits}
    for visit in visits.values():
        visit.open()
    deadline = Deadline(run.seconds)
    for _ in range(max(run.warm, run.queries // 4)):
        for name, visit in visits.items():
            samples[name].append(visit.open())
        if deadline.is_over:
            break
    return samples


def signed_in(app: Flask, role: Role, home: UUID | None = None) -> str:
    """Make somebody of an organisation, that of the first listing if none is named; return the token of her session."""
    clock.stop(NOW)
    try:
        with app.test_request_context(headers={"User-Agent": "bench"}), writing():
            email = f"{uuid4().hex}@example.org"
            her = User(
                organization_id=home or first_owner(), role=role, name="Bench", email=email, status=UserStatus.ACTIVE
            )
            db.session.add(her)
            db.session.flush()
            return sessions.begin(her, SignInMethod.PASSWORD).token
    finally:
        clock.stop(None)
