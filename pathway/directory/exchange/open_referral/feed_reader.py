"""Taking values out of a feed's objects one by one, and counting by name what cannot be taken."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from pathway.directory.listing_record import NO_ID
from pathway.directory.stable_ids import stable_id

EMPTY: tuple[object, ...] = (None, "", [], {})


class FeedReader:
    """Reads one service. What is left out is counted under its name."""

    def __init__(self, item: Mapping[str, Any], left_out: Counter[str]) -> None:
        self.item = item
        self.left_out = left_out

    def text(self, item: Mapping[str, Any], key: str, longest: int | None, within: str = "") -> str | None:
        """Return a text of an object, or None; one that is no text or too long is left out."""
        value = item.get(key)
        if value in EMPTY:
            return None
        if not isinstance(value, str) or not value.strip() or (longest is not None and len(value) > longest):
            self.left_out[f"{within}{key} (too long)" if isinstance(value, str) else f"{within}{key}"] += 1
            return None
        return value

    def whole(self, item: Mapping[str, Any], key: str) -> int | None:
        """Return a whole number of an object, or None; one that is none is left out."""
        value = item.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
            self.left_out[key] += 1
            return None
        return int(value)

    def items(self, item: Mapping[str, Any], key: str) -> Iterator[dict[str, Any]]:
        """Yield the objects of a list of an object."""
        value = item.get(key)
        if value in EMPTY:
            return
        if not isinstance(value, list):
            self.left_out[key] += 1
            return
        for one in value:
            if isinstance(one, dict):
                yield one
            else:
                self.left_out[key] += 1

    def rest(self, kind: str, item: Mapping[str, Any], *read: str) -> None:
        """Count what an object says beyond the keys that are read."""
        for key, value in item.items():
            if key not in {"id", "service_id", "location_id", "contact_id", *read} and value not in EMPTY:
                self.left_out[f"{kind} {key}"] += 1


def row_id(kind: str, item: Mapping[str, Any]) -> UUID:
    """Return a row's id: its own when that is a UUID, one that follows from it when it is another, or none."""
    value = item.get("id")
    if not isinstance(value, str) or not value:
        return NO_ID
    try:
        return UUID(value)
    except ValueError:
        return stable_id(f"open-referral-{kind}", value)
