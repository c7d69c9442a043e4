"""Counting a look-up, writing the counts, and forgetting old ones."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError

from pathway.core.clock import LONDON
from pathway.directory.look_ups.models import LookUpCount
from pathway.directory.look_ups.tally import Tally, keys_of
from pathway.directory.scope import Scope
from pathway.directory.vocabulary import Need
from pathway.extensions import db, insert_into, writing

logger = logging.getLogger("pathway.look_ups")

KEPT_FOR = timedelta(days=730)


def count(
    app: Flask, needs: tuple[Need, ...], scope: Scope | None, now: datetime, *, is_empty: bool
) -> Callable[[], None] | None:
    """Count a look-up; return what writes the counts once the answer has left, when it is time to."""
    tally = _tally(app)
    is_due = tally.count(keys_of(now.astimezone(LONDON).date(), needs, scope), now, is_empty=is_empty)
    return (lambda: write(app)) if is_due else None


def write(app: Flask) -> None:
    """Add what this process counted to the database. What cannot be written now is counted on."""
    tally = _tally(app)
    counts = tally.take()
    if not counts:
        return
    rows = [
        {"on": key.on, "need": key.need, "borough": key.borough, "look_ups": number, "empty": empty}
        for key, (number, empty) in sorted(counts.items())
    ]
    try:
        with app.app_context(), writing():
            add = insert_into(LookUpCount).values(rows)
            sums = {name: getattr(LookUpCount, name) + add.excluded[name] for name in ("look_ups", "empty")}
            keys = [LookUpCount.on, LookUpCount.need, LookUpCount.borough]
            db.session.execute(add.on_conflict_do_update(index_elements=keys, set_=sums))
    except DBAPIError as error:
        tally.give_back(counts)
        logger.warning("look-ups are counted on: %s", type(error.orig).__name__)


def forget_old(now: datetime) -> None:
    """Forget counts of more than two years ago."""
    with writing():
        before = (now - KEPT_FOR).astimezone(LONDON).date()
        db.session.execute(delete(LookUpCount).where(LookUpCount.on < before))


def _tally(app: Flask) -> Tally:
    tally: Tally = app.extensions.setdefault("pathway_look_ups", Tally())
    return tally
