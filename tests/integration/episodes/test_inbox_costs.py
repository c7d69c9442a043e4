"""What an inbox asks of the database: the same however much it holds, and each list from an index of its own."""

import re
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.sql import Executable

from pathway.accounts.vocabulary import Role
from pathway.episodes.inbox import queries
from pathway.episodes.inbox.queries import Pile
from pathway.episodes.models import IS_ON_HOLD, IS_TAKEN, IS_UNANSWERED
from pathway.episodes.vocabulary import TAKEN, UNANSWERED, LegStatus
from pathway.extensions import db
from tests.integration.counting import counted
from tests.referrals import World, send
from tests.staff import Staff, organization, signed_in, user

INDEX = {
    Pile.TO_ANSWER: "ix_leg_to_answer",
    Pile.TAKEN: "ix_leg_taken",
    Pile.ON_HOLD: "ix_leg_on_hold",
    Pile.CLOSED: "ix_leg_ended",
}
LISTS = [f"/referrals/inbox?pile={which.value}" for which in Pile]


def statements(world: World, staff: Staff, address: str) -> int:
    staff.get(address)
    with counted(world.app) as sent:
        page = staff.get(address)
    assert page.status_code == 200
    return len(sent)


def test_an_inbox_asks_the_same_whatever_it_holds(world: World) -> None:
    manager = signed_in(world.app, user(world.app, world.agency, Role.SERVICE_MANAGER))
    coordinator = signed_in(world.app, user(world.app, organization(world.app), Role.COORDINATOR))
    visits = [(world.caseworker, address) for address in LISTS] + [(manager, LISTS[0]), (coordinator, LISTS[0])]
    empty = [statements(world, staff, address) for staff, address in visits]

    for _ in range(12):
        send(world.referrer)

    assert [statements(world, staff, address) for staff, address in visits] == empty
    # Who she is, one page, how many are in each list; and the menu, what her own referrals want of her.
    assert max(empty[: len(LISTS)]) == 4


def test_the_menu_shows_what_the_page_counted(world: World) -> None:
    for _ in range(3):
        send(world.referrer)

    for address in ("/referrals/inbox", "/account"):
        words = " ".join(world.caseworker.get(address).text.split())
        assert '<span class="pw-count-of">3<span' in words, address


@pytest.mark.parametrize("which", list(Pile))
def test_a_list_is_cut_from_its_index_and_sorted_by_nothing_else(world: World, which: Pile) -> None:
    with world.app.app_context():
        of_page = plan(queries.ids_on_page(which), world)

    assert INDEX[which] in of_page
    assert "SORT" not in of_page.upper()
    assert "TEMP B-TREE" not in of_page


def test_what_is_counted_is_counted_in_the_indexes(world: World) -> None:
    with world.app.app_context():
        open_ones = plan(queries._COUNTS, world)
        everywhere = plan(queries._EVERYWHERE, world)

    assert all(INDEX[which] in open_ones for which in Pile if which is not Pile.CLOSED)
    assert INDEX[Pile.TO_ANSWER] in everywhere


def test_the_words_of_the_indexes_name_the_states_of_the_lists() -> None:
    states = {words: set(re.findall(r"'([a-z-]+)'", words)) for words in (IS_UNANSWERED, IS_TAKEN, IS_ON_HOLD)}

    assert states[IS_UNANSWERED] == set(UNANSWERED)
    assert states[IS_TAKEN] | states[IS_ON_HOLD] == set(TAKEN)
    assert states[IS_ON_HOLD] == {LegStatus.ON_HOLD}


def plan(query: Executable, world: World) -> str:
    """How the database would answer, were the table too large to be read whole."""
    connection = db.session.connection()
    words = "EXPLAIN QUERY PLAN"
    if connection.dialect.name == "postgresql":
        words = "EXPLAIN"
        for way in ("seqscan", "bitmapscan"):
            connection.execute(text(f"SET LOCAL enable_{way} = off"))
    values: dict[str, Any] = {"organization": world.agency, "skip": 0, "now": datetime(2026, 11, 24).astimezone()}
    bound = {name: value for name, value in values.items() if name in query.compile().params}
    asked = query.params(bound).compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    return "\n".join(str(row) for row in connection.exec_driver_sql(f"{words} {asked}"))
