"""A page costs a fixed number of queries, however many listings there are and however many it shows."""

from collections.abc import Callable

import pytest
from flask import Flask

from pathway.directory.search.index import indexer
from pathway.extensions import WRITES, db
from tests import factories
from tests.integration.counting import counted
from tests.integration.reading import addresses, cards
from tests.seed_file import id_of

HAVENS = id_of("the-havens")

LISTS = [
    "/services",
    "/services?page=2",
    "/services?need=practical",
    "/services?q=help",
    "/services?q=help+women&open=now&take=self&for=women",
    "/services?near=NW10",
    "/services?near=NW10&q=help&miles=50",
    "/services?q=zzyzx",
    f"/services/{HAVENS}",
    f"/services/shortlist?id={HAVENS}",
    "/",
    "/help-now",
    "/you",
    "/about",
    "/pathway",
]
MOST = 14
"""Queries of the dearest page; a page of many parts is allowed to be dearer than a listing."""


def cost(app: Flask, address: str) -> int:
    """How many queries a page takes once the process remembers the index."""
    client = app.test_client()
    client.get(address)
    with counted(app) as sent:
        assert client.get(address).status_code == 200
    return len(sent)


def add(app: Flask, how_many: int) -> None:
    """Publish many services, at sites in Harlesden, in one go."""
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        made = [factories.service(at=factories.site(), schedules=[factories.hours()]) for _ in range(how_many)]
        db.session.add_all(made)
        indexer.refresh(db.session(), [one.id for one in made])
        db.session.commit()


@pytest.mark.usefixtures("now")
def test_ten_times_the_listings_cost_not_one_query_more(app: Flask) -> None:
    before = {address: cost(app, address) for address in LISTS}

    add(app, 150)

    after = {address: cost(app, address) for address in LISTS}
    assert len(cards(app.test_client().get("/services?need=practical").text)) == 20
    assert after == before


@pytest.mark.usefixtures("now")
def test_a_page_of_many_costs_as_much_as_a_page_of_one(app: Flask) -> None:
    one = cost(app, "/services?need=adult_safeguarding&area=brent")
    many = cost(app, "/services?need=exit_support")

    assert len(cards(app.test_client().get("/services?need=adult_safeguarding&area=brent").text)) == 1
    assert one == many


@pytest.mark.usefixtures("now")
def test_no_page_is_dear(app: Flask) -> None:
    costs = {address: cost(app, address) for address in [*LISTS, *addresses(app, HAVENS)] if "/static/" not in address}

    assert max(costs.values()) <= MOST, costs


@pytest.mark.usefixtures("now")
def test_a_shortlist_of_thirty_costs_as_much_as_one_of_one(app: Flask) -> None:
    thirty = cards(app.test_client().get("/services").text) + cards(app.test_client().get("/services?page=2").text)[:10]

    assert len(thirty) == 30
    assert cost(app, "/services/shortlist?id=" + "&id=".join(thirty)) == cost(app, f"/services/shortlist?id={HAVENS}")


def test_pages_without_listings_ask_nothing(app: Flask, now: object) -> None:
    for address in ("/stay-safe", "/privacy", "/accessibility"):
        assert cost(app, address) == 0


def test_what_is_remembered_is_read_again_when_a_listing_changes(app: Flask, at: Callable[..., None]) -> None:
    client = app.test_client()
    assert cards(client.get("/services?q=quimby").text) == []

    made = factories.publish(app, name="Quimby", schedules=[factories.round_the_clock()])

    assert cards(client.get("/services?q=quimby&open=now").text) == [str(made)]
    factories.change(app, made, name="Zorro")
    assert cards(client.get("/services?q=zorro").text) == [str(made)]
    assert cards(client.get("/services?q=quimby").text) == []
