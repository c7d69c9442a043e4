"""Counting: each referral once, a week after its month, or when it is forgotten before that.

A month is shown once all its referrals are counted. What is counted never changes: a later correction is of the
referral, and not of what was told.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import update

from pathway.core.clock import LONDON
from pathway.core.months import month_before, month_of, months_between
from pathway.core.small_numbers import Published
from pathway.episodes.evidence import queries
from pathway.episodes.evidence.measures import Cell, cells_of, publish
from pathway.episodes.evidence.models import EvidenceCount
from pathway.episodes.models import Episode
from pathway.extensions import db, insert_into, writing

logger = logging.getLogger("pathway.evidence")

WAITS = timedelta(days=7)
"""How long after a month its referrals are counted: whoever was asked last has had her time to answer."""

AT_ONCE = 200
MOST = 20_000
"""In one run, so that it ends well within a job's lease; the next goes on."""


def count_due(now: datetime) -> None:
    """Count the referrals of months that have been over for long enough: the job."""
    before = datetime.combine(month_of(now - WAITS), time(), LONDON).astimezone(UTC)
    done = 0
    while done < MOST:
        with writing():
            episodes = queries.uncounted(before, AT_ONCE)
            _count(episodes, now)
        done += len(episodes)
        if len(episodes) < AT_ONCE:
            break
    if done:
        logger.info("referrals counted: %s", done)


def count_before_forgetting(episodes: Sequence[Episode], now: datetime) -> None:
    """Count referrals that are forgotten in this transaction, with their legs loaded, but those counted already."""
    _count([episode for episode in episodes if episode.counted_at is None and not episode.is_demo], now)


def published(now: datetime, *, with_demo: bool) -> Published:
    """Return all that may be shown at a moment. `with_demo`: made-up referrals too, wherever nothing is in live use."""
    cells = queries.kept_cells()
    if with_demo:
        cells += queries.cells_of_demo()
    last = last_complete_month(now)
    shown = {cell: number for cell, number in cells.items() if cell[0] <= last}
    first = min((month for month, _figure, _value in shown), default=None)
    return publish(shown, months_between(first, last) if first else [])


def last_complete_month(now: datetime) -> date:
    """Return the last month of which every referral is counted."""
    last = month_before(month_of(now - WAITS))
    oldest = queries.oldest_uncounted()
    return last if oldest is None else min(last, month_before(month_of(oldest)))


def _count(episodes: Sequence[Episode], now: datetime) -> None:
    if not episodes:
        return
    cells: Counter[Cell] = Counter()
    for episode in episodes:
        cells += cells_of(queries.history_of(episode))
    if cells:
        row = insert_into(EvidenceCount)
        keys = ("month", "figure", "value")
        added = {"number": EvidenceCount.number + row.excluded.number}
        rows = [dict(zip(keys, cell, strict=True)) | {"number": number} for cell, number in sorted(cells.items())]
        db.session.execute(row.on_conflict_do_update(index_elements=keys, set_=added), rows)
    # Plainly: whoever has the referral open sees no change that concerns her.
    noted = update(Episode).where(Episode.id.in_([episode.id for episode in episodes])).values(counted_at=now)
    db.session.execute(noted, execution_options={"synchronize_session": False})
