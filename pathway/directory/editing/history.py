"""The history of a listing in words: what each version changed, and who changed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pathway.directory.editing.change_words import changes
from pathway.directory.editing.queries import Version
from pathway.directory.exchange.importer.versions import read
from pathway.directory.vocabulary import EditKind

SHOWN = 20
"""Versions on one page."""

_WORDS = {
    EditKind.AS_FOUND: "As it was",
    EditKind.IMPORTED: "Changed by an import",
    EditKind.CONFIRMED: "Confirmed as still correct",
    EditKind.CHANGED: "Changed",
    EditKind.CLOSED: "Closed for now",
    EditKind.OPENED: "Open again",
    EditKind.HIDDEN: "A number hidden",
    EditKind.RUNG: "A number rung, and right",
    EditKind.PUBLISHED: "Published, once its own people had confirmed it",
    EditKind.AGREED: "Changed, as two people agreed",
    EditKind.ENDED: "No longer kept",
    EditKind.MERGED: "Found to be the same as another listing",
    EditKind.FOUND_WRONG: "A number rung, and wrong",
    EditKind.UNANSWERED: "A number rung, and nobody answered",
    EditKind.RESTORED: "An earlier version brought back",
}


@dataclass(frozen=True)
class Step:
    """One version. `changes`: a line for each field that differs from the version before; none for the first."""

    number: int
    words: str
    made_at: datetime
    made_by: str | None
    changes: tuple[str, ...]
    is_current: bool


def steps_of(versions: Sequence[Version]) -> list[Step]:
    """Return the latest versions, latest first, with what each changed. `versions` are the latest first."""
    shown = versions[: SHOWN + 1]
    records = [read(version.content) for version in shown]
    steps = []
    for place, version in enumerate(shown[:SHOWN]):
        earlier = records[place + 1] if place + 1 < len(records) else None
        lines = tuple(changes(records[place], earlier)) if earlier else ()
        words = _WORDS[version.kind]
        steps.append(Step(version.number, words, version.made_at, version.made_by, lines, place == 0))
    return steps
