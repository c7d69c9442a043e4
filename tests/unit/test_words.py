"""Words that no page, script, style or seed text may hold. House rule: she is a woman, never a label."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]

NEVER = re.compile(
    r"\b(prostitutes?|vice|punters?|rescu(?:e|es|ed|er|ers|ing)|chaotic|hard[- ]to[- ]reach|non-engaging)\b",
    re.IGNORECASE,
)
NEVER_ON_A_PAGE = re.compile(r"\b(clients?|victims?|sex[- ]workers?|hookers?|child prostitution)\b", re.IGNORECASE)
"""Labels for her. Seed text may hold them where a service prints them in its own name or criteria."""

ALLOWED = re.compile(
    r"https?://[^\s\"'<>)]+"  # web addresses
    r"|English[ -]Collective[ -]of[ -]Prostitutes|Victim Support",  # proper names, and what they are in addresses
    re.IGNORECASE,
)
AS_PRINTED = ("_as_printed", "avoid", "response_summary", "abbreviations")
"""Ends of the keys whose strings are quoted: the tracker's exact words and its summaries, the glossary's warnings."""

TYPED = {"attackers.py", "synonyms.py"}
"""What a person in a hurry may type into the search box: understood, never shown."""

BINARY = {".png", ".ico", ".woff", ".woff2", ".jpg", ".webp"}


def words_found(text: str, *patterns: re.Pattern[str]) -> list[str]:
    """Return every banned word in a text, once allowed names and web addresses are taken out."""
    kept = ALLOWED.sub(" ", text)
    return [match.group(0) for pattern in patterns for match in pattern.finditer(kept)]


def strings_of(value: Any, key: str = "") -> Iterator[str]:
    """Yield the strings of a JSON document but for the quoted ones."""
    if key.endswith(AS_PRINTED):
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings_of(item, key)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from strings_of(item, name)


def files_under(folder: Path) -> list[Path]:
    """Return the text files of a folder, in order."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix not in BINARY)
    return sorted(found)


def faults(root: Path) -> list[str]:
    """Return "file: word" for every banned word in templates, static sources, seed text and labels."""
    found = []
    pages = [(path, (NEVER, NEVER_ON_A_PAGE)) for path in files_under(root / "templates")]
    sources = [(path, (NEVER,)) for path in files_under(root / "static" / "src")]
    labels = [(path, (NEVER,)) for path in sorted((root / "pathway").rglob("*.py")) if path.name not in TYPED]
    for path, patterns in [*pages, *sources, *labels]:
        found += [f"{path.relative_to(root)}: {word}" for word in words_found(path.read_text("utf-8"), *patterns)]
    for path in files_under(root / "seed"):
        text = path.read_text("utf-8")
        texts = strings_of(json.loads(text)) if path.suffix == ".json" else [text]
        found += [f"{path.relative_to(root)}: {word}" for one in texts for word in words_found(one, NEVER)]
    return found


def test_no_page_script_style_or_seed_text_holds_a_banned_word() -> None:
    assert faults(ROOT) == []


def test_there_is_something_to_scan() -> None:
    scanned = [*files_under(ROOT / "templates"), *files_under(ROOT / "seed")]

    assert {path.suffix for path in scanned} >= {".html", ".json"}


@pytest.mark.parametrize(
    ("where", "text", "word"),
    [
        ("templates/site/home.html", "<p>Help for prostitutes</p>", "prostitutes"),
        ("templates/site/home.html", "<p>She is a client of ours</p>", "client"),
        ("templates/email/received.txt", "A chaotic evening", "chaotic"),
        ("static/src/js/leave.js", "// the Vice squad", "Vice"),
        ("seed/listings.json", '{"listings": [{"description": "We rescue women"}]}', "rescue"),
        ("seed/geo/brent_places.csv", "name\nhard to reach\n", "hard to reach"),
        ("pathway/directory/vocabulary.py", 'LABEL = "punter"', "punter"),
    ],
)
def test_a_planted_word_is_found(tmp_path: Path, where: str, text: str, word: str) -> None:
    planted = tmp_path / where
    planted.parent.mkdir(parents=True)
    planted.write_text(text, "utf-8")

    found = faults(tmp_path)

    assert found == [f"{where}: {word}"]


@pytest.mark.parametrize(
    "text",
    [
        "advice, a service, a device",
        "English Collective of Prostitutes",
        "https://prostitutescollective.net",
        "https://example.org/rescue?vice=1",
    ],
)
def test_a_word_inside_a_name_an_address_or_a_longer_word_is_allowed(text: str) -> None:
    assert words_found(text, NEVER, NEVER_ON_A_PAGE) == []


def test_the_word_beside_an_allowed_name_is_still_found() -> None:
    assert words_found("English Collective of Prostitutes, for prostitutes", NEVER) == ["prostitutes"]


@pytest.mark.parametrize("key", ["officers_as_printed", "avoid", "response_summary", "abbreviations"])
def test_quoted_strings_are_left_as_they_were_printed(key: str) -> None:
    document = {key: ["the Vice squad", {"unit": "a vice unit"}], "text": "plain"}

    assert list(strings_of(document)) == ["plain"]
