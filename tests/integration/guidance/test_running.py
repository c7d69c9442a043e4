"""What everybody reads of the 72-hour pathway while it runs: how to refer, by when, and tonight's steps after it."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pathway.accounts.vocabulary import Role
from pathway.config import ROOT
from pathway.extensions import db
from pathway.referral.forms import carried
from pathway.referral.result.page import NOT_RUNNING_WORDS
from pathway.referral.result.whole_result import result_page
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Pathway
from pathway.turnaround.models import MilestonePolicy
from tests import clocks
from tests.integration.reading import SAME_ORIGIN, parser, words_of
from tests.staff import organization, user

NOT_RUNNING = "not running"


@pytest.fixture
def ready(shared_app: Flask, now: object) -> Flask:
    """A pathway that runs, until the test ends."""
    with shared_app.app_context():
        is_first = db.session.query(MilestonePolicy).first() is None
    if is_first:
        clocks.make_ready(shared_app)
        home = organization(shared_app)
        people = [user(shared_app, home, Role.COORDINATOR) for _ in range(2)]
        clocks.turn(shared_app, *people)
        clocks.publish_sooner(shared_app, *people)
    return shared_app


@pytest.fixture
def visitor(ready: Flask) -> FlaskClient:
    return ready.test_client()


def order(html: str) -> list[str]:
    return [heading.text_content().strip() for heading in parser.fromstring(html).cssselect("main h2")]


def test_the_page_of_the_pathway_says_how_to_refer_first(visitor: FlaskClient) -> None:
    html = visitor.get("/pathway").text
    words = words_of(html)

    assert "Running: ring the duty desk, or refer her." in words
    assert NOT_RUNNING not in words
    assert "A proposal" not in words
    assert order(html)[:4] == ["Refer her now", "Who it is for", "Who does what by when", "Tonight's steps"]
    assert f'href="tel:{clocks.DESK_NUMBER.replace(" ", "")}"' in html
    assert "Monday to Friday: 9am to 5pm" in words
    assert 'href="/check"' in html


def test_it_says_what_the_policy_in_force_says(visitor: FlaskClient) -> None:
    words = words_of(visitor.get("/pathway").text)

    assert "30 minutes Received by the duty coordinator Duty coordinator On-call manager" in words
    assert "Warned after 20 minutes" in words


@pytest.mark.parametrize("address", ["/", "/guidance/identify-and-respond"])
def test_other_pages_say_that_it_runs_with_the_desks_number(visitor: FlaskClient, address: str) -> None:
    html = visitor.get(address).text

    assert NOT_RUNNING not in words_of(html)
    assert clocks.DESK_NUMBER in html
    assert 'href="/pathway"' in html


def test_a_result_names_the_desk_and_promises_nothing_less(visitor: FlaskClient) -> None:
    for consent, headline in (("yes", "72-hour pathway: "), ("not_asked", "72-hour pathway: ask her, then ring")):
        page = visitor.post("/check", data=clocks.FACTS | {"consent_share": consent, "do": "text"}, headers=SAME_ORIGIN)
        words = words_of(page.text)
        assert headline in words
        assert "Duty desk" in words
        assert NOT_RUNNING not in words
        assert NOT_RUNNING_WORDS not in words


VIGNETTES = json.loads((ROOT / "seed" / "vignettes.json").read_text("utf-8"))


@pytest.mark.parametrize("case", VIGNETTES, ids=lambda case: case["id"])
def test_no_result_says_that_it_does_not_run(visitor: FlaskClient, case: dict[str, Any]) -> None:
    answers = Answers.from_facts(case["facts"])
    page = visitor.post("/check", data=dict(carried_lists(answers)) | {"do": ["text"]}, headers=SAME_ORIGIN)

    assert page.status_code == 200
    assert NOT_RUNNING not in words_of(page.text)
    with visitor.application.app_context():
        pathways = dict(result_page(answers).result.pathways)
    assert ("Duty desk" in page.text) == (Pathway.PATHWAY_72H in pathways)


def carried_lists(answers: Answers) -> dict[str, list[str]]:
    sent: dict[str, list[str]] = {}
    for name, value in carried(answers):
        sent.setdefault(name, []).append(value)
    return sent


def test_while_it_is_off_tonights_steps_come_first(client: FlaskClient) -> None:
    html = client.get("/pathway").text

    assert "Not running yet: do tonight's steps yourself, in this order." in words_of(html)
    assert order(html)[0] == "Tonight's steps"
    assert "Refer her now" not in html
    assert all(NOT_RUNNING in words_of(client.get(page).text) for page in ("/", "/guidance/identify-and-respond"))
