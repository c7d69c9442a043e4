"""A listing's own page: everything known of it, said honestly, at an address that lasts."""

import json
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html as parser

from pathway.directory.models import FormerIdentifier, Source
from pathway.directory.vocabulary import Publication, ServiceStatus
from tests import factories
from tests.integration.conftest import NOW
from tests.integration.reading import cards, every_card, words_of
from tests.seed_file import id_of

TODAY = NOW.date()
pytestmark = pytest.mark.usefixtures("now")


def facts(page: str) -> dict[str, str]:
    """The rows of a page: name -> what is said."""
    tree = parser.fromstring(page)
    return {
        " ".join(row.xpath("string(dt)").split()): " ".join(row.xpath("string(dd)").split())
        for row in tree.xpath("//div[@class='govuk-summary-list__row']")
    }


# --- its address ------------------------------------------------------------------------------------------------------


def test_its_id_is_its_address_and_its_slug_leads_there_for_good(client: FlaskClient) -> None:
    response = client.get("/services/the-havens")

    assert response.status_code == 301
    assert response.headers["Location"] == f"/services/{id_of('the-havens')}"


@pytest.mark.parametrize("written", [str.upper, lambda one: one.replace("-", ""), lambda one: f"urn:uuid:{one}"])
def test_another_way_to_write_the_id_leads_to_the_one_address(client: FlaskClient, written: object) -> None:
    response = client.get(f"/services/{written(id_of('galop'))}")

    assert response.status_code == 301
    assert response.headers["Location"] == f"/services/{id_of('galop')}"


def test_a_slug_and_an_id_it_once_had_still_lead_to_it(app: Flask) -> None:
    old_id = "00000000-0000-4000-8000-000000000001"
    former = [FormerIdentifier(value="old-name"), FormerIdentifier(value=old_id)]
    made = factories.publish(app, former_identifiers=former)

    for old in ("old-name", old_id):
        response = app.test_client().get(f"/services/{old}")
        assert response.status_code == 301
        assert response.headers["Location"] == f"/services/{made}"


def test_a_report_can_be_made_at_an_old_address_too(app: Flask) -> None:
    factories.publish(app, former_identifiers=[FormerIdentifier(value="old-name")])

    assert app.test_client().get("/services/old-name/report").status_code == 200


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"status": ServiceStatus.DEFUNCT}, 410),
        ({"status": ServiceStatus.INACTIVE}, 404),
        ({"publication": Publication.DRAFT}, 404),
        ({"publication": Publication.DRAFT, "status": ServiceStatus.DEFUNCT}, 404),
        ({"status": ServiceStatus.TEMPORARILY_CLOSED}, 200),
    ],
    ids=str,
)
def test_a_listing_that_ended_is_gone_and_one_that_is_hidden_is_not_there(
    app: Flask, given: dict[str, object], status: int
) -> None:
    made = factories.publish(app, slug="example", former_identifiers=[FormerIdentifier(value="old-name")], **given)
    client = app.test_client()

    for page in ("", "/report", "/thanks"):
        assert client.get(f"/services/{made}{page}").status_code == status
    assert client.get("/services/example", follow_redirects=True).status_code == status
    assert client.get("/services/old-name", follow_redirects=True).status_code == status
    assert (str(made) in every_card(client, "/services?area=brent")) is (status == 200)
    assert (str(made) in cards(client.get(f"/services/shortlist?id={made}").text)) is (status == 200)


def test_a_listing_that_ended_says_not_to_use_its_number_and_where_to_look(app: Flask) -> None:
    made = factories.publish(app, status=ServiceStatus.DEFUNCT)

    page = app.test_client().get(f"/services/{made}")

    assert "no longer kept" in words_of(page.text)
    assert "Do not use a number you kept from here" in words_of(page.text)
    assert "/services" in parser.fromstring(page.text).xpath("//main//a/@href")


# --- how sure we are --------------------------------------------------------------------------------------------------

TIERS = [
    (None, "Not yet confirmed by the service", None),
    (timedelta(0), "Confirmed by the service 24 November 2026", None),
    (timedelta(days=90), "Confirmed by the service 26 August 2026", None),
    (timedelta(days=91), "Confirmed by the service 25 August 2026", "due to be asked again"),
    (timedelta(days=180), "Confirmed by the service 28 May 2026", "due to be asked again"),
    (timedelta(days=181), "Confirmed by the service 27 May 2026", "too long ago, ring first"),
]


@pytest.mark.parametrize(("age", "said", "more"), TIERS, ids=lambda one: str(one))
def test_the_card_says_how_lately_the_service_confirmed_it(
    app: Flask, age: timedelta | None, said: str, more: str | None
) -> None:
    assured = {} if age is None else {"assured_on": TODAY - age, "assured_by": "its manager"}
    made = factories.publish(app, name="Quimby", **assured)

    card = words_of(app.test_client().get("/services?q=quimby").text)
    page = words_of(app.test_client().get(f"/services/{made}").text)

    assert said in card
    for words in ("due to be asked again", "too long ago, ring first"):
        assert (words in card) is (words == more)
    assert ("Not yet confirmed by the service." in page) is (age is None)
    assert ("It is due to be asked again" in page) is (more == "due to be asked again")
    assert ("Nobody has confirmed this since 27 May 2026" in page) is (more == "too long ago, ring first")


def test_the_fresher_of_two_alike_stands_first(app: Flask) -> None:
    ages = {"stale": 200, "due": 100, "fresh": 10}
    given = {name: {"assured_on": TODAY - timedelta(days=age), "assured_by": "it"} for name, age in ages.items()}
    made = {name: factories.publish(app, name=f"Quimby {name}", **given[name]) for name in ages}
    made["never"] = factories.publish(app, name="Quimby never")

    order = cards(app.test_client().get("/services?q=quimby").text)

    assert order == [str(made[name]) for name in ("fresh", "due", "never", "stale")]


def test_a_number_that_nobody_rang_says_so(client: FlaskClient) -> None:
    page = words_of(client.get(f"/services/{id_of('galop')}").text)

    assert "Nobody has rung this number for us yet." in page


def test_a_number_that_was_rung_says_when(app: Flask) -> None:
    lately, long_ago = (
        factories.publish(app, phones=[factories.phone(number_checked_on=on, number_checked_by="the desk")])
        for on in (date(2026, 11, 1), date(2026, 5, 1))
    )
    client = app.test_client()

    assert "We rang this number on 1 November 2026." in words_of(client.get(f"/services/{lately}").text)
    assert "We rang this number on 1 May 2026, some time ago." in words_of(client.get(f"/services/{long_ago}").text)
    assert "Number checked 1 November 2026." in words_of(client.get(f"/services/shortlist?id={lately}").text)


def test_that_a_number_was_rung_does_not_confirm_the_listing(app: Flask) -> None:
    made = factories.publish(
        app, phones=[factories.phone(number_checked_on=date(2026, 11, 1), number_checked_by="the desk")]
    )

    assert "Not yet confirmed by the service" in words_of(app.test_client().get(f"/services/{made}").text)


@pytest.mark.parametrize("slug", ["emergency-999", "police-101", "nhs-111", "samaritans"])
def test_numbers_that_always_stand_are_not_called_unchecked(client: FlaskClient, slug: str) -> None:
    assert "Nobody has rung" not in words_of(client.get(f"/services/{id_of(slug)}").text)


# --- what is said -----------------------------------------------------------------------------------------------------


def test_what_nobody_told_us_is_not_known(client: FlaskClient) -> None:
    said = facts(client.get(f"/services/{id_of('galop')}").text)

    assert said["What happens when you ring"] == "Not known"
    assert said["How soon they answer"] == "Not known"
    assert said["Not for"] == "Not known"
    assert said["Confirmed by the service"] == "Not yet"


def test_what_we_were_told_is_said(app: Flask) -> None:
    made = factories.publish(
        app,
        what_happens_next="A worker rings back.",
        response_time="Within a day",
        minimum_age=18,
        women_only=True,
        alert="Closed in August.",
        eligibility_description="Women in Brent",
    )

    page = app.test_client().get(f"/services/{made}").text
    said = facts(page)

    assert said["What happens when you ring"] == "A worker rings back."
    assert said["How soon they answer"] == "Within a day"
    assert said["Ages"] == "Aged 18 and over"
    assert said["For"] == "Women in Brent"
    assert "Closed in August." in words_of(page)


def test_only_sources_with_an_address_are_shown(app: Flask) -> None:
    sources = [
        Source(title="A page", url="https://www.example.org/page", seen_on=date(2026, 11, 23), position=0),
        Source(title="A leaflet in a drawer", position=1),
    ]
    made = factories.publish(app, sources=sources)

    page = app.test_client().get(f"/services/{made}").text

    assert "A page, read 23 November 2026" in words_of(page)
    assert "drawer" not in page


def test_a_link_away_tells_nobody_who_is_looking(client: FlaskClient) -> None:
    page = parser.fromstring(client.get(f"/services/{id_of('the-havens')}").text)

    away = page.xpath("//main//a[starts-with(@href, 'http')]")
    assert away
    assert all("noreferrer" in link.get("rel") and link.get("target") is None for link in away)


def test_each_number_has_its_own_button_and_the_digits_to_dial(client: FlaskClient) -> None:
    page = parser.fromstring(client.get(f"/services/{id_of('brent-mash')}").text)

    assert page.xpath("//main//a[contains(@class, 'pw-call')]/@href") == ["tel:02089372228", "tel:02083592000"]


def test_an_extension_is_shown(app: Flask) -> None:
    made = factories.publish(app, phones=[factories.phone(extension="3")])

    assert "then press 3" in words_of(app.test_client().get(f"/services/{made}").text)
    assert "then press 3" in words_of(app.test_client().get(f"/services/shortlist?id={made}").text)


def test_a_listing_without_any_number_says_so(app: Flask) -> None:
    made = factories.publish(app, phones=[])

    page = words_of(app.test_client().get(f"/services/{made}").text)

    assert "No phone number known" in page


def test_the_title_says_nothing_of_what_was_looked_at(client: FlaskClient) -> None:
    title = parser.fromstring(client.get(f"/services/{id_of('the-havens')}").text).xpath("string(//title)")

    assert "Havens" not in title


# --- for machines -----------------------------------------------------------------------------------------------------


def structured(page: str) -> dict[str, object]:
    """The page's JSON-LD."""
    return json.loads(parser.fromstring(page).xpath("string(//script[@type='application/ld+json'])"))


def test_a_site_has_its_address_in_the_structured_data(client: FlaskClient) -> None:
    data = structured(client.get(f"/services/{id_of('ashford-place')}").text)

    assert data["@context"] == "https://schema.org"
    assert data["telephone"] == ["020 8208 8590"]
    assert data["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "60 Ashford Road, Cricklewood",
        "addressLocality": "London",
        "postalCode": "NW2 6TU",
        "addressCountry": "GB",
    }


@pytest.mark.parametrize("slug", ["nda-helpline", "awrc", "gaia", "the-havens"])
def test_nothing_but_a_site_has_an_address_in_the_structured_data(client: FlaskClient, slug: str) -> None:
    data = structured(client.get(f"/services/{id_of(slug)}").text)

    assert "address" not in data
    assert None not in data.values()
