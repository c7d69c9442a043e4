"""The sweep: every threshold that has passed is raised, once and in order, however many workers sweep.

What is due comes from an index of moments, so that the cost follows what is due. Each threshold has a transaction of
its own, and is looked at again once its clock is locked: two workers at once, a kill, or a start after days without one
raise each thing once. One that fails is noted and tried again by the next sweep, and the others go on.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush

from flask import current_app

from pathway.extensions import db, writing
from pathway.notifications.senders import takes_texts
from pathway.turnaround import queries
from pathway.turnaround.escalations import Around, raise_again, raise_next
from pathway.turnaround.queries import Due, Untaken
from pathway.turnaround.role_book import RoleBook

logger = logging.getLogger("pathway.clock")

AT_ONCE = 200
"""How many are looked up at a time."""
MOST = 2000
"""How many one sweep raises at most: it ends within the lease of a job, and the next goes on."""
MOST_FAILURES = 20
"""After so many failures a sweep ends: each may have waited for the database."""


@dataclass
class Swept:
    """What a sweep did: thresholds raised, told again, of which nobody at all could be told, and failures."""

    raised: int = 0
    told_again: int = 0
    nobody: int = 0
    failed: int = 0

    @property
    def goes_on(self) -> bool:
        """Whether there is room for more."""
        return self.raised + self.told_again < MOST and self.failed < MOST_FAILURES


def sweep(now: datetime, around: Around) -> Swept:
    """Raise every threshold that has passed by `now` (aware UTC), then tell others of what nobody took by then."""
    texts = takes_texts(current_app.config["SETTINGS"].notify)
    swept, book = Swept(), RoleBook(now, texts=texts)
    _raise_due(now, around, book, swept)
    _tell_again(now, around, book, swept)
    return swept


def _raise_due(now: datetime, around: Around, book: RoleBook, swept: Swept) -> None:
    after = None
    while swept.goes_on:
        batch = queries.due_milestones(now, after, AT_ONCE)
        db.session.rollback()
        if not batch:
            return
        last, waiting = batch[-1], list(batch)
        while waiting and swept.goes_on:
            following = _raise(heappop(waiting), now, around, book, swept)
            # One that comes after all of these is found when the next are looked up.
            if following is not None and following <= last:
                heappush(waiting, following)
        after = last


def _raise(due: Due, now: datetime, around: Around, book: RoleBook, swept: Swept) -> Due | None:
    """Raise the threshold of a milestone that was due; return when its next one is, if it has one.

    Where another worker was faster, it is left to its own turn among those of its clock, which come in order.
    """
    try:
        with writing():
            clock = queries.clock_of(due.episode_id, hold=True)
            milestone = next((one for one in clock.milestones if one.key == due.key), None) if clock else None
            if clock is None or milestone is None or milestone.next_at is None:
                return None
            if clock.ended_at is not None or milestone.settled is not None:
                milestone.next_at = None
                return None
            if milestone.next_at != due.at:
                return due._replace(at=milestone.next_at) if milestone.next_at <= now else None
            is_told = raise_next(clock, milestone, around, book)
            following = milestone.next_at
    except Exception as error:  # noqa: BLE001 - whatever one clock does, the others are swept
        _failed(error, due, swept)
        return None
    swept.raised += 1
    if not is_told:
        swept.nobody += 1
        logger.error("nobody could be told of a threshold of clock %s", due.episode_id)
    return due._replace(at=following) if following and following <= now else None


def _tell_again(now: datetime, around: Around, book: RoleBook, swept: Swept) -> None:
    after = None
    while swept.goes_on:
        batch = queries.untaken(now, after, AT_ONCE)
        db.session.rollback()
        if not batch:
            return
        for one in batch:
            if swept.goes_on:
                _again(one, now, around, book, swept)
        after = batch[-1]


def _again(one: Untaken, now: datetime, around: Around, book: RoleBook, swept: Swept) -> None:
    is_told = False
    try:
        with writing():
            clock = queries.clock_of(one.episode_id, hold=True)
            every = queries.escalations_of_milestone(one.episode_id, one.key)
            escalation = next((other for other in every if other.id == one.id), None)
            milestone = next((other for other in clock.milestones if other.key == one.key), None) if clock else None
            if clock and milestone and escalation and escalation.again_at and escalation.again_at <= now:
                is_told = raise_again(clock, milestone, escalation, around, book)
    except Exception as error:  # noqa: BLE001 - whatever one clock does, the others are swept
        _failed(error, one, swept)
        return
    swept.told_again += is_told


def _failed(error: Exception, what: Due | Untaken, swept: Swept) -> None:
    swept.failed += 1
    # The class only: a driver's message may hold the content of a row.
    logger.error("%s of clock %s could not be raised: %s", what.key, what.episode_id, type(error).__name__)
