"""Templates drop the line end after a block tag: words on both sides of one need a space of their own."""

import re

from pathway.config import ROOT

RUNS_TOGETHER = re.compile(
    r"[\w.,:;!?)”](?:</b>)?\{% end(?:if|for) %\}\n[ \t]*"
    r"(?:\{\{ (?![\"' ]+ )|[A-Za-z“(]|<(?:a|b|span|strong)\b)(?![^\n]*pw-alone)"
)


def test_no_two_sentences_run_together() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]!r}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for match in RUNS_TOGETHER.finditer(path.read_text("utf-8"))
    ]

    assert found == []
