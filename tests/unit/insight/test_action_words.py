"""Every act that the code writes down has words of its own on the page."""

import re
from pathlib import Path

from pathway.insight.action_words import WORDS, words_for

ROOT = Path(__file__).resolve().parents[3] / "pathway"


def test_every_recorded_act_has_words() -> None:
    source = "\n".join(path.read_text("utf-8") for path in sorted(ROOT.rglob("*.py")))
    recorded = set(re.findall(r'trail\.record\(\s*"([a-z_.]+)"', source))
    recorded |= set(re.findall(r'_factor_changed\(user, by, "([a-z_.]+)"', source))

    assert len(recorded) > 20
    assert recorded - set(WORDS) == set()


def test_an_act_without_words_is_said_by_its_name() -> None:
    assert words_for("thing.done_well") == "Thing done well"
