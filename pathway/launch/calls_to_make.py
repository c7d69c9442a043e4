"""`seed/calls_to_make.json`: services to ring that are in no listing, and numbers that are not to be used any more.

Nothing of it is ever loaded into the directory. Without the file there are none.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pathway.directory.phone_numbers import digits_of
from pathway.directory.vocabulary import AgencyType

FILE = "calls_to_make.json"


@dataclass(frozen=True)
class CallToMake:
    """A service that no listing has, and what to find out. `agency_type` None: of several kinds, or of none."""

    organization_name: str
    name: str
    to_confirm: str
    priority: int
    agency_type: AgencyType | None


@dataclass(frozen=True)
class CallsToMake:
    """The calls, those that matter most first; `superseded`: what to say of a number not to be used, by its digits."""

    calls: tuple[CallToMake, ...] = ()
    superseded: tuple[tuple[str, str], ...] = ()

    def of_kind(self, kind: AgencyType) -> tuple[CallToMake, ...]:
        """Return the calls to services of one kind."""
        return tuple(call for call in self.calls if call.agency_type is kind)

    def why_not_to_use(self, digits: str) -> str | None:
        """Return why a number is not to be used, or None."""
        return dict(self.superseded).get(digits)


@lru_cache(maxsize=4)
def read(folder: Path) -> CallsToMake:
    """Read the file of a seed folder once."""
    path = folder / FILE
    if not path.exists():
        return CallsToMake()
    document = json.loads(path.read_text("utf-8"))
    calls = [
        CallToMake(
            organization_name=row["organization_name"],
            name=row["name"],
            to_confirm=row["to_confirm"],
            priority=row["priority"],
            agency_type=AgencyType(row["agency_type"]) if "agency_type" in row else None,
        )
        for row in document["calls"]
    ]
    return CallsToMake(
        tuple(sorted(calls, key=lambda call: call.priority)),
        tuple((digits_of(row["number"]) or row["number"], _why(row)) for row in document["superseded_numbers"]),
    )


def _why(row: dict[str, str]) -> str:
    instead = f"; use {row['use']}" if "use" in row else ""
    return f"{row['number']} is not to be used: {row['was']}{instead}"
