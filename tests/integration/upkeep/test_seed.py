"""The starting directory: what the file says is what is loaded."""

import csv
import json
import re
from collections import Counter
from itertools import product

import phonenumbers
import pytest
from flask import Flask
from flask.testing import FlaskClient
from phonenumbers import shortnumberinfo
from sqlalchemy import func, select

from pathway.directory import queries
from pathway.directory.models import Fallback, Location, Phone, Service, TaxonomyTerm
from pathway.directory.vocabulary import AgencyType, Coverage, FallbackArea, Publication, TaxonomyName
from pathway.extensions import db
from pathway.organizations.models import Organization
from tests.integration.reading import ROOT, slugs, words_of
from tests.seed_file import every_listing, id_of, is_round_the_clock, published

# --- how much ---------------------------------------------------------------------------------------------------------


def test_the_counts_are_those_of_the_file(listings: Flask) -> None:
    with listings.app_context():
        graded = Counter(db.session.scalars(select(Service.publication)))
        kinds = Counter(db.session.scalars(select(Organization.kind)))
        counts = queries.counts()

    owners = {row["organization"]["name"]: row["organization"]["kind"] for row in every_listing()}
    assert graded == {Publication.PUBLISHED: 44, Publication.DRAFT: 28}
    assert len(every_listing()) == 72
    assert kinds == Counter(owners.values())
    assert (counts.published, counts.drafts, counts.confirmed, counts.numbers_checked) == (44, 28, 0, 0)


def test_first_responders_are_those_that_the_file_names(listings: Flask) -> None:
    named = {row["organization"]["name"] for row in every_listing() if row["organization"]["is_first_responder"]}
    with listings.app_context():
        loaded = set(db.session.scalars(select(Organization.name).where(Organization.is_first_responder)))

    assert loaded == named
    assert len(named) >= 2


def test_each_of_27_agency_types_has_a_term_and_words_for_when_nobody_answers(listings: Flask) -> None:
    with listings.app_context():
        terms = [
            term.code
            for term in db.session.scalars(select(TaxonomyTerm))
            if term.taxonomy.name is TaxonomyName.AGENCY_TYPE
        ]
        rows = db.session.scalars(select(Fallback)).all()
        words = {(row.agency_type, row.area, row.age, row.hours): row.text for row in rows}

    told = json.loads((ROOT / "seed" / "fallbacks.json").read_text("utf-8"))["rows"]
    assert len(AgencyType) == 27
    assert sorted(terms) == sorted(AgencyType)
    assert words == {(row["agency_type"], row["area"], row["age"], row["hours"]): row["text"] for row in told}
    assert {kind for kind, area, _, _ in words if area == "any"} == set(AgencyType)
    assert all(words.values())


def test_every_row_of_a_listing_is_loaded(listings: Flask) -> None:
    with listings.app_context():
        for row in every_listing():
            service = queries.find(row["slug"])
            assert service.name == row["name"]
            assert service.description == row["description"]
            assert service.organization.name == row["organization"]["name"]
            assert [phone.number for phone in service.phones] == [phone["number"] for phone in row["phones"]]
            assert [phone.extension for phone in service.phones] == [phone.get("extension") for phone in row["phones"]]
            assert [(one.byday, f"{one.opens_at:%H:%M}", f"{one.closes_at:%H:%M}") for one in service.schedules] == [
                (one["byday"], one["opens_at"], one["closes_at"]) for one in row["schedules"]
            ]
            assert [source.title for source in service.sources] == [source["title"] for source in row["sources"]]
            assert [area.name for area in service.areas] == row["areas"]
            carried = {(term.taxonomy.name.value, term.code) for term in service.terms}
            assert {code for name, code in carried if name == "agency_type"} == set(row["agency_types"])
            assert {code for name, code in carried if name == "topic"} == set(row["topics"])


def test_what_nobody_told_us_stays_empty(listings: Flask) -> None:
    with listings.app_context():
        for service in db.session.scalars(select(Service)):
            assert service.response_time is None
            assert service.what_happens_next is None
            assert service.assured_on is None
            assert service.assured_by is None
        assert db.session.scalar(select(func.count()).where(Phone.number_checked_on.is_not(None))) == 0


# --- numbers ----------------------------------------------------------------------------------------------------------


def test_every_number_can_be_rung_from_britain(listings: Flask) -> None:
    with listings.app_context():
        numbers = db.session.execute(select(Phone.number, Phone.digits)).all()

    assert len(numbers) == sum(len(row["phones"]) for row in every_listing())
    for printed, digits in numbers:
        parsed = phonenumbers.parse(digits, "GB")
        assert shortnumberinfo.is_valid_short_number_for_region(
            parsed, "GB"
        ) or phonenumbers.is_valid_number_for_region(parsed, "GB"), printed
        assert digits == re.sub(r"\D", "", printed)


def test_a_text_line_is_texted_and_not_rung(listings: Flask) -> None:
    with listings.app_context():
        assert queries.find("shout").phones[0].href == "sms:85258"
        assert queries.find("nda-helpline").phones[0].href == "tel:08082000247"


NUMBER = re.compile(r"\b0[\d ]{8,13}\d\b|\b116 123\b|\b(?:999|101|111)\b")


def test_every_number_in_the_words_for_when_nobody_answers_is_a_published_listings_or_always_stands() -> None:
    told = json.loads((ROOT / "seed" / "fallbacks.json").read_text("utf-8"))["rows"]
    held = {re.sub(r"\D", "", phone["number"]) for row in published() for phone in row["phones"]}

    found = {re.sub(r"\D", "", one) for row in told for one in NUMBER.findall(row["text"])}

    assert len(found) >= 10
    assert found - held <= {"999", "101", "111", "116123"}


def test_each_of_those_numbers_is_a_link_and_says_that_nobody_rang_it(listings: Flask) -> None:
    from pathway.directory.search.fallbacks import Situation, texts_for

    situations = [
        Situation(area, is_child, in_office_hours)
        for area, is_child, in_office_hours in product((None, *FallbackArea), (False, True), (False, True))
    ]
    with listings.app_context():
        for text in [text for one in situations for text in texts_for(list(AgencyType), one)]:
            words = "".join(part.text for part in text.parts)
            numbers = [part for part in text.parts if part.digits]
            assert [re.sub(r"\D", "", one) for one in NUMBER.findall(words)] == [part.digits for part in numbers]
            assert all(part.owners or part.always_stands for part in numbers)
            assert text.has_unchecked == any(not part.always_stands for part in numbers)


# --- hours, areas, places ---------------------------------------------------------------------------------------------


def test_midnight_to_midnight_every_day_is_open_24_hours(client: FlaskClient) -> None:
    all_hours = {row["slug"] for row in published() if is_round_the_clock(row)}
    assert len(all_hours) == 11

    for slug in all_hours:
        words = words_of(client.get(f"/services/{id_of(slug)}").text)
        assert re.search(r"(Takes calls|Open) now, 24 hours", words), slug


def test_the_note_of_an_hours_row_is_shown(client: FlaskClient) -> None:
    assert "as at February 2023" in words_of(client.get(f"/services/{id_of('galop')}").text)
    assert "Hours as at February 2023" in words_of(client.get("/services?q=galop").text)


def test_hours_without_rows_are_shown_as_printed(client: FlaskClient) -> None:
    words = words_of(client.get(f"/services/{id_of('gaia')}").text)

    assert "Hours not known, ring first" in words
    assert "8am-6pm, on-call out of hours" in words


def test_a_neighbouring_borough_counts_as_elsewhere(listings: Flask, client: FlaskClient) -> None:
    with listings.app_context():
        assert queries.find("harrow-adult-safeguarding").coverage is Coverage.ELSEWHERE

    assert "harrow-adult-safeguarding" in slugs(client.get("/services?area=elsewhere").text)


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("ictg", None),
        ("hestia-msr", "through a first responder"),
        ("brent-rough-sleeper-hub", "through an outreach team"),
    ],
)
def test_who_may_refer_becomes_a_note_and_counts_as_a_professional(
    listings: Flask, slug: str, words: str | None
) -> None:
    with listings.app_context():
        service = queries.find(slug)

    assert service.referral_note == words
    assert service.takes_professionals


def test_police_who_may_refer_are_noted(listings: Flask) -> None:
    slug = next(row["slug"] for row in every_listing() if "police" in (row.get("referral_note") or ""))
    with listings.app_context():
        service = queries.find(slug)

    assert "police may refer too" in service.referral_note
    assert service.takes_professionals


def test_kinds_of_place_are_those_of_the_file(listings: Flask) -> None:
    with listings.app_context():
        for row in every_listing():
            (at,) = queries.find(row["slug"]).at_locations
            place = row["place"]
            assert at.location.kind == place["kind"], row["slug"]
            point = (place.get("latitude"), place.get("longitude"))
            assert (at.location.latitude, at.location.longitude) == point


def test_a_site_without_coordinates_stands_at_the_middle_of_its_sector_and_says_so(
    listings: Flask, client: FlaskClient
) -> None:
    with listings.app_context():
        place = queries.find("women-at-the-well").at_locations[0].location
        sure = set(db.session.scalars(select(Location.is_approximate).where(Location.coordinate_source.is_not(None))))

    with (ROOT / "seed" / "geo" / "london_postcode_sectors.csv").open(encoding="utf-8") as table:
        sector = next(line for line in csv.DictReader(table) if line["sector"] == "WC1H 8")
    assert (place.latitude, place.longitude) == (float(sector["lat"]), float(sector["lon"]))
    assert place.is_approximate
    assert sure == {True, False}
    assert 'aria-labelledby="near-title"' in client.get("/services?near=WC1H").text
    assert "women-at-the-well" in slugs(client.get("/services?near=WC1H").text)
