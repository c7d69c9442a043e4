"""Loading the words for when we list nobody from `seed/fallbacks.json`. Only adds rows that are missing."""

import json
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from pathway.core.errors import SeedError
from pathway.directory.models import Fallback
from pathway.directory.vocabulary import AgencyType, FallbackAge, FallbackArea, FallbackHours

FILE = "fallbacks.json"

FallbackKey = tuple[AgencyType, FallbackArea, FallbackAge, FallbackHours]
FallbackRows = Mapping[FallbackKey, Fallback]


def load(session: Session, folder: Path) -> bool:
    """Add the rows that are missing; return whether there were any. The caller commits. Raises SeedError.

    Where somebody wrote one text for all of Brent, no row is added for Brent.
    """
    rows = _read(folder / FILE)
    seeded = {fallback_key(row): row for row in map(fallback_row, rows)}
    if len(seeded) < len(rows):
        raise SeedError("fallbacks.json has two rows for one agency type, area, age and hours")
    anywhere = {kind for kind, area, _, _ in seeded if area is FallbackArea.ANY}
    if missing := [kind.value for kind in AgencyType if kind not in anywhere]:
        raise SeedError(f"fallbacks.json has no words for any place for {', '.join(missing)}")
    stored = {fallback_key(row): row for row in session.scalars(select(Fallback))}
    own_words = {kind for kind in AgencyType if _is_written_for_brent(kind, stored, seeded)}
    missing_rows = [
        row
        for key, row in seeded.items()
        if key not in stored and not (row.area is FallbackArea.BRENT and row.agency_type in own_words)
    ]
    session.add_all(missing_rows)
    return bool(missing_rows)


def _is_written_for_brent(kind: AgencyType, stored: FallbackRows, seeded: FallbackRows) -> bool:
    """Whether one row, which did not come with the product, is all that is stored for Brent (see migration 0006)."""
    for_brent = [key for key in stored if key[:2] == (kind, FallbackArea.BRENT)]
    whole = (kind, FallbackArea.BRENT, FallbackAge.ANY, FallbackHours.ANY)
    if for_brent != [whole]:
        return False
    return whole not in seeded or seeded[whole].text != stored[whole].text


def fallback_row(row: Mapping[str, str]) -> Fallback:
    """Read one row of fallbacks.json. Raises SeedError with what is wrong."""
    try:
        return Fallback(
            agency_type=AgencyType(row["agency_type"]),
            area=FallbackArea(row["area"]),
            age=FallbackAge(row["age"]),
            hours=FallbackHours(row["hours"]),
            text=row["text"],
        )
    except (KeyError, ValueError, TypeError) as error:
        raise SeedError(f"fallbacks.json: {error} in {row!r}") from error


def fallback_key(row: Fallback) -> FallbackKey:
    """Return the key of a row."""
    return row.agency_type, row.area, row.age, row.hours


def _read(path: Path) -> list[Mapping[str, str]]:
    try:
        rows = json.loads(path.read_text("utf-8"))["rows"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SeedError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(rows, list):
        raise SeedError(f"{path.name}: rows is not a list")
    return rows
