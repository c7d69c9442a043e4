"""The starting directory: what the file says is what is loaded, once, and nothing else."""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import phonenumbers
import pytest
from flask import Flask
from flask.testing import FlaskClient
from phonenumbers import shortnumberinfo
from sqlalchemy import func, select

from pathway import create_app
from pathway.core.errors import SeedError
from pathway.directory import queries
from pathway.directory.models import Fallback, Location, Phone, Service, TaxonomyTerm
from pathway.directory.vocabulary import AgencyType, Coverage, LocationKind, Publication, TaxonomyName
from pathway.extensions import WRITES, db
from pathway.organizations.models import Organization
from pathway.upkeep import seed
from pathway.upkeep.prepare import prepare
from tests.integration.conftest import settings_for
from tests.integration.dumping import dump
from tests.integration.reading import ROOT, addresses, cards, drafts, id_of, listings_file, published, slugs, words_of
from tests.integration.upkeep.seeds import Listing, adding, listing_named, seed_folder
from tests.services import dispose

CLOCKS = ("last_modified_at",)
"""Columns that say when, and so differ between two databases."""

# --- how much ---------------------------------------------------------------------------------------------------------


def test_the_counts_are_those_of_the_file(listings: Flask) -> None:
    with listings.app_context():
        graded = Counter(db.session.scalars(select(Service.publication)))
        kinds = Counter(db.session.scalars(select(Organization.kind)))
        counts = queries.counts()

    owners = {row["organization_name"]: row["organization_kind"] for row in listings_file()}
    assert graded == {Publication.PUBLISHED: 44, Publication.DRAFT: 28}
    assert len(listings_file()) == 72
    assert kinds == Counter(owners.values())
    assert (counts.published, counts.drafts, counts.confirmed, counts.numbers_checked) == (44, 28, 0, 0)


def test_first_responders_are_those_that_the_file_names(listings: Flask) -> None:
    named = {row["organization_name"] for row in listings_file() if row["is_first_responder"]}
    with listings.app_context():
        loaded = set(db.session.scalars(select(Organization.name).where(Organization.is_first_responder)))

    assert loaded == named
    assert len(named) >= 2


def test_each_of_26_agency_types_has_a_term_and_words_for_when_nobody_answers(listings: Flask) -> None:
    with listings.app_context():
        terms = [
            term.code
            for term in db.session.scalars(select(TaxonomyTerm))
            if term.taxonomy.name is TaxonomyName.AGENCY_TYPE
        ]
        words = {row.agency_type: row.text for row in db.session.scalars(select(Fallback))}

    told = json.loads((ROOT / "seed" / "fallbacks.json").read_text("utf-8"))["fallbacks"]
    assert len(AgencyType) == 26
    assert sorted(terms) == sorted(AgencyType)
    assert words == told
    assert all(words.values())


def test_every_row_of_a_listing_is_loaded(listings: Flask) -> None:
    with listings.app_context():
        for row in listings_file():
            service = queries.find(row["id"])
            assert service.name == row["name"]
            assert service.description == row["description"]
            assert service.organization.name == row["organization_name"]
            assert [phone.number for phone in service.phones] == [phone["number"] for phone in row["phones"]]
            assert [phone.extension for phone in service.phones] == [phone.get("extension") for phone in row["phones"]]
            assert [(one.byday, f"{one.opens_at:%H:%M}", f"{one.closes_at:%H:%M}") for one in service.schedules] == [
                (one["byday"], one["opens_at"], one["closes_at"]) for one in row["schedules"]
            ]
            assert [source.title for source in service.sources] == [source["title"] for source in row["sources"]]
            serves = [row["serves"]] if isinstance(row["serves"], str) else row["serves"]
            assert [area.name.lower() for area in service.areas] == [name.lower() for name in serves]
            carried = {(term.taxonomy.name.value, term.code) for term in service.terms}
            assert {code for name, code in carried if name == "agency_type"} == set(row["agency_types"])
            assert {code for name, code in carried if name == "topic"} == set(row["taxonomy_terms"])


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

    assert len(numbers) == sum(len(row["phones"]) for row in listings_file())
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
    told = json.loads((ROOT / "seed" / "fallbacks.json").read_text("utf-8"))["fallbacks"]
    held = {re.sub(r"\D", "", phone["number"]) for row in published() for phone in row["phones"]}

    found = {re.sub(r"\D", "", one) for words in told.values() for one in NUMBER.findall(words)}

    assert len(found) >= 10
    assert found - held <= {"999", "101", "111", "116123"}


def test_each_of_those_numbers_is_a_link_and_says_that_nobody_rang_it(listings: Flask) -> None:
    from pathway.directory.fallbacks import texts_for

    with listings.app_context():
        for text in texts_for(list(AgencyType)):
            words = "".join(part.text for part in text.parts)
            numbers = [part for part in text.parts if part.digits]
            assert [re.sub(r"\D", "", one) for one in NUMBER.findall(words)] == [part.digits for part in numbers]
            assert all(part.is_listed or part.always_stands for part in numbers)
            assert text.has_unchecked == any(not part.always_stands for part in numbers)


# --- hours, areas, places ---------------------------------------------------------------------------------------------


def test_midnight_to_midnight_every_day_is_open_24_hours(client: FlaskClient) -> None:
    all_hours = {row["id"] for row in published() if _is_round_the_clock(row)}
    assert len(all_hours) == 11

    for slug in all_hours:
        words = words_of(client.get(f"/services/{id_of(slug)}").text)
        assert re.search(r"(Takes calls|Open) now, 24 hours", words), slug


def _is_round_the_clock(row: Any) -> bool:
    times = {(one["byday"], one["opens_at"], one["closes_at"]) for one in row["schedules"]}
    return times == {("MO,TU,WE,TH,FR,SA,SU", "00:00", "00:00")}


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
    slug = next(row["id"] for row in listings_file() if "police" in row["takes_referrals_from"])
    with listings.app_context():
        service = queries.find(slug)

    assert "police may refer too" in service.referral_note
    assert service.takes_professionals


def test_kinds_of_place_are_those_of_the_file(listings: Flask) -> None:
    kinds = {
        "physical": LocationKind.SITE,
        "virtual": LocationKind.PHONE_OR_ONLINE,
        "postal": LocationKind.PHONE_OR_ONLINE,
        "area_only": LocationKind.AREA,
        "hospital_site_only": LocationKind.AREA,
        "confidential": LocationKind.CONFIDENTIAL,
    }
    with listings.app_context():
        for row in listings_file():
            (at,) = queries.find(row["id"]).at_locations
            assert at.location.kind is kinds[row["location_type"]], row["id"]
            if row["latitude"] is not None:
                assert (at.location.latitude, at.location.longitude) == (row["latitude"], row["longitude"])


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


# --- drafts, and what is never loaded ---------------------------------------------------------------------------------


def test_no_draft_is_in_any_response(listings: Flask, client: FlaskClient) -> None:
    hidden = {id_of(row["id"]) for row in drafts()}
    shown = {re.sub(r"\D", "", phone["number"]) for row in published() for phone in row["phones"]}
    numbers = {re.sub(r"\D", "", phone["number"]) for row in drafts() for phone in row["phones"]} - shown
    assert len(hidden) == 28
    assert len(numbers) > 10
    asked = addresses(listings, id_of("the-havens"))
    asked += [f"/services?page={page}" for page in (1, 2, 3)]
    asked += [f"/services?q={row['name']}" for row in drafts()]
    asked += [f"/services?near=NW10&need={need}" for need in ("housing", "somewhere_tonight", "substance_misuse")]
    asked += ["/services/shortlist?id=" + "&id=".join(sorted(hidden))]

    for address in asked:
        page = client.get(address, buffered=True).text
        assert hidden.isdisjoint(cards(page)), address
        assert numbers.isdisjoint(re.sub(r"\D", "", found) for found in re.findall(r'href="(?:tel|sms):([^"]+)"', page))


def test_a_draft_has_no_page(client: FlaskClient) -> None:
    for row in drafts():
        for identifier in (row["id"], id_of(row["id"])):
            for page in ("", "/report", "/thanks"):
                assert client.get(f"/services/{identifier}{page}").status_code == 404


def test_a_draft_is_not_found_by_its_name(client: FlaskClient) -> None:
    for row in drafts():
        assert id_of(row["id"]) not in client.get("/services", query_string={"q": row["name"]}).text


def test_listings_to_check_are_never_loaded(app: Flask, tmp_path: Path) -> None:
    folder = seed_folder(tmp_path, adding())
    canary = {"listings": [listing_named("gaia") | {"id": "canary", "name": "Canary"}]}
    (folder / "listings-to-check.json").write_text(json.dumps(canary), "utf-8")

    with app.app_context():
        db.session.connection(execution_options=WRITES)
        assert seed.load(db.session(), folder) == 0
        assert queries.find("canary") is None
        db.session.rollback()
    assert not (ROOT / "seed" / "listings-to-check.json").exists()


# --- again and elsewhere ----------------------------------------------------------------------------------------------


def test_loading_again_changes_nothing(app: Flask) -> None:
    before = dump(app)

    added = prepare(app)

    assert added == 0
    assert dump(app) == before


def test_what_people_changed_is_left_as_it_is(app: Flask) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        service = queries.find("gaia")
        service.description = "Changed by its own people."
        service.slug = "gaia-centre"
        service.organization.name = "Renamed by its own people"
        db.session.get_one(Fallback, AgencyType.SARC).text = "Changed by the coordinator."
        db.session.commit()
    before = dump(app)

    added = prepare(app)

    assert added == 0
    assert dump(app) == before


def test_a_listing_added_to_the_file_is_added_and_nothing_else_changes(app: Flask, tmp_path: Path) -> None:
    folder = seed_folder(tmp_path, adding(listing_named("gaia") | {"id": "new-one", "name": "New one"}))
    before = {slug for (slug,) in _slugs(app)}

    with app.app_context():
        db.session.connection(execution_options=WRITES)
        assert seed.load(db.session(), folder) == 1
        db.session.commit()

    assert {slug for (slug,) in _slugs(app)} - before == {"new-one"}
    assert id_of("new-one") in cards(app.test_client().get("/services?q=new+one").text)


def _slugs(app: Flask) -> Any:
    with app.app_context():
        return db.session.execute(select(Service.slug)).all()


def test_ids_are_the_uuid5_of_the_slug() -> None:
    names = uuid5(NAMESPACE_URL, "pathway:seed")

    assert id_of("the-havens") == str(uuid5(names, "service:the-havens"))
    # Written out, so that a change of the rule shows: addresses that people kept depend on it.
    assert id_of("the-havens") == "a468faba-7aed-5cee-86bd-3f85cd837a7a"


@pytest.mark.postgresql
def test_both_engines_hold_the_same_after_loading(
    copies: Callable[[str, Path], AbstractContextManager[str]], tmp_path: Path
) -> None:
    dumps = []
    for engine in ("sqlite", "postgresql"):
        with copies(engine, tmp_path) as url:
            app = create_app(settings_for(url))
            dumps.append(dump(app, without=(*CLOCKS, "vector")))
            dispose(app)

    assert dumps[0] == dumps[1]
    assert len(dumps[0]["service"]) == 72


# --- bad files --------------------------------------------------------------------------------------------------------

WEEKLY = {"kind": "opening", "freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "17:00"}
SOURCE = {"title": "A page", "url": None, "type": None, "page_date": None, "seen_on": None}
GONE = "left out"

FAULTS: list[tuple[str, Any]] = [
    ("status", "asleep"),
    ("coverage", "mars"),
    ("coverage", None),
    ("approach", "magic"),
    ("referral_channel", "pigeon"),
    ("location_type", "moon"),
    ("organization_kind", "army"),
    ("organization_kind", "charity"),
    ("organization_name", None),
    ("is_first_responder", "yes"),
    ("confidence", "Z"),
    ("agency_types", ["wizard"]),
    ("takes_referrals_from", ["anyone"]),
    ("phones", [{"number": "12"}]),
    ("phones", [{"number": "020 7946"}]),
    ("phones", [{"number": "+1 212 555 0100"}]),
    ("phones", [{}]),
    ("phones", [{"number": "999", "type": "telegraph"}]),
    ("phones", [{"number": "999", "description": "x" * 301}]),
    ("phones", [{"number": "999", "extension": 3}]),
    ("schedules", [WEEKLY | {"freq": "YEARLY"}]),
    ("schedules", [WEEKLY | {"opens_at": "25:00"}]),
    ("schedules", [WEEKLY | {"closes_at": None}]),
    ("schedules", [WEEKLY | {"byday": "XX"}]),
    ("schedules", [WEEKLY | {"byday": ""}]),
    ("schedules", [WEEKLY | {"kind": "sometimes"}]),
    ("schedules", ["nine to five"]),
    ("sources", [SOURCE | {"seen_on": "yesterday"}]),
    ("sources", [SOURCE | {"title": None}]),
    ("serves", [None]),
    ("serves", ["x" * 121]),
    ("minimum_age", 200),
    ("minimum_age", -1),
    ("minimum_age", "old"),
    ("minimum_age", 30),
    ("latitude", 123.0),
    ("latitude", "north"),
    ("longitude", None),
    ("name", None),
    ("name", "x" * 201),
    ("name", 7),
    ("description", None),
    ("women_only", "yes"),
    ("phone_free", "yes"),
    ("schedule_description", "x" * 301),
    ("postal_code", "x" * 11),
    ("for_whom", "women"),
    ("taxonomy_terms", None),
    *((field, GONE) for field in ("name", "phones", "schedules", "serves", "status", "organization_name", "for_whom")),
]


@pytest.mark.parametrize(("field", "value"), FAULTS, ids=lambda one: str(one)[:30])
def test_a_bad_listing_is_refused_by_its_name_and_the_fields(
    listings: Flask, tmp_path: Path, field: str, value: Any
) -> None:
    bad = listing_named("brent-council") | {"id": "canary", "maximum_age": 20, field: value}
    if value == GONE:
        del bad[field]

    said = refusal(listings, seed_folder(tmp_path, adding(bad)))

    assert said.startswith("canary: ")
    assert field in said


def refusal(app: Flask, folder: Path) -> str:
    """Load a folder, expect that it is refused, and return what was said."""
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        with pytest.raises(SeedError) as caught:
            seed.load(db.session(), folder)
        db.session.rollback()
    return str(caught.value)


def test_the_listing_that_the_faults_are_put_into_loads_without_them(listings: Flask, tmp_path: Path) -> None:
    good = listing_named("brent-council") | {"id": "canary", "maximum_age": 20}

    with listings.app_context():
        db.session.connection(execution_options=WRITES)
        assert seed.load(db.session(), seed_folder(tmp_path, adding(good))) == 1
        db.session.rollback()


def _without_id(listings: list[Listing], _fallbacks: dict[str, str]) -> None:
    listings.append({key: value for key, value in listing_named("gaia").items() if key != "id"})


def _twice(listings: list[Listing], _fallbacks: dict[str, str]) -> None:
    listings.append(listing_named("gaia"))


def _without_words(_listings: list[Listing], fallbacks: dict[str, str]) -> None:
    del fallbacks["sarc"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_without_id, "listing 73 of the file: id is missing"),
        (_twice, "gaia: this id stands twice in the file"),
        (_without_words, "fallbacks.json has no words for sarc"),
        (lambda listings, fallbacks: listings.append("nonsense"), "listing 73 of the file: id is missing"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(
    listings: Flask, tmp_path: Path, change: Callable[[list[Listing], dict[str, str]], None], said: str
) -> None:
    assert refusal(listings, seed_folder(tmp_path, change)) == said


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"listings": {}}', "null"])
def test_a_file_that_cannot_be_read_is_refused_by_its_name(listings: Flask, tmp_path: Path, content: str) -> None:
    folder = seed_folder(tmp_path, adding())
    (folder / "listings.json").write_text(content, "utf-8")

    assert refusal(listings, folder).startswith("listings.json")


def test_a_file_that_is_not_there_is_refused_by_its_name(listings: Flask, tmp_path: Path) -> None:
    assert refusal(listings, tmp_path).startswith("listings.json cannot be read")


def test_nothing_of_a_bad_file_is_saved(empty_database: str, tmp_path: Path) -> None:
    folder = seed_folder(
        tmp_path, adding(listing_named("nda-helpline") | {"id": "canary", "phones": [{"number": "12"}]})
    )
    app = create_app(settings_for(empty_database, seed=folder))

    with pytest.raises(SeedError):
        prepare(app)

    assert {name: rows for name, rows in dump(app).items() if rows} == {}
    dispose(app)
