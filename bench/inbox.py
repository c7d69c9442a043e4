"""The inbox of an agency over HTTP: ten thousand open referrals, with more and more closed ones behind them.

Beside each page stands the same page of the same person over a database without any referral: her empty inbox.
"""

from contextlib import ExitStack, closing
from datetime import timedelta

from sqlalchemy import select, text

from bench.bench_app import EMPTY, NOW
from bench.client import Client
from bench.databases import app_over
from bench.figures import Spread, ratio
from bench.health import Visit, in_turn, signed_in
from bench.made_up_legs import Sender, add_closed, add_open
from bench.runs import Run
from bench.servers import pathway_server
from bench.tables import Goal, Report, Table
from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role
from pathway.directory.models import Service
from pathway.extensions import db, writing
from pathway.organizations.models import Organization

INBOX = "/referrals/inbox"
OPEN = 10_000
MOST_TIMES_EMPTY, MOST_TIMES_MORE = 4, 1.3
LISTS = {
    INBOX: Role.CASEWORKER,
    f"{INBOX}?pile=taken": Role.CASEWORKER,
    f"{INBOX}?pile=closed": Role.CASEWORKER,
    f"{INBOX}, manager": Role.SERVICE_MANAGER,
    f"{INBOX}, coordinator": Role.COORDINATOR,
}
COLUMNS = (
    "page",
    "engine",
    "closed",
    "n",
    "least",
    "p50",
    "p90",
    "p99",
    "x empty inbox",
    "x fewest closed",
    "x public page",
)
BEGUN = timedelta(days=30)
"""How long ago the last of the closed ones was sent: every one that is open is newer."""


def measure(run: Run) -> Report:
    """Time the first page of each list, for each number of closed referrals, on each engine."""
    report = Report("inbox")
    table = Table("Over HTTP, milliseconds", COLUMNS)
    table.notes += [
        f"{OPEN:,} open referrals of one organisation, half of them taken; 50 a page. Signed in, with the menu.",
        "Empty inbox: the same page, person and menu where there is no referral. Public page: /bench/empty, nobody",
        "signed in. All pages are asked in turn, each number of closed ones from a server of its own.",
    ]
    report.tables.append(table)
    for engine in run.engines:
        _measure(run, report, table, engine)
    return report


def _measure(run: Run, report: Report, table: Table, engine: str) -> None:
    with ExitStack() as stack:
        bare = stack.enter_context(run.databases.copy(run.databases.of(engine, min(run.sizes)), "inbox_bare"))
        with app_over(bare) as app:
            signed_in(app, Role.REFERRER)
        source, done = bare, 0
        for size in sorted(run.closed):
            run.say(f"inbox with {size:,} closed referrals, {engine}")
            source = stack.enter_context(run.databases.copy(source, f"inbox_{size}"))
            with app_over(source) as app, app.app_context():
                sender = any_sender()
                with writing():
                    if not done:
                        add_open(sender, OPEN, NOW)
                    add_closed(sender, done, size, NOW - BEGUN)
                _settle(engine)
            done = size
        # Only now: PostgreSQL copies no database that somebody is connected to.
        visits = {"public page": Visit(_client(run, stack, bare), EMPTY, "")} | _visits(run, stack, bare, "empty")
        for size in sorted(run.closed):
            visits |= _visits(run, stack, run.databases.fresh_address(engine, f"inbox_{size}"), f"{size:,}")
        samples = in_turn(run, visits)
    _add(report, table, engine, [f"{size:,}" for size in sorted(run.closed)], samples)


def _visits(run: Run, stack: ExitStack, url: str, what: str) -> dict[str, Visit]:
    with app_over(url) as app:
        cookies = {role: f"{app.config['STAFF_COOKIE']}={signed_in(app, role)}" for role in set(LISTS.values())}
    client = _client(run, stack, url)
    return {f"{name}; {what}": Visit(client, name.partition(",")[0], cookies[role]) for name, role in LISTS.items()}


def _client(run: Run, stack: ExitStack, url: str) -> Client:
    return stack.enter_context(closing(Client(stack.enter_context(pathway_server(url, run.databases.folder)))))


def _settle(engine: str) -> None:
    """Let PostgreSQL look at its tables as autovacuum does, sooner or later; SQLite has nothing of the kind."""
    db.session.rollback()
    if engine == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM (ANALYZE) leg, episode"))
    db.engine.dispose()


def _add(report: Report, table: Table, engine: str, sizes: list[str], samples: dict[str, list[float]]) -> None:
    report.samples |= {f"{name}; {engine} ms": series for name, series in samples.items()}
    p50 = {name: Spread.of(series).p50 for name, series in samples.items()}

    def row(what: str, name: str, size: str, *more: float | None) -> None:
        spread = Spread.of(samples[name])
        figures = (spread.n, min(samples[name]), spread.p50, spread.p90, spread.p99)
        table.add(what, engine, size, *figures, *more, ratio(spread.p50, p50["public page"]))

    row("public page", "public page", "", None, None)
    for name in LISTS:
        empty, fewest = p50[f"{name}; empty"], p50[f"{name}; {sizes[0]}"]
        row(name, f"{name}; empty", "nothing", 1.0, None)
        for size in sizes:
            times, flat = (ratio(p50[f"{name}; {size}"], base) for base in (empty, fewest))
            row(name, f"{name}; {size}", size, times, flat)
            words = f"{name}, {engine}, {size} closed"
            report.goals.append(Goal(words, MOST_TIMES_EMPTY, times, "x empty inbox"))
            if size != sizes[0]:
                report.goals.append(Goal(f"{words}: flat", MOST_TIMES_MORE, flat, "x fewest closed"))


def any_sender() -> Sender:
    """Say who sends to whom: somebody of the organisation of the first listing, to that listing."""
    service = db.session.scalars(select(Service).order_by(Service.id).limit(1)).one()
    home = db.session.get_one(Organization, service.organization_id)
    referrer = db.session.scalars(select(User.id).order_by(User.id).limit(1)).one()
    sender = Sender(referrer, home.id, home.kind, service.id)
    db.session.rollback()
    return sender
