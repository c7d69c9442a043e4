"""The tier of a listing, at each edge, in each place that shows it or goes by it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import html as parser

from pathway.directory.exchange import export, load
from pathway.directory.search.index.snapshot import current_snapshot
from pathway.directory.vocabulary import AgencyType, Coverage
from pathway.extensions import db
from pathway.referral.suggestions import choice_for
from pathway.upkeep.offline_map import offline_map
from tests import factories
from tests.integration.conftest import NOW
from tests.integration.reading import words_of
from tests.integration.referral.test_candidates import question

TODAY = NOW.date()
NEVER, FRESH = "Not yet confirmed by the service: ring first", "Confirmed by the service {}"
DUE, STALE = f"{FRESH}: due to be asked again", f"{FRESH}: too long ago, ring first"
AGES = [(None, NEVER), (0, FRESH), (90, FRESH), (91, DUE), (180, DUE), (181, STALE)]
EVERY_AGE = pytest.mark.parametrize(("age", "words"), AGES, ids=lambda one: str(one))


def publish(app: Flask, age: int | None, **given: object) -> str:
    """Publish a listing that was confirmed so many days ago; return its id."""
    confirmed = {} if age is None else {"assured_on": TODAY - timedelta(days=age), "assured_by": "its manager"}
    return str(factories.publish(app, name="Quimby", slug="quimby", **confirmed, **given))


def said(words: str, age: int | None) -> str:
    on = TODAY - timedelta(days=age or 0)
    return words.format(f"{on.day} {on:%B %Y}")


@EVERY_AGE
def test_a_card_says_it(app: Flask, now: object, age: int | None, words: str) -> None:
    made = publish(app, age)
    client = app.test_client()

    for address in ("/services?q=quimby", f"/services/shortlist?id={made}"):
        page = words_of(client.get(address).text)
        assert said(words, age) in page
        assert page.count("due to be asked again") == ("due" in words)
        assert page.count("too long ago") == ("too long" in words)


@EVERY_AGE
def test_a_popup_of_the_map_says_it(app: Flask, now: object, age: int | None, words: str) -> None:
    publish(app, age, at=factories.site())

    (service,) = app.test_client().get("/services/map/cards?service=quimby").json["services"]

    assert service["confirmed"] == said(words, age)


@EVERY_AGE
def test_the_page_of_a_listing_says_it(app: Flask, now: object, age: int | None, words: str) -> None:
    page = words_of(app.test_client().get(f"/services/{publish(app, age)}").text)

    assert ("Not yet confirmed by the service." in page) is (words is NEVER)
    assert ("It is due to be asked again" in page) is (words is DUE)
    assert ("Nobody has confirmed this since" in page) is (words is STALE)


def test_a_card_without_a_number_does_not_say_to_ring(app: Flask, now: object) -> None:
    publish(app, None, phones=[], url="https://example.org/")

    assert "Not yet confirmed by the service" in (page := words_of(app.test_client().get("/services?q=quimby").text))
    assert "ring first" not in page


KIND = AgencyType.EMERGENCY_ACCOMMODATION
"""No published listing of the seed is of this kind."""

IN_ROUTING = [
    (None, "its own people have not confirmed it yet"),
    (0, "its own people confirmed it 0 days ago."),
    (90, "its own people confirmed it 90 days ago."),
    (91, "its own people confirmed it 91 days ago and are due to be asked again."),
    (180, "its own people confirmed it 180 days ago and are due to be asked again."),
]


@pytest.mark.parametrize(("age", "words"), IN_ROUTING, ids=lambda one: str(one))
def test_routing_says_how_sure_it_is(app: Flask, now: object, age: int | None, words: str) -> None:
    publish(app, age, agency_types=[KIND])

    with app.app_context():
        choice = choice_for(question(KIND), None, NOW, current_snapshot())

    assert choice.chosen is not None
    assert words in choice.chosen.note


def test_stale_is_out_of_routing_and_says_why(app: Flask, now: object) -> None:
    publish(app, 181, agency_types=[KIND])

    with app.app_context():
        choice = choice_for(question(KIND), None, NOW, current_snapshot())

    assert choice.chosen is None
    assert [offer.note for offer in choice.rejected] == ["nobody confirmed it for 181 days"]


def test_never_confirmed_comes_after_the_confirmed(app: Flask, now: object) -> None:
    ages = {"never": None, "due": 180, "fresh": 90}
    for name, age in ages.items():
        confirmed = {} if age is None else {"assured_on": TODAY - timedelta(days=age), "assured_by": "it"}
        factories.publish(app, name=f"A {name}", agency_types=[KIND], **confirmed)

    with app.app_context():
        choice = choice_for(question(KIND), None, NOW, current_snapshot())

    assert [offer.candidate.card.name for offer in (choice.chosen, *choice.alternatives) if offer] == [
        "A fresh",
        "A due",
        "A never",
    ]


@EVERY_AGE
def test_the_map_without_a_server_says_it(app: Flask, now: object, age: int | None, words: str) -> None:
    publish(app, age, at=factories.site())

    with app.app_context():
        page = offline_map(app, NOW)

    assert said(words, age) in words_of(page)


def test_a_file_says_when_and_by_whom_and_no_tier_that_ages(app: Flask, now: object) -> None:
    publish(app, 91)

    with app.app_context():
        (record,) = [
            one
            for one in load.load(db.session(), load.ids(db.session(), everything=False)).values()
            if one.slug == "quimby"
        ]
        text = b"".join(export.as_csv([record], everything=False)).decode()

    assert (TODAY - timedelta(days=91)).isoformat() in text
    assert "its manager" in text
    assert "funded_until" not in text


@pytest.mark.parametrize("address", ["/", "/services?need=crisis"])
def test_a_line_at_any_hour_says_when_it_is_stale_and_stays(app: Flask, now: object, address: str) -> None:
    for age in (180, 181):
        factories.publish(
            app,
            name=f"Aa {age}",
            coverage=Coverage.BRENT,
            agency_types=[AgencyType.SEXUAL_VIOLENCE_SUPPORT],
            takes_self=True,
            phones=[factories.phone(number=f"07700 900{age}", digits=f"07700900{age}")],
            schedules=[factories.round_the_clock()],
            assured_on=TODAY - timedelta(days=age),
            assured_by="its manager",
        )

    links = parser.fromstring(app.test_client().get(address).text).cssselect(".pw-lines__link")
    due, stale = (next(link for link in links if f"07700 900{age}" in link.text_content()) for age in (180, 181))

    assert said(STALE, 181) in words_in(stale)
    assert said(STALE, 181) in stale.get("aria-label")
    assert "too long ago" not in f"{words_in(due)} {due.get('aria-label')}"


def words_in(element: Any) -> str:
    return " ".join(element.text_content().split())
