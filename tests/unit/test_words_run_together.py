"""Templates drop the line end after a block tag: words on both sides of one need a space of their own."""

import re

import pytest

from pathway.config import ROOT

RUNS_TOGETHER = re.compile(
    r"[\w.,:;!?)”](?:</b>)?\{% end(?:if|for) %\}\n[ \t]*"
    r"(?:\{\{ (?![\"' ]+ )|[A-Za-z“(]|<(?:a|b|span|strong)\b)(?![^\n]*pw-alone)"
)

ONE_AFTER_ANOTHER = re.compile(
    r"(?:[\w.,:;!?)”](?:</b>)?|\}\}(?<!\{\{ \" \" \}\}))\{% end(?:if|for) %\}\n"
    r"(?:[ \t]*\{% end(?:if|for) %\}\n)*"
    r"[ \t]*\{% if [^%]*%\}(?:[A-Za-z“(]|<b>|\{\{ (?![\"' ]+ |[a-z_.]+\())"
)
"""Words of one condition, and on the next line those of another: where both hold, nothing is between them."""


@pytest.mark.parametrize("pattern", [RUNS_TOGETHER, ONE_AFTER_ANOTHER])
def test_no_two_sentences_run_together(pattern: re.Pattern[str]) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]!r}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for match in pattern.finditer(path.read_text("utf-8"))
    ]

    assert found == []
