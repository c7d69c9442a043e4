"""The counts as a file for a spreadsheet."""

import csv
import io

from pathway.directory.exchange.cells import guarded
from pathway.directory.health.bar import TIER_WORDS, TierCounts
from pathway.directory.health.counts import Health
from pathway.directory.look_ups.queries import Lately

_LOOK_UPS_HEAD = ("by", "name", "look_ups", "found_nothing")
_HEAD = ("by", "name", "fresh", "due", "stale", "never_confirmed", "total")


def as_csv(health: Health) -> str:
    """Return the table: UTF-8 without a byte order mark, RFC 4180 line ends, no cell that could run."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEAD)
    for by, rows in (("all", (health.every,)), ("kind", health.by_kind), ("area", health.by_area)):
        writer.writerows(_row(by, counts) for counts in rows)
    return text.getvalue()


def look_ups_as_csv(look_ups: Lately) -> str:
    """Return what people looked for, by need and by borough. Small numbers are not said, as on the page."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_LOOK_UPS_HEAD)
    for by, rows in (("need", look_ups.by_need), ("borough", look_ups.by_borough)):
        writer.writerows((by, guarded(row.name), row.look_ups, row.empty) for row in rows)
    return text.getvalue()


def _row(by: str, counts: TierCounts) -> tuple[str | int, ...]:
    return (by, guarded(counts.name), *(counts.of[tier] for tier in TIER_WORDS), counts.total)
