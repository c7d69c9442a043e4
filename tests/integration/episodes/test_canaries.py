"""What is typed about her comes out where it is meant to, and in no log, mail, address, title or plain row."""

import json
import logging
import re
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from pathway.accounts.vocabulary import Role
from pathway.config import ROOT
from pathway.core.database import Base
from pathway.directory.models import Service
from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.episodes.disclosure.models import DisclosureDecision
from pathway.episodes.withdrawal import even_answers
from pathway.extensions import db
from pathway.notifications.message_text import worded
from pathway.notifications.models import OutboxMessage
from pathway.organizations.vocabulary import OrganizationKind
from tests import referrals
from tests.referrals import World, make_world, publish, send, share
from tests.staff import Staff, organization, signed_in, user

CANARIES = {
    "alias": "CanaryAlias",
    "where": "07700 900777",
    "safe_times": "canarytimes before 3pm",
    "note": "canarynote, wants to begin again",
    "reach": "canaryreach until 5pm",
}
REASON = "canaryreason: she will not live until morning."
BEST = "canarybest: a bed keeps her safe while she cannot say."
ANSWER = "canaryanswer: ask her once more, she may agree."
HOLD = "canaryhold: an inquiry"
NEW_PLACE = "canaryplace by the library"
WORDS = (*CANARIES.values(), REASON, BEST, ANSWER, HOLD, NEW_PLACE, "07700900777")


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


class Watched:
    """Somebody's browser, of which every answer is looked at."""

    def __init__(self, staff: Staff) -> None:
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
    stranger.get("/referrals/her-word?heard=1")
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


def decisions(app: Flask) -> list[UUID]:
    with app.app_context():
        return list(db.session.scalars(select(DisclosureDecision.id).order_by(DisclosureDecision.id)))


def test_what_is_typed_comes_out_nowhere_else(
    app: Flask,
    now: datetime,
    engine_name: str,
    own_database: str,
    logged: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(even_answers, "STEP_S", 0.001)
    reference = walk(make_world(app))

    assert_quiet("\n".join([logged.text, *(repr(vars(record)) for record in logged.records)]), "logs")
    with app.app_context():
        for message in db.session.scalars(select(OutboxMessage)):
            values = json.loads(message.content or "{}")
            if message.content is None:
                continue
            words = worded(ROOT / "templates", message.channel, message.template, values, "https://pathway.example.org")
            assert_quiet(f"{words.subject} {words.body}", message.template)
            assert set(values) <= {"reference"}
            assert values.get("reference", reference) == reference
    assert_quiet(rows_in_plain(app, engine_name, own_database), "database")


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
                # A dump writes bytes as hexadecimal.
                written.extend(
                    bytes.fromhex(part).decode("latin-1") for part in re.findall(r"x((?:[0-9a-f]{2})+)", row)
                )
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
