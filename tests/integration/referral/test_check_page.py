"""The page of questions and its result, on both engines: the same rules, nothing kept, never a 500."""

import json
import logging
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as parser
from sqlalchemy import text

from pathway.config import ROOT
from pathway.directory.vocabulary import AGENCY_LABELS, AgencyType
from pathway.extensions import WRITES, db
from pathway.referral.forms import carried
from pathway.referral.questions import QUESTION
from pathway.referral.result.page import without_the_pathway
from pathway.referral.routing import route
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import FACT
from pathway.upkeep import routing_seed
from tests.integration.counting import counted
from tests.integration.dumping import dump
from tests.integration.reading import SAME_ORIGIN

VIGNETTES: list[dict[str, Any]] = json.loads((ROOT / "seed" / "vignettes.json").read_text("utf-8"))
TABLE = routing_seed.read(ROOT / "seed")
Pairs = list[tuple[str, str]]


def send(client: FlaskClient, pairs: Pairs | dict[str, Any], **headers: str) -> Any:
    return client.post("/check", data=dict_of(pairs), headers=SAME_ORIGIN | headers)


def dict_of(pairs: Pairs | dict[str, Any]) -> dict[str, Any]:
    if isinstance(pairs, dict):
        return pairs
    held: dict[str, list[str]] = {}
    for name, value in pairs:
        held.setdefault(name, []).append(value)
    return held


def shown(page: str) -> dict[str, Any]:
    """The result as the page's marks say it."""
    tree = parser.fromstring(page)
    headline = tree.cssselect("[data-headline]")[0]
    return {
        "headline": headline.get("data-headline"),
        "state": headline.get("data-state"),
        "urgency": headline.get("data-urgency"),
        "steps": {one.get("data-agency"): one.get("data-action") for one in tree.cssselect("[data-agency]")},
        "ask_next": [one.get("data-ask") for one in tree.cssselect("[data-ask]")],
    }


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda one: one["id"])
def test_the_worked_examples_come_out_as_from_the_command(client: FlaskClient, vignette: dict[str, Any]) -> None:
    answers = Answers.from_facts(vignette["facts"])

    response = send(client, carried(answers))

    expected = vignette["expected"]
    found = shown(response.text)
    assert response.status_code == 200
    assert found["headline"] == expected["headline"]
    assert found["state"] == expected["pathways"][expected["headline"]]
    assert found["urgency"] == expected["urgency"]
    assert found["steps"] == {
        agency: step["action"]
        for agency, step in expected["steps"].items()
        if agency != "pathway_coordinator"  # it is not running yet, and a step to nobody is no step
    }
    assert found["ask_next"] == expected["ask_next"][:3]
    for reason in without_the_pathway(route(answers, TABLE)).reasons:  # which is not running
        assert reason.text in parser.fromstring(response.text).text_content()


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda one: one["id"])
def test_every_result_has_a_number_for_every_step_it_tells_to_ring(
    client: FlaskClient, vignette: dict[str, Any]
) -> None:
    tree = parser.fromstring(send(client, carried(Answers.from_facts(vignette["facts"]))).text)

    assert tree.cssselect('a[href="tel:999"]')
    for step in tree.cssselect("li.pw-do"):
        if step.get("data-action") == "notify_anonymously":
            assert not step.cssselect("a.pw-call")  # the form is her worker's own organisation's
        elif step.get("data-agency") not in {"safeguarding_lead", "local_equivalent"}:
            assert step.cssselect('a[href^="tel:"]'), step.get("data-agency")


def test_it_answers_with_what_no_browser_keeps_and_no_cookie(client: FlaskClient) -> None:
    for response in (client.get("/check"), send(client, {"age": "unsure"}), send(client, {"age": "?"})):
        assert response.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in response.headers
        assert "ETag" not in response.headers


def test_nothing_is_preselected_or_required(client: FlaskClient) -> None:
    tree = parser.fromstring(client.get("/check").text)

    boxes = tree.cssselect("form.pw-check input, form.pw-check select")
    assert {box.get("name") for box in boxes} == set(QUESTION)
    assert not [box for box in boxes if box.get("checked") is not None or box.get("required") is not None]
    assert not tree.cssselect("form.pw-check option[selected]")
    assert len(tree.cssselect("form.pw-check fieldset")) == len(QUESTION)


def test_nothing_is_stored_or_logged(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    before = dump(app)
    with caplog.at_level(logging.DEBUG):
        client = app.test_client()
        for extra in ({}, {"do": "change"}, {"do": "refer"}, {"age": "zanzibar"}):
            send(client, {"suicide_risk": "thoughts", "needs": "substance_misuse", "controlled": "suspected"} | extra)
    said = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)

    assert dump(app) == before
    assert "pathway.requests" in said
    for word in ("thoughts", "substance_misuse", "suspected", "zanzibar"):
        assert word not in said


def test_change_my_answers_shows_the_form_as_it_was_filled(client: FlaskClient) -> None:
    answers = Answers.from_facts(VIGNETTES[1]["facts"])

    tree = parser.fromstring(send(client, [*carried(answers), ("do", "change")]).text)

    checked = [(box.get("name"), box.get("value")) for box in tree.cssselect("form.pw-check input[checked]")]
    assert sorted(checked) == sorted(carried(answers))


def test_the_result_carries_the_answers_and_not_the_form(client: FlaskClient) -> None:
    answers = Answers.from_facts(VIGNETTES[2]["facts"])

    tree = parser.fromstring(send(client, carried(answers)).text)

    hidden = [(box.get("name"), box.get("value")) for box in tree.cssselect("#carry input[type=hidden]")]
    assert sorted(hidden) == sorted(carried(answers))
    assert not tree.cssselect("form.pw-check")
    assert not tree.cssselect("input:not([type=hidden])")


def test_one_more_answer_in_place_gives_the_result_of_all(client: FlaskClient) -> None:
    answers = Answers.from_facts(VIGNETTES[2]["facts"])
    tree = parser.fromstring(send(client, carried(answers)).text)
    button = tree.cssselect("[data-ask=consent_share] button[value=yes]")[0]

    response = send(client, [*carried(answers), (button.get("name"), button.get("value"))])

    assert button.get("form") == "carry"
    assert shown(response.text)["state"] == "live"


def test_a_referral_is_started_by_somebody_signed_in(client: FlaskClient) -> None:
    response = send(client, [*carried(Answers.from_facts(VIGNETTES[1]["facts"])), ("do", "refer")])

    assert response.status_code == 200
    assert "NOT SENT yet." in response.text
    assert shown(response.text)["headline"] == "pathway_72h"
    assert "Sign in with these answers" in response.text
    assert "E-mail me a code" in response.text


def test_the_72_hour_pathway_says_that_it_is_not_running(client: FlaskClient) -> None:
    page = send(client, carried(Answers.from_facts(VIGNETTES[1]["facts"]))).text

    assert "not running yet" in page
    assert "Do these steps yourself, in this order." in parser.fromstring(page).text_content()
    assert "Not signed off" in page


def test_a_child_s_result_speaks_of_no_adult_pathway(client: FlaskClient) -> None:
    facts = {"age": "unsure", "violence_risk": "immediate", "setting": "on_street", "needs": ["exit_support"]}

    page = send(client, facts).text

    main = parser.fromstring(page).cssselect("main")[0].text_content()
    assert "Child sexual exploitation" in main
    assert "72-hour" not in main
    assert "Help to leave" not in main
    assert shown(page)["steps"] == {"childrens_social_care": "refer_now"}


def test_an_age_not_given_is_asked_again_with_the_child_line(client: FlaskClient) -> None:
    tree = parser.fromstring(send(client, {"violence_risk": "recent"}).text)

    assert tree.cssselect("[data-ask=age]")
    assert "If she could be:" in tree.text_content()
    assert not parser.fromstring(send(client, {"age": "18_plus"}).text).cssselect("[data-ask=age]")


def test_a_contradiction_is_shown(client: FlaskClient) -> None:
    page = send(client, {"controlled": "no", "violence_from": "someone_controlling"}).text

    assert "Two answers do not go together" in page


@pytest.mark.parametrize(
    ("org", "words"),
    [("local_authority", "section 52"), ("voluntary_fro", "first responder"), ("nhs", None)],
)
def test_the_worker_s_own_duties(client: FlaskClient, org: str, words: str | None) -> None:
    page = send(client, {"age": "18_plus", "controlled": "yes", "referrer_org": org}).text

    duties = parser.fromstring(page).cssselect(".pw-duties")
    assert bool(duties) == (words is not None)
    if words:
        assert words in duties[0].text_content()


def test_pregnant_adds_a_line_and_no_referral(client: FlaskClient) -> None:
    with_it, without = send(client, {"access_needs": "pregnant"}).text, send(client, {}).text

    assert "maternity" in with_it
    assert shown(with_it) == shown(without)


def test_away_from_brent_there_is_no_number_of_brent(client: FlaskClient) -> None:
    page = send(client, carried(Answers.from_facts(VIGNETTES[4]["facts"]))).text

    assert "020 8937" not in page
    step = parser.fromstring(page).cssselect("[data-agency=emergency_accommodation]")[0]
    assert "the council where she is" in step.text_content()


def test_the_text_to_copy_names_nobody_and_has_every_step(client: FlaskClient) -> None:
    asked = carried(Answers.from_facts(VIGNETTES[1]["facts"]))
    assert not parser.fromstring(send(client, asked).text).cssselect("textarea")

    page = send(client, [*asked, ("do", "text")]).text

    unnamed, named = (box.text_content() for box in parser.fromstring(page).cssselect(".pw-copy textarea"))
    assert "This copy has no name in it." in unnamed
    assert "Name or initials" not in unnamed
    assert "Name or initials: ...." in named
    for agency in ("emergency_accommodation", "sexual_health", "substance_misuse"):
        assert AGENCY_LABELS[AgencyType(agency)] in unnamed
    assert AGENCY_LABELS[AgencyType.PATHWAY_COORDINATOR] not in unnamed
    assert "What was answered:" in named
    assert "What was answered:" not in unnamed


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"age": "adult"}, "age"),
        ({"immediate_danger": ["yes", "no"]}, "immediate_danger"),
        ({"needs": ["housing", "gold"]}, "needs"),
        ({"name": "x"}, "questions"),
        ({"age": "x" * 5_000}, "age"),
        ({"age": "\x00"}, "age"),
    ],
)
def test_what_cannot_be_read_brings_the_page_again_with_the_rest_kept(
    client: FlaskClient, sent: dict[str, Any], field: str
) -> None:
    response = send(client, {"suicide_risk": "thoughts", "safe_place_tonight": "no"} | sent)

    tree = parser.fromstring(response.text)
    assert response.status_code == 400
    assert tree.cssselect(f'.govuk-error-summary a[href="#{field}"]')
    checked = {box.get("name"): box.get("value") for box in tree.cssselect("input[checked]")}
    assert checked.items() >= {"suicide_risk": "thoughts", "safe_place_tonight": "no"}.items()
    assert "xxxx" not in response.text
    assert tree.cssselect("#meanwhile")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"immediate_danger": "yes"}, "Ring 999 now This is from the answers we could read."),
        ({"controlled": "yes", "age": "18_plus"}, "From the answers we could read: today."),
    ],
)
def test_what_the_good_answers_lead_to_is_said_in_whole_sentences(
    client: FlaskClient, sent: dict[str, str], words: str
) -> None:
    tree = parser.fromstring(send(client, sent | {"setting": "nonsense"}).text)

    said = " ".join(tree.cssselect("section.pw-headline")[0].text_content().split())
    assert words in said
    assert ". ." not in said


def test_a_borough_of_another_area_is_neither_carried_nor_copied_and_stays_on_a_damaged_form(
    client: FlaskClient,
) -> None:
    sent = {"age": "18_plus", "area": "brent", "borough": "Camden", "needs": "housing"}

    copied = send(client, sent | {"do": "text"}).text
    damaged = parser.fromstring(send(client, sent | {"setting": "nonsense"}).text)

    assert "Camden" not in parser.fromstring(copied).cssselect("main")[0].text_content()
    assert not parser.fromstring(copied).cssselect("#carry input[name=borough]")
    assert damaged.cssselect("#borough option[selected]")[0].get("value") == "Camden"


def test_danger_said_beside_nonsense_still_gives_999_at_once(client: FlaskClient) -> None:
    response = send(client, {"immediate_danger": "yes", "age": "nonsense"})

    tree = parser.fromstring(response.text)
    assert "Ring 999 now" in tree.cssselect("#meanwhile")[0].text_content()
    assert tree.cssselect('.pw-headline a[href="tel:999"]')


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://example.org"}])
def test_a_form_from_another_site_brings_the_page_with_what_was_given(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    response = client.post("/check", data={"suicide_risk": "now"}, headers=headers)

    assert response.status_code == 403
    assert "sent from another site" in response.text
    assert parser.fromstring(response.text).cssselect("input[name=suicide_risk][value=now][checked]")
    assert "Ring 999 now" in response.text


def test_too_much_is_refused_with_the_numbers_to_ring(client: FlaskClient) -> None:
    response = send(client, {"needs": ["housing"] * 20_000})

    assert response.status_code == 413
    assert 'href="tel:999"' in response.text


NAMES = st.sampled_from([*QUESTION, "do", "anything", ""])
VALUES = st.sampled_from(sorted({str(one) for fact in FACT.values() for one in fact.values})) | st.text(max_size=20)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NAMES, VALUES), max_size=20))
def test_nothing_that_is_sent_is_answered_with_a_500(client: FlaskClient, pairs: Pairs) -> None:
    response = send(client, pairs)

    assert response.status_code in {200, 400}
    assert 'href="tel:999"' in response.text


def test_without_rules_nobody_is_guessed_about(app: Flask) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        db.session.execute(text("UPDATE routing_table SET status = 'retired'"))
        db.session.commit()

    response = send(app.test_client(), {"immediate_danger": "yes"})

    assert response.status_code == 503
    assert "so nothing is guessed" in response.text
    assert 'href="tel:999"' in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert send(app.test_client(), {"age": "?"}).status_code == 400


def test_signed_off_by_both_it_no_longer_says_not(app: Flask) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        for number, role in enumerate(("safeguarding_lead", "data_protection_officer")):
            db.session.execute(
                text("INSERT INTO sign_off (id, role, signed_by, signed_on) VALUES (:id, :role, 'A B', '2026-11-01')"),
                {"id": f"{number:032}", "role": role},
            )
        db.session.commit()

    assert "Not signed off" not in send(app.test_client(), {}).text


def test_a_result_costs_a_fixed_number_of_queries(listings: Flask, now: Any) -> None:

    send(listings.test_client(), {})
    with counted(listings) as queries:
        send(listings.test_client(), carried(Answers.from_facts(VIGNETTES[1]["facts"])))

    assert len(queries) <= 12


def test_the_page_says_each_question_s_words_once(client: FlaskClient) -> None:
    page = client.get("/check").text

    for question in QUESTION.values():
        assert len(re.findall(re.escape(f">{question.text}<"), page)) == 1


def test_about_says_who_has_signed(app: Flask) -> None:
    assert "Neither has yet." in app.test_client().get("/about").text
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        db.session.execute(
            text("INSERT INTO sign_off (id, role, signed_by, signed_on) VALUES (:id, :role, 'A B', '2026-11-01')"),
            {"id": f"{1:032}", "role": "safeguarding_lead"},
        )
        db.session.commit()

    page = " ".join(parser.fromstring(app.test_client().get("/about").text).text_content().split())

    assert "Not signed off." in page
    assert "Safeguarding lead: A B, 1 November 2026" in page
    assert "Data protection officer: not yet" in page
    assert "Not signed off" in send(app.test_client(), {}).text


def test_what_she_needs_to_get_there_is_looked_up_and_asked_for(client: FlaskClient) -> None:
    page = send(client, {"needs": "sexual_health", "age": "18_plus", "access_needs": ["interpreter", "dog"]}).text

    assert "Interpreters: " in page
    assert "an interpreter who is not family; room for her dog" in " ".join(page.split())


def test_with_capacity_in_doubt_her_yes_sends_nothing_and_nobody_is_told_to_ask_her_now(client: FlaskClient) -> None:
    facts = {"age": "18_plus", "capacity_doubt": "yes", "consent_share": "yes", "needs": "substance_misuse"}

    page = send(client, facts).text

    said = " ".join(parser.fromstring(page).cssselect("main")[0].text_content().split())
    assert "Ask her when she can decide." in said
    assert "She agreed" not in said
    assert "Ask her, then ring" not in said
    assert "Words to ask her with" not in said


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"child_at_risk": "yes"}, "only what must be passed on anyway is shared"),
        ({"needs": "housing"}, "She said no: nothing is sent."),
    ],
)
def test_what_her_no_stops_is_said_truly(client: FlaskClient, facts: dict[str, str], words: str) -> None:
    page = send(client, {"age": "18_plus", "consent_share": "no"} | facts).text

    assert words in " ".join(parser.fromstring(page).text_content().split())
