"""Reads values of a feed's JSON objects, and counts by name those that do not fit."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from pathway.directory.listing_record import NO_ID
from pathway.directory.stable_ids import stable_id

Row = TypeVar("Row", bound=Any)

_TIES = frozenset({"id", "service_id", "location_id", "contact_id"})
EMPTY: tuple[object, ...] = (None, "", [], {})


@dataclass(frozen=True)
class FeedReader:
    """Reads one service. `left_out` counts values that were not read, by name."""

    service: Mapping[str, Any]
    left_out: Counter[str]

    def text(self, json_object: Mapping[str, Any], key: str, longest: int | None, within: str = "") -> str | None:
        """Return a text of an object, or None; a value of another type, or too long, is left out."""
        value = json_object.get(key)
        if value in EMPTY:
            return None
        if not isinstance(value, str) or not value.strip() or (longest is not None and len(value) > longest):
            self.left_out[f"{within}{key} (too long)" if isinstance(value, str) else f"{within}{key}"] += 1
            return None
        return value

    def whole(self, json_object: Mapping[str, Any], key: str) -> int | None:
        """Return a whole number of an object, or None; any other value is left out."""
        value: Any = json_object.get(key)
        is_whole = isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)
        if not is_whole and value is not None:
            self.left_out[key] += 1
        return int(value) if is_whole else None

    def texts(
        self, kind: str, json_object: Mapping[str, Any], longest: Mapping[str, int], *also_read: str
    ) -> dict[str, str | None]:
        """Return texts of an object by key, each with its maximum length; values under all other keys are left out."""
        self.rest(kind, json_object, *longest, *also_read)
        return {key: self.text(json_object, key, most, f"{kind} ") for key, most in longest.items()}

    def items(self, json_object: object, key: str) -> Iterator[dict[str, Any]]:
        """Yield the objects of a list of an object. A value that is no list is left out whole."""
        value = json_object.get(key) if isinstance(json_object, dict) else None
        if value in EMPTY:
            return
        for entry in value if isinstance(value, list) else [None]:
            if isinstance(entry, dict):
                yield entry
            else:
                self.left_out[key] += 1

    def rest(self, kind: str, json_object: Mapping[str, Any], *read: str, ties: Collection[str] = _TIES) -> None:
        """Count the values of an object under keys that are not read, and not ties to other objects."""
        for key, value in json_object.items():
            if key not in ties and key not in read and value not in EMPTY:
                self.left_out[f"{kind} {key}".strip()] += 1


def row_id(kind: str, json_object: Mapping[str, Any]) -> UUID:
    """Return a row's id: its own when that is a UUID, one derived from any other text, or `NO_ID`."""
    value = json_object.get("id")
    if not isinstance(value, str) or not value:
        return NO_ID
    try:
        return UUID(value)
    except ValueError:
        return stable_id(f"open-referral-{kind}", value)


def numbered(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows, each with its place in the list as its position."""
    return tuple(row._replace(position=nth) for nth, row in enumerate(rows))
