"""The words for when we list nobody: where they are shown, changed after a look, kept at the next seed."""

import pytest
from flask import Flask
from lxml import html as parser

from pathway.accounts.vocabulary import Role
from pathway.config import ROOT
from pathway.directory.models import Fallback
from pathway.directory.search.fallbacks import fallbacks
from pathway.extensions import db, writing
from pathway.upkeep import seed
from pathway.upkeep.prepare import prepare
from tests import factories
from tests.integration.counting import counted
from tests.integration.reading import words_of
from tests.staff import Staff, organization, signed_in, user

DRUGS = "/manage/start/words/substance_misuse/any/any/any"
NEW = "Ring the day centre, 020 7946 0222, any hour."
SEED = ROOT / "seed"


def save(staff: Staff, text: str, address: str = DRUGS, seen: int = 0) -> str:
    """Save words, and return the page that follows, in words."""
    answer = staff.post(f"{address}/save", {"text": text, "seen": str(seen)})
    assert answer.status_code == 303, answer.text
    return words_of(staff.get(answer.headers["Location"]).text)


def words_now(app: Flask, kind: str = "substance_misuse") -> list[str]:
    """The words of a kind as they are stored."""
    with app.app_context():
        return [row.text for row in db.session.query(Fallback).filter_by(agency_type=kind).order_by(Fallback.area)]


def test_each_row_stands_there_with_where_it_is_shown(safeguarding_lead: Staff, app: Flask) -> None:
    page = safeguarding_lead.get("/manage/start/words").text
    words = words_of(page)

    with app.app_context():
        rows = fallbacks()
    assert len(parser.fromstring(page).cssselect(".pw-thing")) == len(rows) == 45
    assert all(" ".join(row.text.split()) in words for row in rows)
    assert "Shown on: Find a service: Drugs or alcohol; Where to refer: where nobody suits or answers" in words
    assert "Emergencies: about a child" in words
    assert "In Brent, at night and at weekends" in words


def test_where_it_is_shown_is_where_it_is_shown(app: Flask, safeguarding_lead: Staff) -> None:
    public = app.test_client()
    for address in ("/services?need=substance_misuse", "/help-now"):
        public.get(address)  # what a page has read it keeps until the index changes
    save(safeguarding_lead, NEW)
    save(
        safeguarding_lead,
        "Ring them tonight, 020 7946 0333.",
        "/manage/start/words/childrens_social_care/brent/any/office",
    )

    assert NEW in words_of(public.get("/services?need=substance_misuse").text)
    assert "Ring them tonight, 020 7946 0333." in words_of(public.get("/help-now").text)


def test_a_change_is_looked_at_before_it_is_saved(app: Flask, coordinator: Staff) -> None:
    factories.publish(app, name="Day centre", phones=[factories.phone(number="020 7946 0222", digits="02079460222")])
    before = words_now(app)
    text = (
        "Overdose, or fits in withdrawal: 999. Ring 020 7946 0222, or 020 7946 0333, or 020 7946 04, or 0808 802 9999."
    )

    answer = coordinator.post(DRUGS, {"text": text, "seen": "0"})

    words = words_of(answer.text)
    assert answer.status_code == 200
    assert words_now(app) == before
    assert [one.text_content() for one in parser.fromstring(answer.text).cssselect("ins")] != []
    assert "Taken out: Drinks every day" in words
    assert "020 7946 0222: Day centre" in words
    assert "020 7946 0333 is in no published listing. A wrong number does harm: ring it first." in words
    assert "“020 7946 04” is no telephone number" in words
    assert "0808 802 9999 is not to be used: London/national Rape Crisis line; use 0808 500 2222" in words


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "Write what to do"), ("   ", "Write what to do"), ("x" * 321, "Use at most 320 characters: this has 321")],
)
def test_words_that_do_not_fit_are_refused_and_kept(app: Flask, coordinator: Staff, text: str, words: str) -> None:
    before = words_now(app)

    for address in (DRUGS, f"{DRUGS}/save"):
        answer = coordinator.post(address, {"text": text, "seen": "0"})
        assert answer.status_code == 400
        assert words in words_of(answer.text)
        assert text.strip() in answer.text

    assert words_now(app) == before


def test_words_that_are_the_same_are_said_to_be(app: Flask, coordinator: Staff) -> None:
    answer = coordinator.post(DRUGS, {"text": words_now(app)[0], "seen": "0"})

    assert answer.status_code == 400
    assert "Nothing is changed yet" in words_of(answer.text)


def test_what_was_typed_comes_back_from_the_look(coordinator: Staff) -> None:
    answer = coordinator.post(DRUGS, {"text": NEW, "seen": "0", "back": "1"})

    assert answer.status_code == 200
    assert NEW in answer.text


def test_what_it_said_before_is_kept_and_brought_back(app: Flask, coordinator: Staff, safeguarding_lead: Staff) -> None:
    (before,) = words_now(app)
    save(coordinator, NEW)
    page = save(safeguarding_lead, "Ring 111.", seen=1)

    assert f"{NEW} Until 24 November 2026, 10:00, when Person" in page
    assert before in page

    page = save(coordinator, before, seen=2)

    assert words_now(app) == [before]
    assert "Ring 111." in page


def test_a_second_tap_changes_nothing(app: Flask, coordinator: Staff) -> None:
    first = save(coordinator, NEW)

    assert save(coordinator, NEW) == first
    assert first.count("Until 24 November 2026") == 1


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(
    app: Flask, coordinator: Staff, safeguarding_lead: Staff
) -> None:
    save(safeguarding_lead, NEW)

    answer = coordinator.post(f"{DRUGS}/save", {"text": "Ring 111.", "seen": "0"})

    assert answer.status_code == 409
    assert "Somebody has changed these words since" in words_of(answer.text)
    assert words_now(app) == [NEW]


def test_changed_words_are_kept_when_the_seed_is_loaded_again(app: Flask, coordinator: Staff) -> None:
    (before,) = words_now(app)
    save(coordinator, NEW)
    brent = "/manage/start/words/sexual_health/brent/any/any"
    save(coordinator, "Ring the clinic.", brent)

    with app.app_context(), writing():
        seed.load(db.session(), SEED)
    prepare(app)

    assert words_now(app) == [NEW]
    assert "Ring the clinic." in words_now(app, "sexual_health")
    with app.app_context():
        assert len(fallbacks()) == 45
    assert before in words_of(coordinator.get(DRUGS).text)


@pytest.mark.parametrize("path", ["nothing/any/any/any", "sarc/moon/any/any", "sarc/elsewhere/child/office"])
def test_words_that_are_none_are_no_page(coordinator: Staff, path: str) -> None:
    assert coordinator.get(f"/manage/start/words/{path}").status_code == 404


def test_who_may_not_write_them_may_not(app: Flask, now: object) -> None:
    caseworker = signed_in(app, user(app, organization(app), Role.CASEWORKER))

    assert caseworker.get(DRUGS).status_code == 403
    assert caseworker.post(f"{DRUGS}/save", {"text": NEW}).status_code == 403


def test_the_list_costs_a_fixed_number_of_queries(app: Flask, coordinator: Staff) -> None:
    coordinator.get("/manage/start/words")
    with counted(app) as sent:
        coordinator.get("/manage/start/words")

    assert len(sent) <= 8
