"""While the database is away, the public pages are answered from the file of what they showed."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html as parser
from sqlalchemy import select, text

from pathway import create_app
from pathway.accounts.vocabulary import Role
from pathway.directory.models import Service
from pathway.directory.search.index import indexer
from pathway.directory.vocabulary import AgencyType, Publication
from pathway.extensions import breaker_of, db, writing
from pathway.outage.renewal import renew
from tests import clocks, referrals
from tests.integration.conftest import NOW, settings_for
from tests.integration.reading import SAME_ORIGIN, cards, slugs, words_of
from tests.seed_file import id_of
from tests.services import dispose
from tests.staff import organization, user

Take = Callable[[Flask], None]

SINCE = "We cannot reach our listings just now. This is what we had at 10:00 on 24 November 2026."
HAVENS = id_of("the-havens")
END_ALL_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND datname = current_database()"
)
PAGES = [
    "/",
    "/services",
    "/services?q=DA",
    "/services?need=housing&open=now",
    "/services?near=NW10",
    "/services/shortlist",
    f"/services/{HAVENS}",
    "/help-now",
    "/stay-safe",
    "/you",
    "/check",
    "/pathway",
    "/guidance/identify-and-respond",
    "/guidance/report-a-crime",
]


@pytest.fixture
def visitor(keeping: Flask, away: Take) -> FlaskClient:
    away(keeping)
    return keeping.test_client()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_from_when_it_is(visitor: FlaskClient, address: str) -> None:
    page = visitor.get(address)

    assert page.status_code == 200
    assert SINCE in words_of(page.text)
    assert page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.headers


def test_a_search_finds_what_it_found(keeping: Flask, away: Take) -> None:
    client = keeping.test_client()
    asked = ["DA", "rehab", "somewhere to sleep", "020 7946", "childline"]
    before = [set(slugs(client.get(f"/services?q={words}").text)) for words in asked]

    away(keeping)
    after = [set(slugs(client.get(f"/services?q={words}").text)) for words in asked]

    assert before[0]
    assert after == before


def test_open_now_is_worked_out_for_now(visitor: FlaskClient, keeping: Flask) -> None:
    everything, now = visitor.get("/services").text, visitor.get("/services?open=now").text

    assert 0 < len(cards(now)) <= len(cards(everything))


def test_near_says_what_cannot_be_known(visitor: FlaskClient) -> None:
    page = visitor.get("/services?q=clinic&near=NW10")

    words = words_of(page.text)
    assert cards(page.text)
    assert "We cannot say how near these are just now" in words
    assert "Nowhere to go in person" not in words
    assert "miles" not in "".join(page.text.split("pw-card")[1:])


def test_a_listing_has_its_numbers_and_no_address(visitor: FlaskClient) -> None:
    page = visitor.get(f"/services/{id_of('northwick-park-ae')}")

    assert 'href="tel:' in page.text
    assert "geo:" not in page.text
    assert "Watford Road" not in page.text
    assert "Not shown just now" in words_of(page.text)
    assert "Report a problem" not in words_of(page.text)


def test_a_listing_that_the_file_does_not_have_may_be_there(visitor: FlaskClient) -> None:
    page = visitor.get("/services/00000000-0000-4000-8000-000000000000")

    assert page.status_code == 503
    assert "tel:999" in page.text


def test_a_form_that_only_searches_works(visitor: FlaskClient) -> None:
    page = visitor.post("/services", data={"q": "DA"}, headers=SAME_ORIGIN)

    assert page.status_code == 303
    assert page.headers["Location"] == "/services?q=DA"


def test_check_routes_her_by_the_published_table(keeping: Flask, away: Take) -> None:
    answers = {"suicide_risk": "now"}
    client = keeping.test_client()
    before = client.post("/check", data=answers, headers=SAME_ORIGIN)

    away(keeping)
    page = client.post("/check", data=answers, headers=SAME_ORIGIN)

    assert page.status_code == before.status_code
    assert SINCE in words_of(page.text)
    assert 'href="tel:' in page.text
    assert _steps(page.text) == _steps(before.text)


STREET = {"age": "18_plus", "area": "brent", "violence_risk": "immediate", "setting": "on_street"}
"""A woman whom the 72-hour pathway is for."""


def test_check_says_whether_the_pathway_runs_as_it_did_before(keeping: Flask, away: Take) -> None:
    client = keeping.test_client()
    partner = organization(keeping)
    referrals.publish(keeping, partner, AgencyType.PATHWAY_COORDINATOR, name="Duty desk")
    clocks.turn(keeping, *(user(keeping, partner, Role.COORDINATOR) for _ in range(2)))
    with keeping.app_context():
        renew(NOW + timedelta(minutes=1))
    before = client.post("/check", data=STREET, headers=SAME_ORIGIN)

    away(keeping)
    page = client.post("/check", data=STREET, headers=SAME_ORIGIN)

    assert page.status_code == before.status_code == 200
    assert "not running" not in words_of(page.text)
    assert "Duty desk" in words_of(page.text)
    assert _steps(page.text) == _steps(before.text)


def test_check_says_that_the_pathway_does_not_run(visitor: FlaskClient) -> None:
    assert "not running yet" in words_of(visitor.post("/check", data=STREET, headers=SAME_ORIGIN).text)


AT = "10:00 on 24 November 2026"


@pytest.fixture
def running(keeping: Flask) -> Flask:
    """The pathway runs by its second policy, and the file knows of it."""
    clocks.make_ready(keeping)
    partner = organization(keeping)
    people = [user(keeping, partner, Role.COORDINATOR) for _ in range(2)]
    clocks.turn(keeping, *people)
    with keeping.app_context():
        renew(NOW)
    clocks.publish_sooner(keeping, *people)
    with keeping.app_context():
        renew(NOW)  # the policy alone has changed
    return keeping


def test_the_pathway_is_said_as_it_was_with_its_desk_first(running: Flask, away: Take) -> None:
    away(running)
    html = running.test_client().get("/pathway").text
    words = words_of(html)

    assert f"Running at {AT}: ring the duty desk. Nothing can be sent from here just now" in words
    headings = [heading.text_content().strip() for heading in parser.fromstring(html).cssselect("main h2")]
    assert headings[:3] == ["Ring the duty desk", "Tonight's steps", "Who it is for"]
    assert f'href="tel:{clocks.DESK_NUMBER.replace(" ", "")}"' in html
    assert "30 minutes Received by the duty coordinator Duty coordinator On-call manager" in words
    assert "sends the referral" not in words


def test_guidance_says_from_when_it_knows_that_the_pathway_runs(running: Flask, away: Take) -> None:
    away(running)
    html = running.test_client().get("/guidance/identify-and-respond").text

    assert f"It was running at {AT}: ring its duty desk. Nothing can be sent from here just now" in words_of(html)
    assert f'href="tel:{clocks.DESK_NUMBER.replace(" ", "")}"' in html


def test_without_a_number_of_the_desk_tonights_steps_are_to_be_done(running: Flask, away: Take) -> None:
    with running.app_context(), writing():
        desk = db.session.scalars(select(Service).where(Service.name == "Duty desk")).one()
        desk.publication = Publication.DRAFT
        indexer.refresh(db.session(), [desk.id])
    away(running)
    words = words_of(running.test_client().get("/pathway").text)

    assert "We do not have its number just now: do tonight's steps yourself, in this order." in words


def test_until_it_runs_tonights_steps_come_first(visitor: FlaskClient) -> None:
    assert f"Not running at {AT}: do tonight's steps yourself, in this order." in words_of(visitor.get("/pathway").text)
    words = words_of(visitor.get("/guidance/identify-and-respond").text)
    assert f"It was not running at {AT}: that page has tonight's steps" in words


def _steps(html: str) -> list[str]:
    return [" ".join(step.text_content().split()) for step in parser.fromstring(html).xpath("//main//h2 | //main//h3")]


def test_a_table_that_was_altered_in_the_file_is_refused(keeping: Flask, file: Path, away: Take) -> None:
    with closing(sqlite3.connect(file)) as altered, altered:
        altered.execute("UPDATE routing_table SET content = replace(content, 'standard', 'immediate')")
    away(keeping)

    page = keeping.test_client().post("/check", data={"suicide_risk": "now"}, headers=SAME_ORIGIN)

    assert page.status_code == 503
    assert "nothing is guessed" in words_of(page.text)
    assert "tel:999" in page.text


@pytest.mark.parametrize("address", ["/leads", "/services/map.geojson", f"/services/{HAVENS}/report", "/about"])
def test_any_other_page_says_so_and_gives_the_lines_of_the_file(visitor: FlaskClient, address: str) -> None:
    page = visitor.get(address)

    assert page.status_code == 503
    assert "Lines open at any hour" in words_of(page.text)


def test_a_page_that_asks_nothing_is_as_ever(visitor: FlaskClient) -> None:
    page = visitor.get("/privacy")

    assert page.status_code == 200
    assert SINCE not in words_of(page.text)


def test_not_sent_gives_the_lines_of_the_file(visitor: FlaskClient) -> None:
    page = visitor.post(f"/services/{HAVENS}/did-not-work", headers=SAME_ORIGIN)

    assert "NOT SENT" in page.text
    assert "Lines open at any hour" in words_of(page.text)


def test_whoever_is_signed_in_sees_what_anybody_sees(keeping: Flask, away: Take) -> None:
    client = keeping.test_client()
    client.set_cookie("pathway", "t" * 43)
    away(keeping)

    page = client.get("/services?q=DA")

    assert page.status_code == 200
    assert "Sign out" not in page.text
    assert "Set-Cookie" not in page.headers


def test_a_process_that_starts_meanwhile_answers_too(keeping: Flask, file: Path, engine_name: str) -> None:
    nowhere = "sqlite:////nowhere/at/all.db"
    if engine_name == "postgresql":
        nowhere = "postgresql+psycopg://postgres@127.0.0.1:1/nothing"
    late = create_app(settings_for(nowhere, snapshot=file))

    page = late.test_client().get("/help-now")

    assert page.status_code == 200
    assert SINCE in words_of(page.text)
    breaker_of(late)._answers = lambda: True
    dispose(late)


def test_without_a_file_the_numbers_that_always_stand_are_given(keeping: Flask, file: Path, away: Take) -> None:
    file.unlink()
    away(keeping)

    page = keeping.test_client().get("/services?q=DA")

    assert page.status_code == 503
    assert {"tel:999", "tel:116123"} <= set(page.text.split('"'))


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\x00" * 5000])
def test_a_file_that_cannot_be_read_is_as_none(keeping: Flask, file: Path, away: Take, content: bytes) -> None:
    file.write_bytes(content)
    away(keeping)

    page = keeping.test_client().get("/services?q=DA")

    assert page.status_code == 503


def test_the_database_is_asked_again_once_it_is_back(keeping: Flask, away: Take) -> None:
    client = keeping.test_client()
    away(keeping)
    assert SINCE in words_of(client.get("/services?q=DA").text)
    breaker_of(keeping)._answers = lambda: True
    assert breaker_of(keeping).wait_until_closed(5)

    page = client.get("/services?q=DA")

    assert SINCE not in words_of(page.text)
    assert page.status_code == 200


def test_a_database_that_fails_in_the_midst_of_a_page_is_replaced_at_once(keeping: Flask, engine_name: str) -> None:
    client = keeping.test_client()
    client.get("/services?q=DA")
    with keeping.app_context():
        if engine_name == "sqlite":
            db.session.execute(text("DROP TABLE index_version"))
        else:
            db.session.execute(text(END_ALL_OTHERS))
        db.session.commit()

    page = client.get("/services?q=DA")

    assert page.status_code == 200
