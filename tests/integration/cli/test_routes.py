"""`pathway routes`: every address and who may open it."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from pathway.cli import main


@pytest.fixture
def environment(own_database: str, tmp_path: Path) -> dict[str, str]:
    """What `pathway` reads, for a database of its own."""
    return {"PATHWAY_DATABASE_URL": own_database, "PATHWAY_INSTANCE": str(tmp_path / "instance")}


def test_json_names_every_route_with_its_permission(listings: Flask, environment: dict[str, str]) -> None:
    printed = CliRunner().invoke(main, ["routes", "--json"], env=environment)

    rows = json.loads(printed.output)
    assert printed.exit_code == 0
    assert {row["rule"] for row in rows} == {rule.rule for rule in listings.url_map.iter_rules()}
    assert len(rows) == len(list(listings.url_map.iter_rules()))
    assert {row["permission"] for row in rows} >= {"public", "self", "A35", "A38"}
    report = next(row for row in rows if row["endpoint"] == "directory.submit_report")
    assert report == {
        "rule": "/services/<identifier>/report",
        "methods": ["POST"],
        "endpoint": "directory.submit_report",
        "permission": "public",
    }


def test_the_list_for_people_has_a_line_for_each(listings: Flask, environment: dict[str, str]) -> None:
    printed = CliRunner().invoke(main, ["routes"], env=environment)

    lines = printed.output.splitlines()
    assert len(lines) == len(list(listings.url_map.iter_rules()))
    assert any(re.fullmatch(r"POST +/services/<identifier>/did-not-work +public", line) for line in lines)
    assert any(re.fullmatch(r"POST +/manage/users/new +A35 manage_users", line) for line in lines)


def test_a_bad_setting_ends_the_command_plainly(environment: dict[str, str]) -> None:
    printed = CliRunner().invoke(main, ["routes"], env=environment | {"PATHWAY_ORIGIN": "nonsense"})

    assert printed.exit_code == 1
    assert printed.output.startswith("Error: PATHWAY_ORIGIN")
    assert "Traceback" not in printed.output
