"""Two editors at once: what one typed, and what was saved meanwhile, brought together part by part."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pathway.directory.editing.change_words import LABELS, changes
from pathway.directory.editing.parts import TAXONOMY_OF, Values, changed_parts, is_same, part, with_parts
from pathway.directory.listing_record import ServiceRecord

MINE, THEIRS = "mine", "theirs"

_LABELS = {**LABELS, "schedules": LABELS["hours"], "schedule_exceptions": LABELS["hours_exceptions"]}
_LABELS["at_locations"] = LABELS["places"]


@dataclass(frozen=True)
class Clash:
    """A part that both changed. `theirs`, `mine`: lines that say what each made of it."""

    name: str
    label: str
    theirs: tuple[str, ...]
    mine: tuple[str, ...]


@dataclass(frozen=True)
class Merge:
    """What comes of it: the parts as they will be saved, those that changed among them, and what must be chosen."""

    values: Values
    changed: tuple[str, ...]
    clashes: tuple[Clash, ...]


def merged(
    opened: ServiceRecord | None, present: ServiceRecord, typed: Values, chosen: Mapping[str, str] | None = None
) -> Merge:
    """Bring typed parts together with the present listing.

    `opened` is the listing as it was when the form was opened; None when nobody knows any more, so that every part
    that differs must be chosen. `chosen` says `MINE` or `THEIRS` for parts that clashed.
    """
    chosen, values, clashes = chosen or {}, {}, []
    for name, mine in typed.items():
        theirs = part(present, name)
        before = part(opened, name) if opened is not None else None
        values[name] = mine
        if is_same(mine, theirs) or (opened is not None and is_same(mine, before)):
            values[name] = theirs
        elif opened is None or not is_same(theirs, before):
            if name not in chosen:
                clashes.append(_clash(name, opened or present, present, typed))
            elif chosen[name] == THEIRS:
                values[name] = theirs
    return Merge(values, tuple(changed_parts(present, values)), tuple(clashes))


def label_of(name: str) -> str:
    """Return what a part is called."""
    return _LABELS[name]


def change_lines(service: ServiceRecord, values: Values, names: Iterable[str]) -> tuple[str, ...]:
    """Return lines that say what these parts would change in a listing."""
    return tuple(changes(with_parts(service, {name: values[name] for name in names}), service))


def _clash(name: str, opened: ServiceRecord, present: ServiceRecord, typed: Values) -> Clash:
    theirs = change_lines(opened, {name: part(present, name)}, [name])
    return Clash(name, label_of(name), theirs, change_lines(opened, typed, [name]))


assert TAXONOMY_OF.keys() <= LABELS.keys()  # noqa: S101 - each list of terms has words, or a page would fail
