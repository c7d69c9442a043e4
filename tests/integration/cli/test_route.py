"""`pathway route` and `pathway table`: the same rules from a terminal."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from pathway.config import ROOT
from pathway.referral.triage import Answers
from pathway.upkeep import routing_seed
from tests.integration.directory.importer.commands import command

Run = Callable[..., Result]
VIGNETTES: list[dict[str, Any]] = json.loads((ROOT / "seed" / "vignettes.json").read_text("utf-8"))
TABLE = routing_seed.read(ROOT / "seed")


@pytest.fixture
def pathway(own_database: str, tmp_path: Path) -> Run:
    """Run the command over a loaded database."""
    return command(own_database, tmp_path)


def route(pathway: Run, facts: Any, *options: str) -> Result:
    return pathway("route", "--facts", "-", *options, stdin=json.dumps(facts).encode())


def test_the_worked_examples_in_one_list(pathway: Run) -> None:
    printed = route(pathway, [one["facts"] for one in VIGNETTES])

    results = json.loads(printed.stdout)
    assert printed.exit_code == 0
    for vignette, result in zip(VIGNETTES, results, strict=True):
        assert {name: result[name] for name in vignette["expected"]} == vignette["expected"]
        assert result["table"] == TABLE.version
        assert {reason["rule"][0] for reason in result["reasons"]} <= {"S", "R"}


def test_one_object_gives_one_object_from_a_file(pathway: Run, tmp_path: Path) -> None:
    (tmp_path / "facts.json").write_text(json.dumps(VIGNETTES[0]["facts"]), "utf-8")

    printed = pathway("route", "--facts", str(tmp_path / "facts.json"))

    assert json.loads(printed.stdout)["headline"] == "emergency_999"


def test_an_empty_list_gives_an_empty_list(pathway: Run) -> None:
    assert json.loads(route(pathway, []).stdout) == []


def test_a_fact_left_out_has_its_blank(pathway: Run) -> None:
    some = route(pathway, {"immediate_danger": "yes"})
    whole = route(pathway, {**Answers().as_facts(), "immediate_danger": "yes"})

    assert some.exit_code == 0
    assert some.stdout == whole.stdout
    assert route(pathway, {"immediate_danger": "yes"}, "--partial").stdout == some.stdout
    assert json.loads(route(pathway, {}).stdout)["headline"] == "numbers_and_next_steps"


@pytest.mark.parametrize(
    "beside", [{"borough": "Harrow"}, {"service_for": "lgbt"}, {"access_needs": ["pregnant", "interpreter"]}]
)
def test_what_stands_beside_the_facts_changes_nothing(pathway: Run, beside: dict[str, Any]) -> None:
    facts = [one["facts"] for one in VIGNETTES]

    assert route(pathway, [{**one, **beside} for one in facts]).stdout == route(pathway, facts).stdout


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({**Answers().as_facts(), "age": "old"}, "age cannot be 'old': give one of under_18"),
        ({**Answers().as_facts(), "nmae": "x"}, "'nmae' is not a fact"),
        ({"borough": "Kent"}, "borough cannot be 'Kent': give a London borough but Brent, by name"),
        ({"service_for": "men"}, "service_for cannot be 'men': give one of women, anyone, lgbt"),
        ({"capacity_doubt": "unknown"}, "capacity_doubt cannot be 'unknown': give one of yes, lasting, no"),
        ([Answers().as_facts(), {"age": 3}], "2: age cannot be 3"),
        ([[]], "1: facts are one JSON object"),
        ("yes", "facts are one JSON object"),
        (None, "facts are one JSON object"),
    ],
)
def test_what_cannot_be_read_ends_it_with_status_2_and_a_sentence(pathway: Run, facts: Any, said: str) -> None:
    printed = route(pathway, facts)

    assert printed.exit_code == 2
    assert printed.stdout == ""
    assert said in printed.stderr


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b'{"age": "unsure", "age": "18_plus"}', "age stands twice"),
        (b"\xff\xfe{}", "not text in UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_not_json_is_refused(pathway: Run, said: bytes, message: str) -> None:
    printed = pathway("route", "--facts", "-", stdin=said)

    assert printed.exit_code == 2
    assert message in printed.stderr


def test_a_file_that_is_not_there_is_named(pathway: Run, tmp_path: Path) -> None:
    printed = pathway("route", "--facts", str(tmp_path / "none.json"))

    assert printed.exit_code == 2
    assert "none.json" in printed.stderr


def test_very_many_mistakes_are_counted(pathway: Run) -> None:
    printed = route(pathway, [{"age": "old"}] * 100, "--partial")

    assert printed.exit_code == 2
    assert printed.stderr.count("age cannot be") == 50
    assert "And 50 more" in printed.stderr


def test_explain_is_for_people(pathway: Run) -> None:
    printed = route(pathway, VIGNETTES[2]["facts"], "--explain")

    assert "72-hour pathway: ask her, then ring. Today." in printed.stdout
    assert "Ring for advice, without her name: Emergency accommodation (R3)" in printed.stdout
    assert "Would change this: whether she has said yes to passing this on" in printed.stdout
    assert "Nearly: R4, but for where she meets people" in printed.stdout
    assert TABLE.version in printed.stdout


def test_show_has_every_row_in_words(pathway: Run) -> None:
    printed = pathway("table", "show")

    assert printed.exit_code == 0
    assert TABLE.version in printed.stdout
    for row in TABLE.rows:
        assert f"\n{row.id}: {row.sentence}\n" in printed.stdout
        assert row.reason in printed.stdout
    assert "from whom: anything but a partner or family" in printed.stdout


def test_check_passes_and_says_what_it_looked_at(pathway: Run) -> None:
    printed = pathway("table", "check")

    assert printed.exit_code == 0, printed.output
    assert "FAIL" not in printed.stdout
    for name in ("gaps", "dead rows", "needless rows", "worked examples: 13 examples", "laws", "Saturday 02:00 cover"):
        assert f"ok    {name}" in printed.stdout


@pytest.mark.parametrize("words", [("route", "--facts", "-", "--partial"), ("table", "show"), ("table", "check")])
def test_without_a_published_table_it_says_what_to_do(empty_database: str, tmp_path: Path, words: Any) -> None:
    from tests.integration.directory.importer.commands import migrated

    migrated(empty_database)

    printed = command(empty_database, tmp_path)(*words, stdin=b"{}")

    assert printed.exit_code == 1
    assert "pathway init" in printed.stderr
