"""Away from London: nothing of Brent or London is offered, what is far is not near, and a shared name is asked."""

import csv
import json
import random
import re
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from lxml import html as parser

from pathway.config import ROOT
from pathway.directory.geography import Gazetteer
from pathway.directory.search import fallbacks
from pathway.directory.vocabulary import Nation
from tests.integration.reading import SAME_ORIGIN, apart, first_group, slugs, words_of
from tests.seed_file import published

GEO = ROOT / "seed" / "geo"
GAZETTEER = Gazetteer(GEO)
TOWNS = 200
CALLS = re.compile(r'href="(?:tel|sms):(\d+)"')
WHOLE_COUNTRY = ("UK", "United Kingdom")
WORDS = {
    Nation.ENGLAND: (*WHOLE_COUNTRY, "England"),
    Nation.WALES: (*WHOLE_COUNTRY, "England and Wales"),
    Nation.SCOTLAND: WHOLE_COUNTRY,
    Nation.NORTHERN_IRELAND: WHOLE_COUNTRY,
}
UNSAID = {"southall-black-sisters"}
"""National, and its words do not say which nations."""


def towns() -> list[dict[str, str]]:
    """200 towns outside London, some of each nation; the same ones in every run."""
    with (GEO / "gb_places.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["county"] != "London" and row["nation"] != "islands"]
    names = [row for row in rows if GAZETTEER.find(row["name"])]
    pick = random.Random(13)
    return [*pick.sample(names, TOWNS - 40), *pick.sample([row for row in names if row["nation"] != "england"], 40)]


def numbers(row: dict) -> set[str]:
    return {"".join(filter(str.isdigit, phone["number"])) for phone in row["phones"]}


def served(row: dict, town: dict[str, str]) -> bool:
    """Whether a listing's own words in the seed say that it serves a town."""
    if row["areas"] == ["National"]:
        says_so = (row["service_area_description"] or "").startswith(WORDS[Nation(town["nation"])])
        return says_so or (row["slug"] in UNSAID and town["nation"] == "england")
    return not row["areas"] or bool(GAZETTEER.find(town["name"]).areas & {name.casefold() for name in row["areas"]})


@pytest.mark.parametrize("rest", ["", "&q=rape", "&need=domestic_abuse", "&q=housing"])
def test_no_number_of_a_service_that_does_not_serve_the_town_is_a_button(client: FlaskClient, rest: str) -> None:
    rows = published()
    fallbacks = json.loads((ROOT / "seed" / "fallbacks.json").read_text("utf-8"))["rows"]
    said = {
        re.sub(r"\D", "", found)
        for row in fallbacks
        if row["area"] in {"any", "elsewhere"}
        for found in re.findall(r"\d[\d ]+\d", row["text"])
    }
    checked = 0

    asked = towns()[:: 1 if not rest else 8]
    for town in asked:
        page = client.get(f"/services?near={quote(town['name'])}{rest}").text
        main = page[page.index("<main") : page.index("</main>")]
        buttons = set(CALLS.findall(main))
        offered = buttons - said - {"999", "101"}
        good = set().union(*(numbers(row) for row in rows if served(row, town)))
        assert offered <= good, (town["name"], offered - good)
        checked += bool(buttons)

    assert checked == len(asked)


@pytest.mark.parametrize("near", ["Norwich", "Cardiff", "Glasgow", "Belfast", "NR1", "EH1", "Scotland", "Cornwall"])
def test_from_afar_the_page_says_that_nobody_is_listed_there_and_gives_national_lines(
    client: FlaskClient, near: str
) -> None:
    page = client.get(f"/services?near={near}").text

    assert "We list nobody there" in page
    assert "<article" not in first_group(page)
    assert "samaritans" in slugs(apart(page))
    assert "the-havens" not in slugs(page)


def test_a_service_for_a_town_is_listed_there_and_not_for_the_next(client: FlaskClient) -> None:
    def listed(near: str) -> bool:
        return "basis-yorkshire" in slugs(
            "".join(client.get(f"/services?near={near}&page={n}").text for n in (1, 2, 3))
        )

    grade = {row["slug"]: row["evidence_grade"] for row in published()}
    assert "basis-yorkshire" in grade
    assert listed("Leeds")
    assert listed("LS1")
    assert not listed("Manchester")
    assert "We list nobody there" not in client.get("/services?near=Leeds&q=outreach").text
    assert "We list nobody there" in client.get("/services?near=Norwich&q=outreach").text


@pytest.mark.parametrize("near", ["NW10", "NW10 4", "Soho"])
def test_where_only_the_borough_is_unknown_no_service_of_a_far_town_is_listed(client: FlaskClient, near: str) -> None:
    scope = GAZETTEER.find(near).scope
    far = {row["slug"] for row in published() if row["areas"] in (["Leeds"], ["Sussex"], ["Bristol"])}

    listed = {one for page in range(1, 9) for one in slugs(client.get(f"/services?near={near}&page={page}").text)}

    assert not scope.is_away
    assert far
    assert ("open-doors" in listed) is not scope.is_borough_known
    assert not far & listed


def test_a_shared_name_is_asked_and_each_choice_is_one_tap(client: FlaskClient) -> None:
    page = client.get("/services?near=Newport&q=rape")
    links = parser.fromstring(page.text).xpath("//section[@aria-labelledby='which-title']//a")

    assert page.status_code == 200
    assert "Which Newport?" in words_of(page.text)
    assert "near-title" not in page.text
    assert "Newport, Isle of Wight" in [link.text for link in links]
    assert "the-havens" not in slugs(page.text)
    for link in links:
        chosen = client.get(link.get("href"))
        assert chosen.status_code == 200
        assert "Which Newport?" not in words_of(chosen.text)
        assert f"calls from {link.text}" in words_of(chosen.text)
        assert "rape" in link.get("href")


def test_a_name_brent_shares_is_asked_with_brents_first(client: FlaskClient) -> None:
    page = client.get("/services?near=kilburn&q=leaving").text
    links = parser.fromstring(page).xpath("//section[@aria-labelledby='which-title']//a")

    assert [link.text for link in links] == ["Kilburn, Brent", "Kilburn, Derbyshire"]


SHARED = ("Stratford", "Richmond", "Sudbury", "Preston", "Kilburn")
ASKED_THERE = (
    "",
    "q=raped",
    "q=child+abuse",
    "q=nowhere+to+sleep",
    "q=suicidal",
    "q=safeguarding",
    "need=housing",
    "q=qwerty",
)


@pytest.mark.parametrize("rest", ASKED_THERE)
@pytest.mark.parametrize("near", SHARED)
def test_until_she_says_which_no_number_is_of_one_of_the_places_alone(
    client: FlaskClient, near: str, rest: str
) -> None:
    main = client.get(f"/services?near={near}&{rest}").text.partition("<main")[2]
    places = GAZETTEER.shared(near).places
    with client.application.app_context():
        owners = fallbacks.owners_by_digits(set(CALLS.findall(main)))

    assert {place.in_london for place in places} == {True, False}
    assert "In Brent: " not in main
    assert owners
    for number, whose in owners.items():
        for place in places:
            assert any(owner.card.intake.serves(place.scope) for owner in whose), (number, place.name)


def test_a_shared_name_sent_by_the_form_stays_in_the_address(client: FlaskClient) -> None:
    sent = client.post("/services", data={"near": "newport"}, headers={"Sec-Fetch-Site": "same-origin"})

    assert sent.headers["Location"] == "/services?near=Newport"


def test_a_place_that_is_not_known_is_told_what_to_type(client: FlaskClient) -> None:
    page = client.get("/services?near=Narnia")

    assert page.status_code == 400
    assert "Type a postcode, its first half such as NW10, or the nearest town" in words_of(page.text)


def meant(page: str) -> dict[str, str]:
    """Return the places a page asks whether they were meant, each with where its link leads."""
    links = parser.fromstring(page).xpath("//section[@aria-labelledby='meant-title']//a")
    return {link.text: link.get("href") for link in links}


@pytest.mark.parametrize("path", ["/services", "/services/map"])
@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("Willsden", "Willesden"),
        ("Nesden", "Neasden"),
        ("Manchestr", "Manchester"),
        ("manch", "Manchester"),
        ("Brimingham", "Birmingham"),
        ("Hackny, London", "Hackney"),
        ("willesden gren", "Willesden Green"),
        ("Yorkshir", "Yorkshire"),
    ],
)
def test_a_misspelt_place_is_asked_about_and_the_link_keeps_what_was_asked(
    client: FlaskClient, path: str, typed: str, place: str
) -> None:
    asked = {"near": typed, "q": "food", "need": ["housing", "crisis"], "open": "now", "take": "self", "page": "2"}

    page = client.get(path, query_string=asked)
    found = meant(page.text)

    assert page.status_code == 400
    assert next(iter(found)) == place
    assert len(found) <= 3
    assert found[place] == f"{path}?q=food&need=housing&need=crisis&near={place.replace(' ', '+')}&open=now&take=self"
    assert client.get(found[place]).status_code == 200
    assert "Did you mean" in client.post(path, data={"near": typed}, headers=SAME_ORIGIN).text


def test_a_shared_name_that_was_meant_asks_which(client: FlaskClient) -> None:
    found = meant(client.get("/services?near=Newprt").text)

    assert list(found) == ["Newport"]
    assert "Which Newport?" in client.get(found["Newport"]).text


@pytest.mark.parametrize("near", ["Narnia", "NW99", "Ely2", "Eli", "zzzzzz", "x" * 500, "NW10 4L", "Willsden NW1O 4LT"])
def test_nothing_is_proposed_for_a_code_or_for_what_no_name_is_near(client: FlaskClient, near: str) -> None:
    page = client.get("/services", query_string={"near": near}, follow_redirects=True)

    assert meant(page.text) == {} or near.startswith("Willsden")
    assert "4LT" not in page.text


@pytest.mark.parametrize(
    ("words", "place", "rest"),
    [
        ("willsden", "Willesden", ""),
        ("clinic in manchestr", "Manchester", "q=clinic&amp;"),
        ("food near Nesden", "Neasden", "q=food&amp;"),
    ],
)
def test_a_misspelt_place_among_the_words_is_asked_about_too(
    client: FlaskClient, words: str, place: str, rest: str
) -> None:
    page = client.get("/services", query_string={"q": words})

    assert page.status_code == 200
    assert next(iter(meant(page.text))) == place
    assert f'href="/services?{rest}near={place}"' in page.text


@pytest.mark.parametrize(
    "words", ["beaten by wayne from luton", "moved here from manchester homeless", "trafficked from hull"]
)
def test_where_somebody_comes_from_leaves_out_nobody_of_brent_or_london(client: FlaskClient, words: str) -> None:
    page = client.get("/services", query_string={"q": words}).text
    calls = {row["coverage"] for row in published() if row["slug"] in slugs(page)}

    assert "near-title" not in page
    assert "We list nobody there" not in page
    assert {"brent", "london"} & calls
    assert meant(page) == {}


def test_a_stray_word_of_a_search_is_no_place(client: FlaskClient) -> None:
    for words in ("food leds", "clinic", "rehab willesden", "food in willesden"):
        assert meant(client.get("/services", query_string={"q": words}).text) == {}, words
