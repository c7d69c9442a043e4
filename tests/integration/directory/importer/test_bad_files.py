"""Files that are wrong as a whole: refused on one line, within bounds, and nothing is loaded."""

import json
from pathlib import Path

import pytest
from flask import Flask

from pathway.directory import queries
from pathway.directory.exchange.spreadsheet.csv_reader import LONGEST_CELL
from tests.integration.directory.importer.commands import Command, exported, taken
from tests.integration.directory.importer.sheets import new_row, rows_of, sheet
from tests.integration.dumping import dump

PWN = "<img src=x onerror=window.PWN=1>${window.PWN=1}</script>"
HEAD = b"name,description,coverage,organization,organization_kind\r\n"
ROW = b"A,B,brent,C,charity\r\n"
OURS = '{"format": "pathway-listings", "version": 1, '

FILES: dict[str, tuple[bytes, str]] = {
    "not UTF-8": (HEAD + b"Caf\xe9,B,brent,C,charity\r\n", "this is not UTF-8"),
    "UTF-16": ("name\r\nA\r\n".encode("utf-16"), "UTF-16, not UTF-8"),
    "a workbook": (b"PK\x03\x04" + b"\0" * 100, "a workbook, not a CSV file"),
    "empty": (b"", "the file is empty"),
    "10,000 columns": (b",".join(b"c%d" % n for n in range(10_000)), "10,000 columns, and the most is 500"),
    "a 10 MB cell": (HEAD + b"A" * 10_000_000 + b",B,brent,C,charity\r\n", "line 2"),
    "a cell just too long": (HEAD + b"A" * (LONGEST_CELL + 1) + b",B,brent,C,charity\r\n", "longer than 65,536"),
    "unbalanced quotes": (HEAD + ROW + b'"A,B,brent,C,charity\r\n' + ROW * 3, "line 3: a quotation mark is opened"),
    "1,000,000 rows": (HEAD + ROW * 1_000_000, "more than 200,000 rows"),
    "an unknown column": (b"name,telephone_number\r\nA,1\r\n", "columns that we do not know: “telephone_number”"),
    "NUL": (HEAD + b"A\0,B,brent,C,charity\r\n", "NUL"),
    "deep JSON": (b'{"format":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "more than 32 deep"),
    "deep JSON never closed": (b"[" * 1_000_000, "more than 32 deep"),
    "a key twice": (OURS.encode() + b'"services": [{"name": "A", "name": "B"}]}', "the key “name” stands twice"),
    "NaN": (OURS.encode() + b'"services": [{"minimum_age": NaN}]}', "NaN is not a number"),
    "a huge number": (OURS.encode() + b'"services": [{"minimum_age": 1' + b"0" * 5000 + b"}]}", "is too large"),
    "a lone surrogate": (OURS.encode() + b'"services": [{"name": "\\ud800"}]}', "half of a character"),
    "NUL in JSON": (OURS.encode() + b'"services": [{"name": "\\u0000"}]}', "NUL"),
    "JSON cut off": (OURS.encode() + b'"services": [{"name"', "this is not JSON"),
    "another version": (b'{"format": "pathway-listings", "version": 2, "services": []}', '"version"'),
    "another format": (b'{"format": "zanzibar", "version": 1, "services": []}', '"format"'),
    "no services": (OURS.encode() + b'"holds": "all"}', '"services" is missing'),
    "an unknown part": (OURS.encode() + b'"services": [], "servces": []}', "Did you mean services?"),
    "not about services": (b'{"colour": "red"}', "no service of an Open Referral file"),
    "a starting directory of old": (
        b'{"meta": {"count": 1}, "listings": [{"id": "gaia"}]}',
        "a starting directory as it",
    ),
    "a list of words": (b'["a", "b"]', "item 1 is “a”, not a service"),
}


@pytest.mark.parametrize("name", FILES)
def test_it_is_refused_on_one_line_and_nothing_is_loaded(
    shared_app: Flask, run_shared: Command, file: Path, name: str
) -> None:
    content, message = FILES[name]
    before = dump(shared_app)

    done = taken(run_shared, file, content, "--apply", "--publish")

    assert done.exit_code == 2
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"{file}: ")
    assert message in lines[0]
    assert len(lines[0]) < 500
    assert lines[1] == "Nothing was changed."
    assert dump(shared_app) == before


def test_a_mark_at_the_beginning_is_no_fault(run_shared: Command, file: Path) -> None:
    done = taken(run_shared, file, b"\xef\xbb\xbf" + exported(run_shared, "csv"))

    assert done.exit_code == 0
    assert "Unchanged: 44" in done.stdout


def test_a_folder_and_a_file_that_is_not_there(run_shared: Command, tmp_path: Path) -> None:
    folder, missing = run_shared("import", str(tmp_path)), run_shared("import", str(tmp_path / "none.csv"))

    assert (folder.exit_code, missing.exit_code) == (2, 2)
    assert "this is a folder" in folder.stderr
    assert "there is no such file" in missing.stderr


def test_from_standard_input(run_shared: Command) -> None:
    done = run_shared("import", "-", stdin=exported(run_shared, "csv"))

    assert done.exit_code == 0
    assert "Unchanged: 44" in done.stdout


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_name_full_of_script_is_only_words(app: Flask, run: Command, file: Path, form: str) -> None:
    if form == "csv":
        content = sheet(new_row(name=PWN, slug="pwn", publication="published", agency_types="practical_support"))
    else:
        organization = {"name": PWN, "kind": "charity"}
        service = {"name": PWN, "slug": "pwn", "publication": "published", "description": PWN, "coverage": "brent"}
        content = json.dumps(
            {"format": "pathway-listings", "version": 1, "services": [service | {"organization": organization}]}
        ).encode()

    done = taken(run, file, content, "--apply", "--publish")

    assert done.exit_code == 0, done.stderr
    assert PWN in done.stdout
    with app.app_context():
        service_id = queries.find("pwn").id
    for address in (f"/services/{service_id}", "/services?q=pwn"):
        page = app.test_client().get(address).text
        assert "&lt;img src=x onerror=window.PWN=1&gt;" in page
        assert "<img src=x" not in page
        assert "PWN=1}</script>" not in page
    assert rows_of(exported(run, "csv"))[-1]["name"] == PWN or PWN.encode() in exported(run, "csv")


def test_escapes_of_a_terminal_are_printed_and_not_obeyed(run: Command, file: Path) -> None:
    name = "\x1b]0;owned\x07\x1b[31mred\N{RIGHT-TO-LEFT OVERRIDE}"

    good = taken(run, file, sheet(new_row(name=name, coverage="brent")))
    bad = taken(run, file, sheet(new_row(name=name, coverage=name, slug="x y")))

    for output in (good.output, bad.output):
        assert not any(letter in output for letter in "\x1b\x07\N{RIGHT-TO-LEFT OVERRIDE}")
    assert "\\x1b]0;owned\\x07\\x1b[31mred\\u202e" in good.stdout


@pytest.mark.parametrize(
    "cell", ["=1+1", "+44 things", "-1", "@SUM(A1)", "\tx", "\rx", "'=1", '"=1', "''+1", "\uff1d1"]
)
def test_a_cell_that_a_spreadsheet_would_run_comes_back_as_it_was(run: Command, file: Path, cell: str) -> None:
    service = {"name": cell, "slug": "formula", "description": cell, "coverage": "brent", "publication": "published"}
    document = {"services": [service | {"organization": {"name": "Made-up Trust", "kind": "charity"}}]}
    taken(run, file, json.dumps({"format": "pathway-listings", "version": 1} | document), "--apply", "--publish")

    out = exported(run, "csv")
    again = taken(run, file, out, "--apply", "--publish")

    row = next(row for row in rows_of(out) if row["slug"] == "formula")
    assert row["name"] == row["description"] == "'" + cell
    assert "Nothing to change." in again.stdout
