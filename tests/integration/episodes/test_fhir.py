"""Referrals as FHIR R4: valid, with codes that FHIR has, and nobody can be told from them."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from fhir.resources.R4B.bundle import Bundle
from flask import Flask
from sqlalchemy import select

from pathway.accounts.vocabulary import Role
from pathway.cli import referrals as command
from pathway.core import clock
from pathway.episodes.fhir import operations, resources
from pathway.episodes.fhir.codes import wrong_codes
from pathway.episodes.models import Episode
from pathway.episodes.vocabulary import EpisodeStatus, LegStatus
from pathway.extensions import db, writing
from pathway.upkeep import demo
from tests import referrals
from tests.integration.reading import parser
from tests.referrals import World
from tests.staff import Staff, organization, signed_in, user

DAYS = {"begins": "2026-11-01", "ends": "2026-11-30"}


def coordinator(app: Flask) -> Staff:
    return signed_in(app, user(app, organization(app), Role.COORDINATOR))


@pytest.fixture
def in_every_state(app: Flask, now: datetime, tmp_path: object) -> Iterator[Flask]:
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = settings.__class__(**(vars(settings) | {"instance": tmp_path}))
    demo.load(app)
    yield app
    app.config["SETTINGS"] = settings


def test_every_state_is_valid_fhir(in_every_state: Flask, now: datetime) -> None:
    with in_every_state.app_context(), writing():
        made = operations.export(now.date() - timedelta(days=1), now.date(), "https://pathway.example.org", now, None)

    read = Bundle.model_validate(json.loads(json.dumps(made)))

    kinds = [entry.resource.get_resource_type() for entry in read.entry]
    # One in each state with two legs, and one at a mailbox.
    assert kinds.count("ServiceRequest") == len(LegStatus) + 1
    assert kinds.count("Task") == 2 * len(LegStatus) + 1
    assert not list(wrong_codes(made))
    assert {entry["resource"]["status"] for entry in made["entry"] if entry["resource"]["resourceType"] == "Task"} == {
        status.value for status in LegStatus
    }


def test_a_code_that_fhir_does_not_have_is_found() -> None:
    assert list(wrong_codes({"resourceType": "Task", "status": "sent", "intent": "order"})) == ["Task.status: sent"]
    assert all(not list(wrong_codes({"resourceType": "Task", "status": status.value})) for status in LegStatus)
    assert all(not list(wrong_codes({"resourceType": "ServiceRequest", "status": s.value})) for s in EpisodeStatus)


def test_nobody_can_be_told_from_it(world: World, reference: str, now: datetime) -> None:
    response = coordinator(world.app).post("/referrals/export", DAYS)

    assert response.status_code == 200
    assert response.mimetype == "application/fhir+json"
    secret = [referrals.ALIAS, referrals.HER_NUMBER, referrals.NOTE, reference, "18_plus", "020 7946 0001"]
    assert not [word for word in secret if word in response.text]
    with world.app.app_context():
        episode = db.session.scalars(select(Episode)).one()
        assert str(episode.id) not in response.text
        assert resources.pseudonym(episode.id) in response.text


@pytest.mark.usefixtures("reference")
def test_more_than_fifty_rows_take_two_people(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "ALONE", 2)
    first, second = coordinator(world.app), coordinator(world.app)

    asked = first.post("/referrals/export", DAYS)
    assert asked.status_code == 303
    button = parser.fromstring(first.get("/referrals/export").text).cssselect("form[action$=agree]")
    assert not button
    approve = parser.fromstring(second.get("/referrals/export").text).cssselect("form[action$=agree]")[0]
    assert first.post(approve.get("action")).status_code == 409
    assert second.post(approve.get("action")).status_code == 303

    assert first.post("/referrals/export", DAYS).status_code == 200
    assert first.post("/referrals/export", DAYS | {"ends": "2026-11-29"}).status_code == 303
    assert second.post("/referrals/export", DAYS).status_code == 303


@pytest.mark.usefixtures("reference")
def test_an_agreement_lasts_a_day(world: World, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "ALONE", 2)
    first, second = coordinator(world.app), coordinator(world.app)
    first.post("/referrals/export", DAYS)
    approve = parser.fromstring(second.get("/referrals/export").text).cssselect("form[action$=agree]")[0]
    second.post(approve.get("action"))

    clock.stop(now + timedelta(hours=24, minutes=1))

    again = signed_in(world.app, first.user_id)
    assert again.post("/referrals/export", DAYS).status_code == 303


@pytest.mark.parametrize(
    ("typed", "words"),
    [({"begins": "2026-11-30", "ends": "2026-11-01"}, "before the first"), ({"begins": "x"}, "no day of the calendar")],
)
def test_days_that_are_none_are_told(world: World, typed: dict[str, str], words: str) -> None:
    response = coordinator(world.app).post("/referrals/export", DAYS | typed)

    assert response.status_code == 400
    assert words in response.text


def test_no_days_is_an_empty_bundle(world: World) -> None:
    response = coordinator(world.app).post("/referrals/export", DAYS)

    assert "entry" not in response.json
    assert not list(wrong_codes(response.json))
    Bundle.model_validate(response.json)


def test_the_command_wants_a_factor_of_somebody_who_may(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "settings_or_exit", lambda: world.app.config["SETTINGS"])

    ran = CliRunner().invoke(
        command.export_referrals_command,
        ["--from", "2026-11-01", "--to", "2026-11-30", "--by", "nobody@example.org"],
        input="123456\n",
    )

    assert ran.exit_code == 1
    assert "Nobody who may export referrals has shown this code" in ran.output
