"""docs/compromise.md names the test that keeps each line true: they are all there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "compromise.md").read_text("utf-8")
THINGS = ("phone", "password", "session", "database", "backup", "administrator", "host")


def test_every_test_that_is_named_is_there() -> None:
    files: dict[str, str] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        files[path.name] = files.get(path.name, "") + path.read_text("utf-8")
    last = ""
    named = 0
    for file, name in re.findall(r"`(?:[\w/]*/)?(test_\w+\.py)?(?:::(\w+))?`", DOCUMENT):
        last = file or last
        assert last in files, last
        if name:
            named += 1
            assert f"def {name}(" in files[last], f"{last}::{name}"

    assert named > 15


def test_each_lost_thing_has_its_part() -> None:
    headings = " ".join(re.findall(r"^## (.+)$", DOCUMENT, re.MULTILINE)).lower()

    assert [thing for thing in THINGS if thing not in headings] == []
