"""The counts as a file for a spreadsheet."""

import csv
import io

from pathway.directory.exchange.cells import guarded
from pathway.directory.health.bar import TIER_WORDS, TierCounts
from pathway.directory.health.counts import Health

_HEAD = ("by", "name", "fresh", "due", "stale", "never_confirmed", "total")


def as_csv(health: Health) -> str:
    """Return the table: UTF-8 without a byte order mark, RFC 4180 line ends, no cell that could run."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEAD)
    for by, rows in (("all", (health.every,)), ("kind", health.by_kind), ("area", health.by_area)):
        writer.writerows(_row(by, counts) for counts in rows)
    return text.getvalue()


def _row(by: str, counts: TierCounts) -> tuple[str | int, ...]:
    return (by, guarded(counts.name), *(counts.of[tier] for tier in TIER_WORDS), counts.total)
