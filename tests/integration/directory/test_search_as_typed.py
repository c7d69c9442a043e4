"""Whatever is typed on a bad night leads to a number: the right lines first, and never a dead end."""

import random
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html as parser

from pathway.config import ROOT
from pathway.directory.client_groups import is_particular
from pathway.directory.geography import Gazetteer
from pathway.directory.search import search
from pathway.directory.search.criteria import Criteria
from pathway.directory.search.index.snapshot import current_snapshot
from pathway.directory.search.results import Results
from pathway.directory.search.text.languages import LANGUAGES
from pathway.directory.search.text.query_parser import understand
from pathway.directory.search.text.shorthand import typed_tokens
from pathway.directory.search.text.synonyms import (
    EMERGENCY,
    HELP_NOW_FOR,
    SHORTEST_BEGINNING,
    SPELLINGS,
    SYNONYMS,
    Weight,
)
from pathway.directory.search.text.tokens import STOP_WORDS, stem
from pathway.directory.vocabulary import AgencyType, Need
from tests.integration.conftest import NOW
from tests.integration.reading import SAME_ORIGIN, slugs
from tests.seed_file import every_listing, id_of

SATURDAY_NIGHT = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
_ALWAYS_THERE = "ancestor::*[contains(@class, 'pw-lines')] or ancestor::details[not(@open)]"
TO_RING = f"//main//a[starts-with(@href, 'tel:')][not({_ALWAYS_THERE})]"
"""Numbers in sight that are there for what was typed: without the lines open at any hour and what is folded."""

TYPED = """pregnant, maternity, brothel, parlour, naloxone, dentist, debt, bailiffs, EDT, cut, bleeding, passport taken,
self harm, no recourse, MASH, blue lips, od, pep, wont wake, gang, knife, missing, poppers, spice, GHB, ketamine,
cannabis, weed, HIV, abortion, miscarriage, smear, strangled, drunk, asleep rough, hungry, phone charger, baby clothes,
GP, nurse, translator, deaf, wheelchair, dog, pimp, madam, boyfriend takes money, loan shark, cuckooing, acid, nudes,
blackmail, FGM, forced marriage, honour, stalking, probation, prison, court, visa, papers, home office, interpreter,
Portuguese, Albanian, tattoo, qwerty, zzyzx, library, car broke down, her landlord locked her out, bank card,
council tax, nappies, cat, priest, she smells of drink, client will not pay, cant read, lost her phone, fire, ???, 7,
her ex is outside, wants to go home, sim card, train fare, snow""".replace("\n", " ").split(", ")

CHILDS = """child, children at risk, child abuse, child exploitation, young girl, her daughter, yr 10, 14 yo, 14yo,
year 9, her kids, niece 15, pupil, underage, kid, teenager, schoolgirl, county lines, 15 year old, cse, under 18, u18,
baby at home, toddler, grooming, sixteen year old, childrens services, little sister, looked after, year 7 boy, 12,
missing girl, teen overdosing, 14 yo been sleeping with men for weed, bf hits her and her kids"""
CHILDS_WORDS = CHILDS.replace("\n", " ").split(", ")


@cache
def _gazetteer() -> Gazetteer:
    return Gazetteer(ROOT / "seed" / "geo")


def found(words: str, now: datetime = NOW, near: str = "") -> Results:
    place = _gazetteer().find(near) if near else None
    assert place or not near
    return search.services(Criteria(words=words, place=place), now)


def slugs_of(results: Results) -> list[str]:
    return [one.card.slug for shown in results.groups_shown for one in shown.group.cards]


def row_of(slug: str) -> dict[str, object]:
    return dict(next(row for row in every_listing() if row["slug"] == slug))


# --- never a dead end -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", [*TYPED, *CHILDS_WORDS])
def test_every_page_has_a_number_to_ring(client: FlaskClient, typed: str) -> None:
    page = client.get("/services", query_string={"q": typed})

    assert page.status_code == 200
    assert parser.fromstring(page.text).xpath(TO_RING)


def test_so_has_a_page_for_every_phrase_of_the_field(client: FlaskClient) -> None:
    phrases = random.Random(13).sample(sorted(SYNONYMS), 120)

    for phrase in phrases:
        page = client.get("/services", query_string={"q": " ".join(phrase)})
        assert parser.fromstring(page.text).xpath(TO_RING), phrase


@pytest.mark.parametrize("typed", ["zzyzx", "dog", "rehab", "universal credit zzyzx", "student"])
def test_where_nothing_is_found_the_words_say_whom_to_ring(client: FlaskClient, typed: str) -> None:
    page = parser.fromstring(client.get("/services", query_string={"q": typed, "area": "elsewhere"}).text)

    assert not page.xpath("//article")
    assert page.xpath("//section[@aria-labelledby='instead-title']//a[starts-with(@href, 'tel:')]")


@pytest.mark.parametrize(
    ("typed", "near", "is_large"),
    [("qwerty", "Leeds", False), ("zzyzx", "", False), ("child abuse qwerty", "Leeds", True), ("overdose", "", True)],
)
def test_999_is_a_large_button_only_where_the_words_mean_something(
    client: FlaskClient, typed: str, near: str, *, is_large: bool
) -> None:
    page = parser.fromstring(client.get("/services", query_string={"q": typed, "near": near}).text)
    large = page.xpath("//main//a[contains(@class, 'pw-call')][@href='tel:999'][not(ancestor::article)]")

    assert bool(large) is is_large
    assert {one.get("aria-label") for one in large} <= {"Ring 999"}


@pytest.mark.parametrize("typed", ["her kids", "rehab", "safeguarding", "zzyzx"])
@pytest.mark.parametrize("near", ["", "Harlesden", "Camden", "Leeds"])
def test_no_button_says_that_a_number_of_everybodys_is_an_agencys(client: FlaskClient, typed: str, near: str) -> None:
    page = parser.fromstring(client.get("/services", query_string={"q": typed, "near": near}).text)

    for button in page.xpath("//*[@class='pw-first' or @class='pw-instead']//a[contains(@class, 'pw-call')]"):
        named = button.get("aria-label").partition(", ")[2]
        assert button.get("href") not in {"tel:999", "tel:101", "tel:111"} or named in {
            "",
            "A&E, urgent treatment or 111",
        }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_finds_who_has_interpreters(listings: Flask, language: str) -> None:
    with listings.app_context():
        first = slugs_of(found(language))

    assert {"modern-slavery-helpline", "nda-helpline"} & set(first)


# --- a child ----------------------------------------------------------------------------------------------------------


def _childs_phrases() -> list[str]:
    """Every phrase that means a child, as stems, and what else is typed of one."""
    return [*CHILDS_WORDS, *(" ".join(key) for key, meaning in SYNONYMS.items() if meaning.weight is Weight.CHILD)]


@pytest.mark.parametrize("near", ["", "Harlesden", "NW10 4"])
@pytest.mark.parametrize("now", [NOW, SATURDAY_NIGHT])
def test_a_childs_words_give_the_childrens_line_then_the_advice_line(listings: Flask, near: str, now: datetime) -> None:
    with listings.app_context():
        for typed in _childs_phrases():
            results = found(typed, now, near)
            assert slugs_of(results)[:2] == ["brent-mash", "ictg"], typed
            said = [kind for kind in results.first_words if kind is not AgencyType.AMBULANCE_999]
            assert said == [AgencyType.CHILDRENS_SOCIAL_CARE, AgencyType.CHILD_TRAFFICKING_ADVICE], typed


def test_no_line_for_adults_only_is_among_them(listings: Flask) -> None:
    with listings.app_context():
        for typed in [
            *_childs_phrases(),
            "14yo trafficked",
            "schoolgirl forced to sell sex",
            "her daughter is exploited",
        ]:
            adults = [slug for slug in slugs_of(found(typed)) if (row_of(slug)["minimum_age"] or 0) >= 18]
            assert not adults, typed


def test_at_night_in_brent_the_night_number_is_said_first(client: FlaskClient, at: object) -> None:
    at(SATURDAY_NIGHT)  # type: ignore[operator] # the fixture sets the clock
    page = parser.fromstring(client.get("/services?q=children+at+risk&near=Harlesden").text)

    numbers = page.xpath("//main//section[contains(@class, 'pw-first')]//a/@href")
    assert numbers.index("tel:02083592000") < numbers.index("tel:08000434303")
    assert "tel:02089372228" not in numbers


def test_where_nobody_said_where_brents_line_is_said_as_brents(client: FlaskClient) -> None:
    page = parser.fromstring(client.get("/services?q=child").text)

    (first,) = page.xpath("//main//section[contains(@class, 'pw-first')]")
    assert "tel:02089372228" in first.xpath(".//a/@href")
    assert "In Brent: " in first.text_content()


# --- an emergency -----------------------------------------------------------------------------------------------------


def test_the_words_of_an_emergency_say_999_before_everything(listings: Flask) -> None:
    emergencies = [" ".join(key) for key, meaning in SYNONYMS.items() if meaning.is_emergency]
    with listings.app_context():
        for typed in [*emergencies, "od not waking up lips blue", "she has cut her wrists"]:
            results = found(typed)
            assert results.first_words[0] is AgencyType.AMBULANCE_999, typed

        assert found("housing").first_words == ()


def test_every_phrase_of_an_emergency_leads_to_its_own_part_of_help_now(listings: Flask) -> None:
    with listings.app_context():
        for key, meaning in SYNONYMS.items():
            if meaning.is_emergency:
                assert found(" ".join(key)).understanding.help_now == meaning.help_now, key


def test_searches_lead_to_every_part_of_help_now_and_to_nothing_that_is_not_there(client: FlaskClient) -> None:
    page = parser.fromstring(client.get("/help-now").text)
    offered = {href.removeprefix("#") for href in page.xpath("//nav[@aria-label='On this page']//a/@href")}
    led_to = {*HELP_NOW_FOR.values(), *EMERGENCY.values(), *(one.help_now for one in SYNONYMS.values())} - {""}

    assert led_to == offered | {"danger"}
    for part in led_to:
        assert len(page.xpath(f"//*[@id='{part}']")) == 1, part


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        *(
            ("overdose", "overdose"),
            ("od not waking up", "overdose"),
            ("blue lips", "overdose"),
            ("fitting", "overdose"),
        ),
        *(("bleeding", "bleeding"), ("stabbed", "bleeding"), ("in labour", "bleeding"), ("cant breathe", "bleeding")),
        *(("strangled", "strangled"), ("choked by her ex", "strangled"), ("he was strangling her", "strangled")),
        *(("999", "danger"), ("he has a knife", "danger"), ("punter pulled a gun", "danger")),
        *(
            ("beaten by a stranger", "bleeding"),
            ("attacked by client", "bleeding"),
            ("stabbed and suicidal", "bleeding"),
        ),
        *(
            ("cut her wrists", "suicide"),
            ("on the bridge", "suicide"),
            ("wants to kill herself with a knife", "suicide"),
        ),
        *(("toothache", "withdrawal"), ("rattling badly", "withdrawal"), ("A&E", "withdrawal"), ("sick", "withdrawal")),
        *(("raped", "rape"), ("raped and has cuts", "rape"), ("trafficked", "forced"), ("suicidal", "suicide")),
        *(("DA", "partner"), ("black eye and bruises", "partner"), ("kids", "child"), ("nowhere to sleep", "tonight")),
        ("bleedin", "bleeding"),
        ("strangl", "strangled"),
    ],
)
def test_a_search_for_an_emergency_leads_to_the_words_for_it(client: FlaskClient, typed: str, part: str) -> None:
    page = parser.fromstring(client.get("/services", query_string={"q": typed}).text)

    assert set(page.xpath("//main//a/@href[starts-with(., '/help-now#')]")) == {f"/help-now#{part}"}


# --- spellings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spellings",
    [
        ("women's aid", "womens aid", "women\u2019s aid", "women`s aid", "womensaid", "WOMEN'S AID", "womans aid"),
        ("A&E", "A & E", "a and e", "A+E", "ae", "A + E"),
        ("DA", "D.A.", "D A", "d.a"),
        ("0808 2000 247", "08082000247", "0808 2000247", "+44 808 2000 247", "+44 (0)808 2000 247", "(0808) 2000-247"),
        ("mental health", "mentalhealth", "Mental-Health"),
        ("self harm", "selfharm", "self-harm"),
        ("social services", "socialservices"),
        ("boyfriend hits her", "bf hits her", "b/f hits her", "boyfriend hittin her"),
        ("raped tonight", "raped 2nite", "raped tonite"),
        ("suicidal", "sucidal", "suicidle"),
        ("massage parlour", "massage parlor"),
        ("14 yo", "14yo", "14 y/o", "14-year-old", "fourteen years old", "14 yrs old"),
        ("can't breathe", "cant breathe", "can\u2019t breathe"),
    ],
)
def test_spellings_that_mean_one_thing_find_the_same(listings: Flask, spellings: Sequence[str]) -> None:
    with listings.app_context():
        answers = {typed: (slugs_of(found(typed)), found(typed).first_words) for typed in spellings}

    assert len({str(answer) for answer in answers.values()}) == 1, answers
    assert all(slugs for slugs, _ in answers.values())


@pytest.mark.parametrize(
    ("typed", "need"),
    [
        ("hous", Need.HOUSING),
        ("sexu", Need.SEXUAL_HEALTH),
        ("traff", Need.FORCED_OR_CONTROLLED),
        ("suic", Need.CRISIS),
        ("domestic ab", Need.DOMESTIC_ABUSE),
        ("panic att", Need.MENTAL_HEALTH),
    ],
)
def test_half_a_word_means_what_it_begins(listings: Flask, typed: str, need: Need) -> None:
    with listings.app_context():
        assert need in found(typed).understanding.needs
        assert slugs_of(found(typed))


def test_a_beginning_of_any_phrase_finds_something_of_what_the_phrase_finds(listings: Flask) -> None:
    pick = random.Random(4)
    with listings.app_context():
        snapshot = current_snapshot()
        for phrase in SPELLINGS:
            if len(phrase) <= SHORTEST_BEGINNING:
                continue
            begun = phrase[: pick.randint(SHORTEST_BEGINNING, len(phrase) - 1)].strip()
            carries_nothing = len(begun) < SHORTEST_BEGINNING or all(word in STOP_WORDS for word in begun.split())
            is_a_phrase = tuple(map(stem, begun.split())) in SYNONYMS  # "baby" of "baby bank" is what was typed
            is_short_for_another = typed_tokens(begun) != begun.split() or begun.endswith("in")
            if carries_nothing or is_a_phrase or is_short_for_another:
                continue
            whole, part = understand(phrase, snapshot.vocabulary), understand(begun, snapshot.vocabulary)
            met = whole.needs & part.needs or not whole.needs
            assert met or set(slugs_of(found(phrase))) & set(slugs_of(found(begun))), (phrase, begun)


@pytest.mark.parametrize(("typed", "place"), [("NW1O", "NW10"), ("nw1o", "NW10"), ("HAO", "HA0"), ("NW1O 4", "NW10 4")])
@pytest.mark.parametrize("field", ["near", "q"])
def test_the_letter_o_is_a_nought_in_a_postcode(client: FlaskClient, field: str, typed: str, place: str) -> None:
    sent = client.post("/services", data={field: typed}, headers=SAME_ORIGIN)

    assert sent.headers["Location"] == f"/services?near={place.replace(' ', '+')}"


@pytest.mark.parametrize("typed", ["NW1O 4LT", "nw1o4lt", "HAO 4LT", "hao4lt"])
@pytest.mark.parametrize("field", ["near", "q"])
def test_a_full_postcode_with_a_letter_o_stands_in_no_address(client: FlaskClient, field: str, typed: str) -> None:
    sent = client.post("/services", data={field: typed}, headers=SAME_ORIGIN)
    followed = client.get("/services", query_string={field: typed})

    for answer in (sent, followed):
        assert answer.status_code == 303
        assert "4lt" not in answer.headers["Location"].lower()


# --- a sentence -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("raped last night doesnt want police and nowhere to go", "the-havens"),
        ("romanian lady says a man keeps her passport and makes her work", "modern-slavery-helpline"),
        ("shes saying she wants to end her life and wont come inside", "brent-crisis-spa"),
        ("husband beats her she has no papers and speaks urdu", "southall-black-sisters"),
        ("trans woman being hit by her boyfriend at home", "galop"),
        ("fell over drunk there is blood everywhere and she is sick", "northwick-park-ae"),
        ("cold wet hungry been out all night needs a shower", "women-at-the-well"),
    ],
)
def test_of_a_sentence_what_weighs_most_decides(listings: Flask, typed: str, slug: str) -> None:
    with listings.app_context():
        assert slug in slugs_of(found(typed))[:2]


def test_stray_words_of_a_sentence_are_not_held_against_it(client: FlaskClient) -> None:
    page = client.get(
        "/services", query_string={"q": "girl getting picked up by blokes in a silver car at the gate"}
    ).text

    assert "No listing says" not in page
    assert slugs(page)[0] == "brent-mash"


# --- fit before distance ----------------------------------------------------------------------------------------------


def test_the_ae_that_is_open_comes_before_a_nearer_place_that_is_not(listings: Flask) -> None:
    with listings.app_context():
        results = found("A&E", SATURDAY_NIGHT, "NW10 4")

    assert results.near_leads
    assert slugs_of(results)[0] == "northwick-park-ae"


def test_a_line_that_answers_comes_before_a_site_that_is_shut(listings: Flask) -> None:
    with listings.app_context():
        night = found("depressed", SATURDAY_NIGHT, "Cricklewood")
        day = found("depressed", NOW, "Cricklewood")

    assert not night.near_leads
    assert slugs_of(night)[0] == "brent-crisis-spa"
    assert day.near_leads
    assert slugs_of(day)[0] == "ashford-place"


def test_where_only_a_place_was_asked_about_its_sites_come_first(listings: Flask) -> None:
    with listings.app_context():
        assert found("", SATURDAY_NIGHT, "Willesden Green").near_leads


def test_a_site_that_is_far_has_to_be_better(listings: Flask) -> None:
    with listings.app_context():
        assert not found("A&E", SATURDAY_NIGHT, "M1").near_leads


def test_a_group_that_was_named_comes_before_everyone_and_others_after(listings: Flask) -> None:
    with listings.app_context():
        named, others = slugs_of(found("trans domestic abuse")), slugs_of(found("domestic abuse"))

    assert named[0] == "galop"
    assert others[0] == "nda-helpline"
    assert others.index("nda-helpline") < others.index("galop")


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("she has nowhere tonight", "brent-council"),
        ("nowhere 2nite willesden", "brent-council"),
        ("cant go home", "brent-council"),
        ("her manager keeps all the cash", "salvation-army-msvcc"),
        ("keeps her earnings", "salvation-army-msvcc"),
        ("speaks only romanian", "modern-slavery-helpline"),
        ("robbed by punter", "num"),
    ],
)
def test_what_is_said_on_a_night_shift_is_understood(listings: Flask, typed: str, slug: str) -> None:
    with listings.app_context():
        results = found(typed, SATURDAY_NIGHT)

    assert slugs_of(results)[0] == slug
    assert results.understanding.emergency is None


def test_a_last_word_that_is_whole_is_no_beginning_of_an_emergency(listings: Flask) -> None:
    with listings.app_context():
        for typed in ("benefits stopped", "her card was stopped", "moved and gone", "he hit her"):
            assert not found(typed).first_words, typed
        half = found("benefits overdos")

    assert half.first_words == (AgencyType.AMBULANCE_999,)


# --- who hurt her -----------------------------------------------------------------------------------------------------

STRANGERS = """beaten by a stranger, attacked by a stranger, beaten up by two men, followed by a man, attacked by
dealer, landlord hit her, stalked by a neighbour, threatened by some bloke, beaten by strangr"""
BUYERS = """beaten up by a punter, attacked by punter, punched by client, client beat her, stalked by a customer,
client is stalking her, punter wont stop calling, punter outside, blackmailed by a regular"""
PARTNERS = """beaten, beaten up, attacked, he hit her, client beaten by her boyfriend, attacked by her ex, his dealer
mate and her partner beat her, client beaten up last night, husband wont stop calling"""


def _each(typed: str) -> list[str]:
    return [" ".join(one.split()) for one in typed.split(",")]


@pytest.mark.parametrize("near", ["", "Willesden Green"])
def test_after_violence_by_no_partner_come_help_after_a_crime_a_report_and_the_police(
    listings: Flask, near: str
) -> None:
    for typed, first in [
        *((one, "victim-support") for one in _each(STRANGERS)),
        *((one, "rapecrisis-247") for one in _each(BUYERS)),
    ]:
        with listings.app_context():
            shown = slugs_of(found(typed, SATURDAY_NIGHT, near))
        assert shown[0] == first, typed
        assert {"victim-support", "num", "police-101"} < set(shown), typed
        assert not {"nda-helpline", "awrc"} & set(shown), typed


def test_violence_by_a_partner_or_by_nobody_named_is_domestic_abuse_first(listings: Flask) -> None:
    for typed in _each(PARTNERS):
        with listings.app_context():
            assert slugs_of(found(typed, SATURDAY_NIGHT))[0] == "nda-helpline", typed


@pytest.mark.parametrize(
    "typed", ["beaten by a stranger", "punter has a knife", "attacked by client", "he was hit by men"]
)
def test_999_comes_before_them_where_she_may_be_hurt(listings: Flask, typed: str) -> None:
    with listings.app_context():
        assert found(typed).first_words == (AgencyType.AMBULANCE_999,)


def test_who_hurt_her_is_no_word_to_look_for(listings: Flask) -> None:
    for typed in [*_each(STRANGERS), *_each(BUYERS)]:
        with listings.app_context():
            assert found(typed).understanding.unknown == (), typed


@pytest.mark.parametrize("near", ["", "Willesden Green", "NW10", "Camden"])
def test_what_is_for_everyone_comes_before_what_is_for_particular_others(listings: Flask, near: str) -> None:
    place = _gazetteer().find(near) if near else None
    for need in set(Need) - {Need.A_CHILD}:
        with listings.app_context():
            results = search.services(Criteria(needs=(need,), place=place), SATURDAY_NIGHT)
        groups = [one.card.intake.groups for shown in results.groups_shown for one in shown.group.cards]

        for_others = [bool(one) and all(map(is_particular, one)) for one in groups]

        assert not any(for_others[:1]) or all(for_others), need


def test_a_general_legal_line_comes_before_one_for_domestic_workers_unless_they_were_named(listings: Flask) -> None:
    with listings.app_context():
        for words in ("legal advice", "solicitor", "visa", "immigration advice"):
            assert slugs_of(found(words, SATURDAY_NIGHT, "Willesden Green"))[0] in {"rights-of-women", "ecp"}
        assert slugs_of(found("domestic worker legal advice", SATURDAY_NIGHT, "Willesden Green"))[0] == "kalayaan"


@pytest.mark.parametrize("page", [1, 2, 3])
def test_which_list_leads_is_the_same_on_every_page(listings: Flask, page: int) -> None:
    with listings.app_context():
        criteria = Criteria(words="counselling", place=_gazetteer().find("Cricklewood"), page=page)
        assert search.services(criteria, NOW).near_leads


def test_the_first_words_are_no_part_of_what_is_said_afterwards(listings: Flask) -> None:
    with listings.app_context():
        for typed in [*TYPED, *CHILDS_WORDS]:
            results = found(typed)
            assert not set(results.first_words) & set(results.instead), typed


def test_what_is_typed_never_names_a_seeded_id_that_is_not_published(client: FlaskClient) -> None:
    page = client.get("/services", query_string={"q": "benefits debt money"}).text

    assert not re.search(id_of("citizens-advice"), page)
