"""The places of a card: whose address comes first, and the link that opens it in the phone's own map."""

import json
from urllib.parse import unquote

import pytest

from pathway.directory.models import Address, Location, Service, ServiceAtLocation
from pathway.directory.search.card_places import CardPlace, nearest_first, places_of
from pathway.directory.vocabulary import LocationKind

HARLESDEN, CAMDEN = (51.5365, -0.248), (51.539, -0.1426)


def place(address: str = "1 Example Street, London", **given: object) -> CardPlace:
    return CardPlace(address, **given)  # type: ignore[arg-type] # of many types


def at(kind: LocationKind, **given: object) -> ServiceAtLocation:
    addresses = [Address(address_1="1 Example Street", city="London", postal_code="NW10 4LT")]
    return ServiceAtLocation(location=Location(**({"kind": kind, "addresses": addresses} | given)))


def test_a_way_leads_to_the_exact_point_and_names_the_address() -> None:
    href = place(point=HARLESDEN).map_href

    assert href.startswith("geo:51.5365,-0.248?q=")
    assert unquote(href.partition("?q=")[2]) == "1 Example Street, London"
    assert " " not in href


@pytest.mark.parametrize("unsure", [place(), place(point=HARLESDEN, is_approximate=True)])
def test_where_the_point_is_not_exact_the_address_alone_is_looked_for(unsure: CardPlace) -> None:
    assert unsure.map_href.startswith("geo:0,0?q=1%20Example")


@pytest.mark.parametrize("sign", ["&", "?", "#", "/", "\u2019", '"', "%"])
def test_no_sign_of_an_address_ends_the_link_early(sign: str) -> None:
    href = place(f"Flat 2{sign}3").map_href

    assert unquote(href.partition("?q=")[2]) == f"Flat 2{sign}3"
    assert href.count("?") == 1
    assert not set('&#"') & set(href)


def test_the_place_nearest_to_the_place_asked_about_comes_first() -> None:
    there, here, unknown = place("there", point=CAMDEN), place("here", point=HARLESDEN), place("unknown")

    assert nearest_first([there, unknown, here], HARLESDEN) == (here, there, unknown)
    assert nearest_first([there, unknown, here], CAMDEN) == (there, here, unknown)


def test_only_a_door_with_an_address_is_a_place() -> None:
    every = [at(kind) for kind in LocationKind]
    service = Service(at_locations=[*every, at(LocationKind.SITE, addresses=[])])

    assert [one.address for one in places_of(service)] == ["1 Example Street, London, NW10 4LT"]


def test_each_of_two_doors_is_a_place() -> None:
    second = Location(
        kind=LocationKind.SITE, latitude=51.5, longitude=-0.1, addresses=[Address(address_1="2 Other Road")]
    )

    found = places_of(Service(at_locations=[at(LocationKind.SITE), ServiceAtLocation(location=second)]))

    assert [(one.address, one.point) for one in found] == [
        ("1 Example Street, London, NW10 4LT", None),
        ("2 Other Road", (51.5, -0.1)),
    ]


@pytest.mark.parametrize("one", [place(), place(point=CAMDEN), place(point=CAMDEN, is_approximate=True)])
def test_a_place_goes_into_the_index_and_comes_back(one: CardPlace) -> None:
    assert CardPlace.from_json(json.loads(json.dumps(one.as_json()))) == one
