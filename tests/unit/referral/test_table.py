"""A table is read whole or refused with each row at fault, and its hash is of what it says."""

import copy
import json
from typing import Any

import pytest

from pathway.core.errors import RoutingTableError
from pathway.referral.table import Table, TableError, table_from
from pathway.referral.vocabulary import Pathway
from tests.unit.referral.cases import SEED_FOLDER, TABLE

FIRST_SEED = SEED_FOLDER.parent / "tests" / "data" / "first_seed"

STORED: dict[str, Any] = json.loads((SEED_FOLDER / "routing_table.json").read_text("utf-8"))


@pytest.fixture
def document() -> dict[str, Any]:
    return copy.deepcopy(STORED)


def test_what_is_written_reads_the_same() -> None:
    again = table_from(TABLE.content(), TABLE.content_hash)

    assert again == TABLE
    assert again.version == TABLE.version


def test_the_hash_moves_with_any_word(document: dict[str, Any]) -> None:
    hashes = {TABLE.content_hash}
    for number, row in enumerate(document["rows"]):
        for name in ("sentence", "reason", "owner"):
            other = copy.deepcopy(STORED)
            other["rows"][number][name] = row[name] + "!"
            hashes.add(Table.read(other).content_hash)

    assert len(hashes) == 1 + 3 * len(document["rows"])


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda row: row.pop("reason"), "reason is missing"),
        (lambda row: row.update(reason="  "), "reason: write some words"),
        (lambda row: row.update(pathway="escort"), "escort"),
        (lambda row: row.update(agencies=["police"]), "police"),
        (lambda row: row.update(urgency="soon"), "soon"),
        (lambda row: row.update(review_on="next year"), "next year"),
        (lambda row: row.update(when={"mood": {"one_of": ["sad"]}}), "mood"),
        (lambda row: row.update(when={"age": {"one_of": ["old"]}}), "age"),
        (lambda row: row.update(when={"age": {"one_of": []}}), "age"),
        (lambda row: row.update(when={"age": {"above": ["18_plus"]}}), "above"),
        (lambda row: row.update(when={"age": {"one_of": ["unsure"], "not_one_of": ["18_plus"]}}), "age"),
        (lambda row: row.update(when={"age": {"one_of": ["unsure", "unsure"]}}), "each once"),
        (lambda row: row.update(when={"professional_judgement_72h": {"one_of": ["true"]}}), "professional_judgement"),
        (lambda row: row.update(when={"age": "unsure"}), "R1"),
        (lambda row: row.update(id="R2"), "R2: this id stands twice"),
    ],
)
def test_a_row_that_makes_no_sense_is_named(document: dict[str, Any], change: Any, problem: str) -> None:
    change(document["rows"][0])

    with pytest.raises(TableError, match=problem):
        Table.read(document)


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document["rows"].pop(),
        lambda document: document["rows"].append({**document["rows"][-1], "id": "R10"}),
        lambda document: document["rank"].pop(),
        lambda document: document["rank"].append(document["rank"][0]),
        lambda document: document.pop("number"),
        lambda document: document.update(rows=None),
        lambda document: document["rows"].append("R10"),
    ],
)
def test_a_table_that_could_not_give_a_result_is_refused(document: dict[str, Any], change: Any) -> None:
    change(document)

    with pytest.raises(TableError):
        Table.read(document)


@pytest.mark.parametrize(
    ("content", "content_hash"),
    [
        (TABLE.content().replace("same_day", "standard"), TABLE.content_hash),
        (TABLE.content(), "0" * 64),
        ("not json", "8ba7d7cc3f9c3d97c3a1a1ad4d3b4a3f"),
    ],
)
def test_a_stored_table_that_was_altered_routes_nobody(content: str, content_hash: str) -> None:
    with pytest.raises(RoutingTableError):
        table_from(content, content_hash)


@pytest.mark.parametrize("later", [{"urgent_health"}, {"control_support"}, {"urgent_health", "control_support"}])
def test_a_rank_from_before_a_pathway_of_the_gate_is_read_as_it_was_published(
    document: dict[str, Any], later: set[str]
) -> None:
    document["rank"] = [pathway for pathway in document["rank"] if pathway not in later]

    table = Table.read(document)

    assert not later & set(table.rank)
    assert json.loads(table.content())["rank"] == document["rank"]
    assert sorted(table.place_of, key=table.place_of.__getitem__) == list(Pathway)


def test_the_first_table_that_was_published_reads_as_it_did() -> None:
    stored = json.loads((FIRST_SEED / "routing_table.json").read_text("utf-8"))

    first = Table.read(stored)
    order = sorted(first.place_of, key=first.place_of.__getitem__)

    assert first.version == "1-2d7483459b"
    assert [pathway for pathway in order if pathway in first.rank] == list(first.rank)
    assert order[:3] == ["emergency_999", "child_safeguarding", "urgent_health"]
    assert order[order.index(Pathway.CRISIS_SUPPORT) + 1] is Pathway.CONTROL_SUPPORT


def test_while_she_cannot_decide_she_is_seen_before_children_s_services_are_rung(document: dict[str, Any]) -> None:
    early = copy.deepcopy(document)
    early["rank"].remove("urgent_health")
    early["rank"].insert(0, "urgent_health")

    for table in (Table.read(document), Table.read(early)):
        places = table.place_in_doubt
        order = sorted(places, key=places.__getitem__)

        assert places[Pathway.URGENT_HEALTH] < places[Pathway.CHILD_SAFEGUARDING]
        rest = [pathway for pathway in order if pathway is not Pathway.URGENT_HEALTH]
        assert rest == [pathway for pathway in table.rank if pathway is not Pathway.URGENT_HEALTH]
    assert list(Table.read(early).rank) == sorted(places, key=places.__getitem__)


def test_our_rank_is_the_order_of_the_vocabulary() -> None:
    assert list(TABLE.rank) == list(Pathway)


def test_rows_of_one_rule_are_together_in_the_order_of_the_policy() -> None:
    order = "R1 R1b R2 R3 R4 R4b R5 R6 R7 R8 R9".split()

    assert list(dict.fromkeys(row.rule for row in TABLE.rows)) == order
    assert [row.rule for row in TABLE.rows] == sorted((row.rule for row in TABLE.rows), key=order.index)
