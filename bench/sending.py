"""Sending a referral over HTTP: alone, and with eight people who send at the same time."""

import re
import threading
from collections.abc import Sequence
from contextlib import ExitStack, closing
from urllib.parse import urlencode
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select

from bench.bench_app import NOW
from bench.client import Client
from bench.databases import app_over
from bench.figures import percentile, ratio
from bench.runs import Run
from bench.servers import pathway_server
from bench.tables import Goal, Report, Table
from pathway.accounts import sessions
from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role, SignInMethod, UserStatus
from pathway.core import clock
from pathway.directory.models import Service
from pathway.directory.vocabulary import Need
from pathway.extensions import db, writing
from pathway.referral.forms import carried
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Age, Agreement, Area
from pathway.upkeep import routing_seed
from pathway.web import csrf

WRITERS = 8
ALONE, EACH = 40, 10
MOST_TIMES_ALONE = 25
_RADIO = re.compile(r'name="(agree-[a-z_]+)"[^>]*value="([0-9a-f-]{36}\.[0-9a-f]+)"')
_SEEN = re.compile(r'name="seen" value="([0-9a-f]+)"')
_PLAN = {"alone": "yes", "method": "through_worker", "reach": "020 7946 0001"}


def measure(run: Run) -> Report:
    """Time sends one after another, then by eight at once, on each engine."""
    report = Report("sending")
    table = Table("Sending, milliseconds", ("engine", "writers", "n", "p50", "p95", "x alone"))
    table.notes.append(
        "A send with its legs, agreements, messages and trail, over HTTP. Drafts were looked over before."
    )
    report.tables.append(table)
    for engine in run.engines:
        run.say(f"sending referrals, {engine}")
        _measure(run, report, table, engine)
    return report


def _measure(run: Run, report: Report, table: Table, engine: str) -> None:
    url = run.databases.of(engine, min(run.sizes))
    with app_over(url) as app:
        cookie, token = _referrer(app)
    with ExitStack() as stack:
        origin = stack.enter_context(pathway_server(url, run.databases.folder))
        client = stack.enter_context(closing(Client(origin)))
        alone = [_send(client, cookie, token, draft) for draft in _drafts(client, cookie, token, ALONE)]
        drafts = _drafts(client, cookie, token, WRITERS * EACH)
        shares = [drafts[start : start + EACH] for start in range(0, len(drafts), EACH)]
        together = _all_at_once(origin, cookie, token, shares)
    base = percentile(alone, 0.5)
    for writers, samples in ((1, alone), (WRITERS, together)):
        p50, p95 = percentile(samples, 0.5), percentile(samples, 0.95)
        table.add(engine, writers, len(samples), p50, p95, ratio(p95, base))
        report.samples[f"send {engine} {writers} writers ms"] = samples
    times = ratio(percentile(together, 0.95), base)
    report.goals.append(Goal(f"p95 of a send, {WRITERS} writers, {engine}", MOST_TIMES_ALONE, times, "x one alone"))


def _referrer(app: Flask) -> tuple[str, str]:
    """Make somebody who refers; return her cookie, and the token of her forms."""
    clock.stop(NOW)
    try:
        with app.test_request_context(headers={"User-Agent": "bench"}), writing():
            routing_seed.load(db.session(), app.config["SETTINGS"].seed)
            home: UUID = db.session.scalars(select(Service.organization_id).order_by(Service.id).limit(1)).one()
            email = f"{uuid4().hex}@example.org"
            her = User(organization_id=home, role=Role.REFERRER, name="Bench", email=email, status=UserStatus.ACTIVE)
            db.session.add(her)
            db.session.flush()
            begun = sessions.begin(her, SignInMethod.PASSWORD)
            db.session.flush()
            return f"{app.config['STAFF_COOKIE']}={begun.token}", csrf.token_for(str(begun.session.id))
    finally:
        clock.stop(None)


def _answers() -> Answers:
    needs = (Need.SEXUAL_HEALTH, Need.HOUSING, Need.PRACTICAL)
    return Answers(age=Age.ADULT, area=Area.BRENT, needs=needs, consent_share=Agreement.YES)


def _drafts(client: Client, cookie: str, token: str, number: int) -> list[tuple[str, str]]:
    """Write drafts and look them over; return the address and the mark of each."""
    drafts = []
    for _ in range(number):
        address = _post(client, "/refer", cookie, [*carried(_answers()), (csrf.FIELD, token)])
        page = client.get(address, [("Cookie", cookie)]).text
        agreed: dict[str, str] = {}
        for name, value in _RADIO.findall(page):
            agreed.setdefault(name, value)
        if not agreed:
            raise RuntimeError("no service is offered: the made-up listings have none of these kinds")
        look = _post(client, address, cookie, [*agreed.items(), *_PLAN.items(), (csrf.FIELD, token)])
        seen = _SEEN.search(client.get(look, [("Cookie", cookie)]).text)
        if seen is None:
            raise RuntimeError("the draft could not be looked over")
        drafts.append((address, seen[1]))
    return drafts


def _post(client: Client, address: str, cookie: str, fields: Sequence[tuple[str, str]]) -> str:
    answer = client.post(address, urlencode(fields), [("Cookie", cookie)])
    if answer.status != 303:
        raise RuntimeError(f"{address} answered {answer.status}")
    return answer.headers["location"]


def _send(client: Client, cookie: str, token: str, draft: tuple[str, str]) -> float:
    address, seen = draft
    form = urlencode([("seen", seen), (csrf.FIELD, token)])
    answer = client.post(f"{address}/send", form, [("Cookie", cookie)])
    if answer.status != 303:
        raise RuntimeError(f"a send answered {answer.status}")
    return answer.ms


def _all_at_once(origin: str, cookie: str, token: str, shares: Sequence[Sequence[tuple[str, str]]]) -> list[float]:
    """Send every share from a thread of its own, all beginning together."""
    samples: list[float] = []
    begin = threading.Barrier(len(shares))

    def work(share: Sequence[tuple[str, str]]) -> None:
        with closing(Client(origin)) as client:
            client.get("/privacy")
            begin.wait()
            samples.extend([_send(client, cookie, token, draft) for draft in share])

    threads = [threading.Thread(target=work, args=(share,)) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(samples) != sum(map(len, shares)):
        raise RuntimeError("a send failed while others were sending")
    return samples
