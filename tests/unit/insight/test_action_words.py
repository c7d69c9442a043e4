"""Every act that the code writes down has words of its own on the page."""

import re
from enum import StrEnum
from pathlib import Path

from pathway.accounts.vocabulary import Role, SignInMethod
from pathway.directory.vocabulary import EditKind
from pathway.insight.action_words import WORDS, words_for
from pathway.leads.vocabulary import LeadAct
from pathway.organizations.vocabulary import OrganizationKind

VALUES: dict[str, type[StrEnum]] = {"role": Role, "kind": OrganizationKind, "method": SignInMethod}
"""What may stand in an act's name, by the name of the variable that puts it there."""

ROOT = Path(__file__).resolve().parents[3] / "pathway"


def test_every_recorded_act_has_words() -> None:
    source = "\n".join(path.read_text("utf-8") for path in sorted(ROOT.rglob("*.py")))
    recorded = set(re.findall(r'trail\.record\(\s*"([a-z_.]+)"', source))
    recorded |= set(re.findall(r'_factor_changed\(user, by, "([a-z_.]+)"', source))

    written = r'trail\.record\(\s*f"([a-z_.]+)_\{([a-z]+)\}"'
    for stem, what in re.findall(written, source):
        recorded |= {f"{stem}_{value}" for value in VALUES[what]}

    assert 'trail.record(f"listing.{edit.kind}"' in source
    recorded |= {f"listing.{kind}" for kind in EditKind if kind is not EditKind.AS_FOUND}  # as found: by nobody

    assert 'trail.record(f"lead.{act}"' in source
    recorded |= {f"lead.{act}" for act in LeadAct}

    assert len(recorded) > 50
    assert recorded - set(WORDS) == set()


def test_an_act_without_words_is_said_by_its_name() -> None:
    assert words_for("thing.done_well") == "Thing done well"
