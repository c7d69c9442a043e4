"""The words of a card."""

import json
from datetime import date
from uuid import UUID

import pytest

from pathway.directory.models import Address, Location, Phone, Service, ServiceArea, ServiceAtLocation
from pathway.directory.models.taxonomy import Taxonomy, TaxonomyTerm
from pathway.directory.search.cards import (
    LONGEST_SUMMARY,
    Card,
    age_words,
    card_of,
    first_sentence,
    for_whom,
    how_to_refer,
    how_to_visit,
)
from pathway.directory.vocabulary import (
    AreaKind,
    LocationKind,
    PhoneType,
    ReferralChannel,
    ServiceStatus,
    TaxonomyName,
)
from pathway.organizations.models import Organization


def service(**given: object) -> Service:
    """A service in memory, with one number."""
    plain: dict[str, object] = {
        "id": UUID(int=1),
        "slug": "example",
        "name": "Example",
        "description": "Help for women. More help.",
        "takes_professionals": True,
        "takes_self": True,
        "referral_channel": ReferralChannel.PHONE,
        "status": ServiceStatus.ACTIVE,
        "organization": Organization(name="Example Trust"),
        "phones": [phone()],
    }
    return Service(**(plain | given))


def phone(**given: object) -> Phone:
    """A number to ring."""
    return Phone(**({"number": "07700 900123", "digits": "07700900123", "type": PhoneType.VOICE} | given))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "you or she can ring"),
        ({"takes_self": False}, "you ring"),
        ({"takes_professionals": False}, "she rings herself"),
        ({"takes_professionals": False, "takes_self": False}, "by phone"),
        ({"is_free_to_ring": True}, "you or she can ring, free"),
        ({"referral_channel": ReferralChannel.WEB_FORM, "url": "https://www.example.org"}, "by its web form"),
        ({"referral_channel": ReferralChannel.WEB_FORM}, "by a web form; ask for its address"),
        ({"referral_channel": ReferralChannel.SELF_ONLY}, "she rings or goes herself"),
        ({"referral_channel": ReferralChannel.SELF_ONLY, "phones": []}, "she gets in touch herself"),
        ({"referral_channel": ReferralChannel.INBOX}, "through Pathway"),
        ({"referral_channel": None}, "not known, ring first"),
        ({"referral_channel": None, "phones": []}, "not known, ask before you send her"),
        ({"referral_note": "police may refer too"}, "you or she can ring; police may refer too"),
    ],
    ids=str,
)
def test_how_to_refer_is_said_in_a_few_words(given: dict[str, object], said: str) -> None:
    assert how_to_refer(service(**given)) == said


@pytest.mark.parametrize(
    ("minimum", "maximum", "said"),
    [(None, None, ""), (18, None, "aged 18 and over"), (None, 19, "aged 19 and under"), (14, 25, "aged 14 to 25")],
)
def test_ages_are_said_in_words(minimum: int | None, maximum: int | None, said: str) -> None:
    assert age_words(minimum, maximum) == said


def test_an_age_of_nought_is_an_age() -> None:
    assert age_words(0, 5) == "aged 0 to 5"


def test_whom_it_is_for_is_what_it_prints_then_its_groups_then_its_ages() -> None:
    groups = [TaxonomyTerm(code="women", name="Women", taxonomy=Taxonomy(name=TaxonomyName.FOR_WHOM))]

    assert for_whom(service(eligibility_description="Living in Brent", minimum_age=18)) == "Living in Brent"
    assert for_whom(service(terms=groups, minimum_age=18)) == "women; aged 18 and over"
    assert for_whom(service()) == "no limits stated"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("One. Two. Three.", "One."),
        ("One", "One."),
        ("St. Mary's and the 24/7 line", "St."),
        ("Open 9.30am to 5pm. Then shut.", "Open 9.30am to 5pm."),
    ],
)
def test_a_summary_is_the_first_sentence(text: str, said: str) -> None:
    assert first_sentence(text) == said


def test_a_very_long_sentence_is_cut_at_a_word() -> None:
    said = first_sentence("word, " * 60)

    assert len(said) <= LONGEST_SUMMARY + 1
    assert said.endswith("word\N{HORIZONTAL ELLIPSIS}")


def test_a_card_comes_back_from_the_index_as_it_went_in() -> None:
    rung = phone(number_checked_on=date(2026, 11, 1), number_checked_by="the desk", extension="3")
    made = card_of(service(phones=[rung], assured_on=date(2026, 10, 1), assured_by="it"), always=True)

    assert Card.from_json(json.loads(json.dumps(made.as_json()))) == made
    assert made.phone is not None
    assert made.phone.checked_on == date(2026, 11, 1)


def test_a_card_without_a_number_comes_back_too() -> None:
    made = card_of(service(phones=[]), always=False)

    assert made.phone is None
    assert Card.from_json(json.loads(json.dumps(made.as_json()))) == made


@pytest.mark.parametrize("kind", [kind for kind in LocationKind if kind is not LocationKind.SITE])
def test_only_a_site_has_an_address_on_its_card(kind: LocationKind) -> None:
    def at(kind: LocationKind) -> Service:
        place = Location(kind=kind, addresses=[Address(address_1="1 Example Street", city="London")])
        return service(at_locations=[ServiceAtLocation(location=place)])

    assert [one.address for one in card_of(at(LocationKind.SITE), always=False).places] == ["1 Example Street, London"]
    assert card_of(at(kind), always=False).places == ()


def test_a_text_line_is_texted() -> None:
    made = card_of(service(phones=[phone(number="85258", digits="85258", type=PhoneType.SMS)]), always=False)

    assert made.phone is not None
    assert made.phone.href == "sms:85258"
    assert made.phone.is_text


def test_the_area_is_what_it_prints_then_its_areas_then_not_known() -> None:
    areas = [ServiceArea(kind=AreaKind.PLACE, name=name) for name in ("Brent", "Harrow")]

    assert card_of(service(service_area_description="All of it", areas=areas), always=False).area == "All of it"
    assert card_of(service(areas=areas), always=False).area == "Brent, Harrow"
    assert card_of(service(), always=False).area == "not known"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, None),
        ({"hours_description": "24 hours, every day; by appointment"}, "by appointment"),
        ({"description": "Advice. Appointments only."}, "by appointment"),
        ({"description": "Walk-in urgent treatment."}, "she can walk in"),
        ({"description": "Women-only drop-in with food."}, "she can walk in"),
        ({"description": "Walk-in clinic, by appointment at weekends."}, "by appointment"),
        ({"description": "Advice by phone; there is no drop-in."}, None),
        ({"alert": "The drop-in closed in 2023."}, None),
    ],
    ids=str,
)
def test_how_one_goes_there_is_said_only_where_its_own_words_say_it(given: dict[str, object], said: str | None) -> None:
    assert how_to_visit(service(**given)) == said
