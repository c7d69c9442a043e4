"""What is typed about her comes out where it is meant to, and in no log, mail, address, title or plain row."""

import json
import logging
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from pathway import create_app
from pathway.accounts.vocabulary import Role
from pathway.config import ROOT
from pathway.core.crypto import keys
from pathway.core.database import Base
from pathway.core.sealed_column import SealedText, bound_to
from pathway.directory.models import Service
from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.episodes.disclosure.models import DisclosureDecision
from pathway.episodes.models import Episode
from pathway.episodes.withdrawal import even_answers
from pathway.extensions import db, writing
from pathway.notifications.message_text import worded
from pathway.notifications.models import OutboxMessage
from pathway.notifications.vocabulary import Channel
from pathway.organizations.vocabulary import OrganizationKind
from pathway.outage import renewal
from tests import referrals
from tests.integration.conftest import settings_for
from tests.integration.reading import parser
from tests.mailboxes import MailboxReader, hidden, links_to, mails, reader
from tests.referrals import FACTS, World, make_world, publish, send, share
from tests.services import dispose
from tests.staff import Staff, organization, signed_in, user

CANARIES = {
    "alias": "CanaryAlias",
    "where": "020 7946 0777",  # no mobile number: services of the factories come to have each of those
    "safe_times": "canarytimes before 3pm",
    "note": "canarynote, wants to begin again",
    "reach": "canaryreach until 5pm",
}
REASON = "canaryreason: she will not live until morning."
BEST = "canarybest: a bed keeps her safe while she cannot say."
ANSWER = "canaryanswer: ask her once more, she may agree."
HOLD = "canaryhold: an inquiry"
NEW_PLACE = "canaryplace by the library"
WORKER = "Canaryworker of the day team"
SPOKE = "Canaryspoke, duty desk"
QUESTION, ANSWERED = "canaryquestion: does she need an interpreter?", "canaryreply: yes, a woman"
DRAFT = "Canarydraft"
WORDS = (
    *CANARIES.values(),
    REASON,
    BEST,
    ANSWER,
    HOLD,
    NEW_PLACE,
    WORKER,
    SPOKE,
    QUESTION,
    ANSWERED,
    DRAFT,
    "02079460777",
)

FROM_A_LIST = {("episode", "facts_sealed"), ("episode", "routing_sealed"), ("outbox_message", "content_sealed")}
"""Sealed, but chosen from lists of ours, or a reference: nothing that somebody types can stand in them."""

OF_STAFF = {("outbox_message", "recipient_sealed")}
"""Where a message goes: a member of staff's mailbox."""


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


class Watched:
    """Somebody's browser, of which every answer is looked at."""

    def __init__(self, staff: Staff | MailboxReader) -> None:
        self.staff = staff

    def get(self, address: str) -> TestResponse:
        return self._look(address, self.staff.get(address))

    def post(self, address: str, data: dict[str, str] | None = None) -> TestResponse:
        return self._look(address, self.staff.post(address, data))

    def _look(self, address: str, answer: TestResponse) -> TestResponse:
        titles = " ".join(re.findall(r"<title>(.*?)</title>", answer.text, re.DOTALL))
        said = [address, titles, *(value for _name, value in answer.headers)]
        if answer.status_code >= 403:
            said.append(answer.text)
        assert_quiet(" ".join(said), address)
        return answer


def assert_quiet(said: str, where: str) -> None:
    """Assert that none of what was typed is in it."""
    assert [words for words in WORDS if words.lower() in said.lower()] == [], where


def walk(world: World) -> str:
    """Everything that withdrawal, sharing, closing and holds do; the reference."""
    app = world.app
    council = organization(app, OrganizationKind.COUNCIL)
    share(app, council, user(app, council, Role.CASEWORKER))
    publish(app, council, AgencyType.ADULT_SAFEGUARDING, referral_channel=ReferralChannel.INBOX)
    reference = send(world.referrer, **CANARIES)
    page = f"/referrals/{reference}"
    her_worker, agency = Watched(world.referrer), Watched(world.caseworker)
    stranger = Watched(signed_in(app, user(app, organization(app), Role.OUTREACH)))
    coordinator = Watched(signed_in(app, user(app, organization(app), Role.COORDINATOR)))
    with app.app_context():
        service = str(db.session.scalars(select(Service.id).where(Service.organization_id == council)).one())
    typed = {"to": "adult_safeguarding", "service": service, "reason": REASON, "told": "unsafe", "how": "ask"}
    best = {"ground": "best_interests", "can_wait": "no", "best_interests": BEST}
    for kind in ({"ground": "danger_to_life"}, best):
        her_worker.get(f"{page}/without-agreement?to=adult_safeguarding")
        assert her_worker.post(f"{page}/without-agreement", typed | kind).status_code == 303
    for number, decision in enumerate(decisions(app)):
        address = f"/referrals/sharing/{decision}"
        coordinator.get(address)
        coordinator.post(f"{address}/{('authorise', 'refuse')[number]}", {"answer": ANSWER})
        coordinator.post(f"{address}/authorise")
    coordinator.get("/manage")
    stranger.post("/referrals/her-word", {"reference": reference, "word": "phone"})
    stranger.get("/referrals/her-word?heard=stop")
    stranger.get(page)
    for who in (her_worker, agency, coordinator):
        who.get(page)
        who.get(f"{page}/her-word")
    new = {"alone": "yes", "method": "place", "where": NEW_PLACE}
    assert her_worker.post(f"{page}/contact", new).status_code == 303
    agency.post(f"{page}/close")
    coordinator.post(f"{page}/close")
    assert coordinator.post(f"{page}/hold", {"reason": HOLD, "review_on": "2027-03-01"}).status_code == 303
    coordinator.get(f"{page}/hold")
    stranger.post("/referrals/her-word", {"reference": reference, "word": "stop"})
    her_worker.get(f"{page}/not-hers")
    assert her_worker.post(f"{page}/not-hers", {"alone": "yes"}).status_code == 303
    her_worker.post(f"{page}/not-hers", {"alone": "yes"})
    return reference


def walk_on(world: World) -> None:
    """What else is typed of a woman: who takes her, a question and its answer, whom somebody spoke to, a draft."""
    her_worker, agency = Watched(world.referrer), Watched(world.caseworker)
    reference = send(world.referrer, dict(FACTS) | {"child_at_risk": "yes"}, **CANARIES)
    page = f"/referrals/{reference}"

    def version() -> str:
        return str(referrals.episode(world.app, reference).legs[0].version)

    asked = {"ask-words": QUESTION, "version": version()}
    assert agency.post(f"{page}/received/1/ask", asked).status_code == 303
    form = parser.fromstring(her_worker.get(page).text).cssselect("form[action*=questions]")[0]
    assert her_worker.post(form.get("action"), {"words": ANSWERED}).status_code == 303
    took = {"accept-worker": WORKER, "accept-when": "hour", "version": version()}
    assert agency.post(f"{page}/received/1/accept", took).status_code == 303
    for who in (her_worker, agency):
        who.get(page)
        who.get("/referrals/inbox" if who is agency else "/referrals")
    call = referrals.episode(world.app, reference).calls[0]
    said = {"outcome": "taken", "spoke_to": SPOKE, "version": str(call.version)}
    assert her_worker.post(f"{page}/calls/{call.number}", said).status_code == 303
    draft = referrals.begin(world.referrer)
    assert world.referrer.post(draft, referrals.filled(world.referrer, draft, alias=DRAFT)).status_code == 303
    her_worker.get(draft)
    her_worker.get(f"{draft}/look")


def decisions(app: Flask) -> list[UUID]:
    with app.app_context():
        return list(db.session.scalars(select(DisclosureDecision.id).order_by(DisclosureDecision.id)))


def test_what_is_typed_comes_out_nowhere_else(
    app: Flask,
    now: datetime,
    engine_name: str,
    own_database: str,
    tmp_path: Path,
    logged: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(even_answers, "STEP_S", 0.001)
    world = make_world(app)
    walk(world)
    walk_on(world)

    assert_quiet("\n".join([logged.text, *(repr(vars(record)) for record in logged.records)]), "logs")
    with app.app_context():
        for message in db.session.scalars(select(OutboxMessage)):
            values = json.loads(message.content or "{}")
            if message.content is None:
                continue
            words = worded(ROOT / "templates", message.channel, message.template, values, "https://pathway.example.org")
            assert_quiet(f"{words.subject} {words.body}", message.template)
            assert set(values) <= {"reference"}
            assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}", values.get("reference", "BCDFG-HJKLM"))
    assert_quiet(rows_in_plain(app, engine_name, own_database), "database")
    for name, copy in copies_of(app, engine_name, own_database, tmp_path, now).items():
        assert len(copy) > 10_000, f"nothing was copied: {name}"
        assert_quiet(copy, name)


def test_every_sealed_column_about_her_holds_a_canary(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of columns is the models' own: one that is added fails here until something is typed into it."""
    monkeypatch.setattr(even_answers, "STEP_S", 0.001)
    world = make_world(app)
    walk(world)
    walk_on(world)

    silent = []
    with app.app_context():
        for owner, column in dict.fromkeys(SealedText.registry):
            place = (owner.__tablename__, column)  # type: ignore[attr-defined] # each owner is a table
            if not is_about_her(owner) or place in FROM_A_LIST | OF_STAFF:
                continue
            opened = [
                keys().fields.open(bytes(sealed), bound_to(row, column)).decode()
                for row in db.session.scalars(select(owner))
                if (sealed := getattr(row, column))
            ]
            if not any(words in text for words in WORDS for text in opened):
                silent.append(place)
    assert silent == []


def is_about_her(owner: type) -> bool:
    return owner.__module__.startswith("pathway.episodes") or owner is OutboxMessage


def copies_of(app: Flask, engine_name: str, address: str, folder: Path, now: datetime) -> dict[str, str]:
    """What whoever gets hold of a copy reads: a dump or a backup as operators make them, and the file for outages."""
    public = folder / "public.sqlite"
    with_file = create_app(settings_for(address, snapshot=public))
    with with_file.app_context():
        renewal.renew(now)
    dispose(with_file)
    copies = {"the file of public pages": public.read_bytes().decode("latin-1")}
    if engine_name == "sqlite":
        backup = folder / "backup.db"
        with (
            closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as source,
            closing(sqlite3.connect(backup)) as to,
        ):
            source.backup(to)
        return copies | {"backup": backup.read_bytes().decode("latin-1")}
    program = shutil.which("pg_dump")
    assert program, "pg_dump is part of every installation of PostgreSQL, and is not on the PATH"
    url = address.replace("postgresql+psycopg://", "postgresql://")
    dump = subprocess.run([program, "--dbname", url], check=True, capture_output=True, timeout=120).stdout.decode(
        "latin-1"
    )
    return copies | {"dump": dump + with_bytes(dump)}


def with_bytes(written: str) -> str:
    """The bytes that stand in a dump as hexadecimal, as letters."""
    return "\n".join(bytes.fromhex(part).decode("latin-1") for part in re.findall(r"x((?:[0-9a-f]{2})+)", written))


def test_a_canary_that_was_not_sealed_would_be_noticed(
    app: Flask, now: datetime, engine_name: str, own_database: str, tmp_path: Path
) -> None:
    """A word in clear, and one in bytes, is found in each kind of copy."""
    reference = send(make_world(app).referrer, **CANARIES)
    with app.app_context(), writing():
        episode = db.session.scalars(select(Episode).where(Episode.reference == reference)).one()
        episode.note_sealed = CANARIES["note"].encode()

    copies = copies_of(app, engine_name, own_database, tmp_path, now)

    [name] = {"backup", "dump"} & copies.keys()
    with pytest.raises(AssertionError, match="canarynote"):
        assert_quiet(copies[name], name)
    with pytest.raises(AssertionError, match="canarynote"):
        assert_quiet(rows_in_plain(app, engine_name, own_database), "database")


def test_of_what_went_to_a_mailbox_nothing_is_outside_the_page_behind_the_code(
    app: Flask,
    now: datetime,
    engine_name: str,
    own_database: str,
    logged: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(even_answers, "STEP_S", 0.001)
    world = make_world(app, ReferralChannel.EMAIL_LINK)
    reference = send(world.referrer, **CANARIES)
    (link,) = links_to(app)
    browser = reader(app)
    team = Watched(browser)

    for page in (team.get(link), team.post(link, {"do": "code"}), team.get("/answer"), team.post("/answer/acts/her")):
        assert_quiet(page.text, "before the code")
        assert reference not in page.text
    browser.come_in(link)
    leg = team.get("/answer").text
    token = {"csrf_token": hidden(browser.get("/answer"), "csrf_token")}
    browser.press("ask", words=QUESTION)
    browser.press("accept", worker=WORKER, when="hour")
    her = team.post("/answer/acts/her", token).text
    assert world.referrer.post(f"/referrals/{reference}/her-word", {"word": "stop", "leg": "all"}).status_code == 303
    for page in (team.get("/answer"), team.post("/answer/acts/her", token), team.get(link)):
        assert_quiet(page.text, "once she said stop")

    assert CANARIES["note"] in leg
    assert CANARIES["alias"] in her
    heard = "\n".join([logged.text, *(repr(vars(record)) for record in logged.records)])
    plain = rows_in_plain(app, engine_name, own_database)
    for where, words in (("logs", heard), ("database", plain)):
        assert_quiet(words, where)
        assert link.rpartition("/")[2] not in words, where
    for template, values in mails(app):
        words = worded(ROOT / "templates", Channel.EMAIL, template, values, "https://pathway.example.org")
        assert_quiet(f"{words.subject} {words.body}", template)


def rows_in_plain(app: Flask, engine_name: str, address: str) -> str:
    """Everything the database holds: of SQLite the bytes of its files, of PostgreSQL each row as a dump writes it."""
    if engine_name == "sqlite":
        file = Path(address.removeprefix("sqlite:///"))
        beside = [file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-journal")]
        return b"".join(one.read_bytes() for one in beside if one.exists()).decode("latin-1")
    with app.app_context():
        written = []
        for table in Base.metadata.sorted_tables:
            for (row,) in db.session.execute(text(f'SELECT t::text FROM "{table.name}" t')):
                written.append(row)
                written.append(with_bytes(row))
        return "\n".join(written)


def test_the_canaries_are_alive(app: Flask, now: datetime) -> None:
    """Were they not typed at all, the test above would say nothing."""
    world = make_world(app)
    reference = send(world.referrer, **CANARIES)
    with app.app_context():
        episode = referrals.episode(app, reference)
        assert episode.identity is not None
        plan = episode.identity.plan
        assert plan is not None
        kept = [episode.identity.alias, plan.where, plan.safe_times, episode.note, episode.reach_referrer]
    assert kept == list(CANARIES.values())
