"""SQLite and PostgreSQL answer a search with the same page, byte for byte but for the nonce."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg import sql
from sqlalchemy.engine import make_url

from pathway import create_app
from pathway.upkeep.prepare import prepare
from tests import factories, services
from tests.integration.conftest import settings_for
from tests.integration.reading import cards
from tests.seed_file import id_of

pytestmark = pytest.mark.postgresql

SEARCHES = [
    *("", "page=2", "page=3", "page=9", "open=now", "take=self", "take=professional", "area=brent", "area=elsewhere"),
    *("for=women", "for=lgbt-people", "for=under-19", "need=housing", "need=crisis&need=safety", "need=legal_advice"),
    *("q=women", "q=advice", "q=advice+line", "q=line+advice", "q=DA", "q=domestic+abuse", "q=rehab", "q=a+bed"),
    *("q=galop", "q=galup", "q=samaratins", "q=zzyzx", "q=zzyzx+galop", "q=traff", "q=counsel", "q=house", "q=housing"),
    *("q=24+hours", "q=24/7", "q=0808+2000+247", "q=116+123", "q=a%26e", "q=children%27s+services", "q=caf%C3%A9"),
    *("q=sex+worker+clinic", "q=pimp+takes+her+money", "q=raped+last+night", "q=15+year+old", "q=food+shower+bed"),
    *("q=london&area=national", "q=brent&take=self", "q=brent+housing+law+food+clinic+rape", "q=%22women%22+OR+men"),
    *("near=NW10", "near=NW10+4", "near=Harlesden&page=2", "near=Brent&miles=2", "near=AB1+2", "near=Camden&open=now"),
    *("q=clinic+nw10", "near=Kilburn&q=women&page=2", "near=Wembley&need=housing&miles=5", "near=W1D&for=women"),
    *("need=nonsense", "near=Atlantis&miles=lots", "q=galop&area=brent", "need=a_child&open=now&near=HA9"),
    *(f"id={id_of('galop')}&q=line", "q=the", "q=she+is+in"),
]


def publish_neighbours(app: Flask) -> None:
    """Two listings whose order depends on whether a space counts."""
    for number, name in enumerate(("Quimbyan", "Quimby zoo"), 1):
        factories.publish(
            app,
            id=UUID(int=number),
            slug=f"quimby-{number}",
            name=name,
            organization=factories.organization(slug=f"quimby-{number}", name=f"Quimby Trust {number}"),
            phones=[factories.phone(number=f"07700 90000{number}", digits=f"0770090000{number}")],
        )


@pytest.fixture(scope="module")
def both(
    copies: Callable[[str, Path], AbstractContextManager[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FlaskClient, FlaskClient]]:
    """The same listings on both engines."""
    folder = tmp_path_factory.mktemp("both")
    with ExitStack() as stack:
        apps = [
            create_app(settings_for(stack.enter_context(copies(name, folder)))) for name in ("sqlite", "postgresql")
        ]
        for app in apps:
            publish_neighbours(app)
        yield apps[0].test_client(), apps[1].test_client()
        for app in apps:
            services.dispose(app)


def test_there_are_sixty_searches() -> None:
    assert len(set(SEARCHES)) >= 60


@pytest.mark.usefixtures("now")
@pytest.mark.parametrize("asked", SEARCHES)
def test_a_search_gives_the_same_page(both: tuple[FlaskClient, FlaskClient], asked: str) -> None:
    sqlite, postgresql = (client.get(f"/services?{asked}") for client in both)

    assert sqlite.status_code == postgresql.status_code
    assert cards(sqlite.text) == cards(postgresql.text)
    assert _plain(sqlite.text) == _plain(postgresql.text)


@pytest.mark.usefixtures("now")
def test_the_searches_differ_from_one_another(both: tuple[FlaskClient, FlaskClient]) -> None:
    """Or the comparison would prove little."""
    orders = {tuple(cards(both[0].get(f"/services?{asked}").text)) for asked in SEARCHES}

    assert len(orders) > 30


@pytest.fixture(scope="module")
def by_another_alphabet() -> Iterator[FlaskClient]:
    """The listings on a PostgreSQL that sorts as most servers do: by letters first, spaces and capitals last."""
    with services.postgres_database() as url:
        name = make_url(url).database or ""
        server = make_url(services.postgres_url()).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
            connection.execute(
                sql.SQL(
                    "CREATE DATABASE {} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-u-ka-shifted'"
                ).format(sql.Identifier(name))
            )
        app = create_app(settings_for(url))
        prepare(app)
        publish_neighbours(app)
        yield app.test_client()
        services.dispose(app)


@pytest.mark.usefixtures("now")
@pytest.mark.parametrize("asked", ["", "page=2", "page=3", "q=women", "area=national", "near=NW10", "q=quimby"])
def test_the_alphabet_of_the_server_changes_nothing(
    both: tuple[FlaskClient, FlaskClient], by_another_alphabet: FlaskClient, asked: str
) -> None:
    assert cards(by_another_alphabet.get(f"/services?{asked}").text) == cards(both[0].get(f"/services?{asked}").text)


def _plain(page: str) -> str:
    return re.sub(r'nonce="[^"]+"', "", page)


def test_the_moment_stands_still(now: datetime) -> None:
    from pathway.core.clock import utc_now

    assert utc_now() == now
