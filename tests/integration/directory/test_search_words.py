"""What somebody types finds what she means: other forms, other words, slips of the pen, and what to do when nothing."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html as parser

from pathway.directory.vocabulary import AgencyType
from tests import factories
from tests.integration.reading import cards, every_card, slugs, words_of
from tests.seed_file import id_of, published


def found(client: FlaskClient, typed: str) -> set[str]:
    """The ids that some words find."""
    return set(every_card(client, "/services" if not typed else f"/services?q={typed.replace(' ', '+')}"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("refugees", "refugee"),
        ("Housing", "HOUSING"),
        ("trafficked", "trafficking"),
        ("childrens", "children's"),
        ("women's aid", "women\u2019s aid"),
        ("drop-in", "drop in"),
        ("a&e", "A & E"),
        ("24/7", "247"),
        ("0808 2000 247", "08082000247"),
        ("food shower", "shower food"),
        ("  food   shower ", "food shower"),
        ("café", "cafe"),
    ],
)
def test_two_ways_to_type_one_thing_find_the_same(client: FlaskClient, one: str, other: str) -> None:
    assert found(client, one) == found(client, other)


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("galop", "galop"),
        ("samarit", "samaritans"),
        ("ashf", "ashford-place"),
        ("kalay", "kalayaan"),
        ("havens", "the-havens"),
        ("northwick", "northwick-park-ae"),
        ("0808 2000 247", "nda-helpline"),
        ("116123", "samaritans"),
        ("8961 6549", "awrc"),
        ("Birkenhead", "women-at-the-well"),
        ("capper street", "clash-shoc"),
    ],
)
def test_a_name_its_beginning_a_number_or_a_street_finds_the_listing(
    client: FlaskClient, typed: str, slug: str
) -> None:
    assert id_of(slug) in found(client, typed)


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("DA", "nda-helpline"),
        ("dv", "nda-helpline"),
        ("raped", "the-havens"),
        ("pimp", "modern-slavery-helpline"),
        ("suicidal", "samaritans"),
        ("lawyer", "rights-of-women"),
        ("sex worker clinic", "clash-shoc"),
        ("vulnerable adult", "brent-adult-safeguarding"),
        ("15 year old", "brent-mash"),
        ("homeless", "shelter"),
    ],
)
def test_a_workers_word_finds_what_listings_call_otherwise(client: FlaskClient, typed: str, slug: str) -> None:
    assert id_of(slug) in found(client, typed)


@pytest.mark.parametrize("typed", ["rehab", "detox", "heroin"])
def test_a_need_that_nobody_is_listed_for_gives_the_words_for_it_and_invents_nobody(
    client: FlaskClient, typed: str
) -> None:
    page = client.get(f"/services?q={typed}")

    words = words_of(page.text)
    assert "No service found" in words
    assert "We list no local drug and alcohol service yet" in words
    assert "Nobody has rung these numbers for us yet" not in words  # it names 999 and 111 only


@pytest.mark.parametrize("need", ["somewhere_tonight", "substance_misuse", "benefits_money"])
def test_the_kinds_without_a_published_service_say_so_and_what_to_do(client: FlaskClient, need: str) -> None:
    page = client.get(f"/services?need={need}")

    assert cards(page.text) == []
    assert page.status_code == 200
    assert parser.fromstring(page.text).xpath("//section[@aria-labelledby='instead-title']//h3")


def test_numbers_in_those_words_are_links_and_say_that_nobody_rang_them(client: FlaskClient) -> None:
    page = parser.fromstring(client.get("/services?need=somewhere_tonight").text)

    hrefs = page.xpath("//section[@aria-labelledby='instead-title']//a/@href")
    assert "tel:02089371234" in hrefs
    assert "tel:08082000247" in hrefs
    assert "Nobody has rung these numbers for us yet" in page.text_content()


@pytest.mark.parametrize(
    ("typed", "meant", "slug"),
    [
        ("safegaurding", "safeguarding", "brent-adult-safeguarding"),
        ("trafficing", "trafficking", "modern-slavery-helpline"),
        ("samaratins", "samaritans", "samaritans"),
        ("homless", "homeless", "shelter"),
    ],
)
def test_a_slip_of_the_pen_is_put_right_and_said(client: FlaskClient, typed: str, meant: str, slug: str) -> None:
    page = client.get(f"/services?q={typed}").text

    assert f"Did you mean {meant}?" in words_of(page)
    assert slug in slugs(page)


def test_a_word_that_no_listing_has_is_named_and_the_rest_counts(client: FlaskClient) -> None:
    page = client.get("/services?q=zzyzx+galop").text

    assert "No listing says \u201czzyzx\u201d" in words_of(page)
    assert "galop" in slugs(page)


def test_only_such_words_find_nothing(client: FlaskClient) -> None:
    page = client.get("/services?q=zzyzx").text

    assert cards(page) == []
    assert "No service found." in words_of(page)


def test_words_that_are_not_known_are_said_to_be_so_and_other_words_are_asked_for(client: FlaskClient) -> None:
    page = words_of(client.get("/services?q=zzyzx+qwerty").text)

    assert "We do not know \u201czzyzx\u201d, \u201cqwerty\u201d Try other words" in page
    assert "Nobody listed for this" not in page
    assert "If it cannot wait, ring: A&E, urgent treatment or 111 Ring 111" in page
    assert "Nobody listed for this" in words_of(client.get("/services?q=rehab&area=elsewhere").text)


def test_when_no_listing_has_everything_some_of_it_counts_and_is_said(app: Flask) -> None:
    factories.publish(app, name="Quimby kitchen")
    factories.publish(app, name="Zorro laundry")

    page = app.test_client().get("/services?q=quimby+zorro").text

    assert "No listing has everything you typed. These have some of it; the best match is first." in words_of(page)
    assert len(cards(page)) == 2


def test_a_listing_must_have_every_word_when_one_does(app: Flask) -> None:
    both = factories.publish(app, name="Quimby kitchen and Zorro laundry")
    factories.publish(app, name="Quimby kitchen")

    page = app.test_client().get("/services?q=quimby+zorro").text

    assert cards(page) == [str(both)]


def test_a_name_comes_before_a_mention(app: Flask) -> None:
    mention = factories.publish(app, name="Aardvark", description="We know Quimby well.")
    name = factories.publish(app, name="Quimby")

    assert cards(app.test_client().get("/services?q=quimby").text) == [str(name), str(mention)]


def test_small_words_carry_nothing(client: FlaskClient) -> None:
    assert found(client, "she needs some help with a shower please") == found(client, "shower")


def test_nothing_but_small_words_is_no_error(client: FlaskClient) -> None:
    assert client.get("/services?q=she+is+in+the").status_code == 200


@pytest.mark.parametrize(("typed", "longer"), [("men", "Mental"), ("da", "Daylight"), ("num", "Numbers")])
def test_a_short_word_matches_whole(app: Flask, typed: str, longer: str) -> None:
    whole = factories.publish(app, name=typed)
    beginning = factories.publish(app, name=longer)

    matched = found(app.test_client(), typed)

    assert str(whole) in matched
    assert str(beginning) not in matched


def test_a_short_word_that_nothing_has_whole_finds_what_begins_so(app: Flask) -> None:
    made = factories.publish(app, name="Xylophone")

    assert found(app.test_client(), "xyl") == {str(made)}


# --- nothing found ----------------------------------------------------------------------------------------------------


def ways(page: str) -> dict[str, tuple[str, int]]:
    """The things a page offers to leave out: words -> (address, how many it promises)."""
    found = {}
    for link in parser.fromstring(page).xpath("//main//li/a[starts-with(normalize-space(.), 'Leave out')]"):
        words = " ".join(link.text_content().split())
        name, number = re.fullmatch(r"Leave out (.+): ([\d,]+) services?", words).groups()
        found[name] = (link.get("href"), int(number))
    return found


def test_when_nothing_is_found_each_filter_in_the_way_is_named(client: FlaskClient) -> None:
    page = client.get("/services?q=galop&need=legal_advice&area=brent&take=self&for=women").text

    offered = ways(page)
    assert cards(page) == []
    assert offered == {}  # no single one of these is in the way

    page = client.get("/services?q=galop&area=brent").text
    offered = ways(page)
    assert set(offered) == {"these words", "the area"}
    assert offered["the area"][0] == "/services?q=galop"


@pytest.mark.parametrize(
    "asked",
    [
        "q=galop&area=brent",
        "need=adult_safeguarding&area=london",
        "need=benefits_money&open=now",
        "need=legal_advice&near=Wembley&miles=0.1&area=brent",
        "q=samaritans&for=under-19&take=professional&area=london",
        "need=domestic_abuse&area=elsewhere",
    ],
)
def test_each_way_out_leads_to_as_many_as_it_promises(client: FlaskClient, asked: str) -> None:
    offered = ways(client.get(f"/services?{asked}").text)

    assert offered
    numbers = [number for _, number in offered.values()]
    assert numbers == sorted(numbers, reverse=True)
    for address, number in offered.values():
        assert len(every_card(client, address)) == number


def test_lines_that_answer_at_any_hour_stand_on_the_page_when_nothing_is_found(client: FlaskClient) -> None:
    page = parser.fromstring(client.get("/services?q=zzyzx").text)

    hrefs = page.xpath("//div[contains(@class, 'pw-lines')]//a/@href")
    for line in ("tel:08082000247", "tel:02032996900", "tel:08085002222", "tel:08000121700"):
        assert line in hrefs
    assert page.xpath("//main//a[@href='/services']")


def test_the_lines_are_published_and_open_at_any_hour(client: FlaskClient) -> None:
    page = parser.fromstring(client.get("/").text)
    hrefs = page.xpath("//div[contains(@class, 'pw-lines')]//a/@href")

    assert len(hrefs) == len(set(hrefs))
    for href in hrefs:
        if href in {"tel:999", "tel:101", "tel:111", "tel:116123"}:
            continue
        (listing,) = [
            one for one in every_card(client, f"/services?q={href.removeprefix('tel:')}") if href in _page(client, one)
        ][:1]
        assert "24 hours" in words_of(_page(client, listing))


def _page(client: FlaskClient, one: str) -> str:
    return client.get(f"/services/{one}").text


def test_a_new_listing_for_a_need_takes_the_place_of_the_words(app: Flask) -> None:
    made = factories.publish(app, agency_types=[AgencyType.SUBSTANCE_MISUSE])

    page = app.test_client().get("/services?need=substance_misuse").text

    assert cards(page) == [str(made)]
    assert "No service found" not in words_of(page)


@pytest.mark.parametrize("typed", ["girl", "child", "kid", "teenager", "school", "county lines", "15 year old", "cse"])
def test_a_childs_words_lead_to_childrens_services_before_all(client: FlaskClient, typed: str) -> None:
    page = client.get("/services", query_string={"q": typed}).text

    assert slugs(page)[0] == "brent-mash"
    assert "Children&#39;s services" in page.split("<article")[0], "and their words stand above every card"


def test_a_child_is_not_offered_help_to_leave(client: FlaskClient) -> None:
    found = slugs(client.get("/services", query_string={"q": "girl"}).text)

    adult = {row["slug"] for row in published() if "exit_support_service" in row["agency_types"]}
    assert adult & set(found) == set()
