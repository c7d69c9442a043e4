"""Counting a look-up, writing the counts, and forgetting old ones."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from flask import Flask, current_app
from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError

from pathway.core import time_budget
from pathway.core.clock import LONDON
from pathway.directory.look_ups.models import LookUpCount
from pathway.directory.look_ups.tally import Tally, keys_of
from pathway.directory.scope import Scope
from pathway.directory.vocabulary import Need
from pathway.extensions import db, insert_into, writing

logger = logging.getLogger("pathway.look_ups")

KEPT_FOR = timedelta(days=730)
_EXTENSION = "pathway_look_ups"


@dataclass(frozen=True)
class Counted:
    """What one process has counted, and the app whose database that goes to."""

    app: Flask
    tally: Tally


def init_look_ups(app: Flask) -> None:
    """Give the app its tally, which knows the app: the counts are written when no request is there any more."""
    app.extensions[_EXTENSION] = Counted(app, Tally())


def count(needs: tuple[Need, ...], scope: Scope | None, now: datetime, *, is_empty: bool) -> Callable[[], None] | None:
    """Count a look-up; return what writes the counts once the answer has left, when it is time to."""
    counted: Counted = current_app.extensions[_EXTENSION]
    is_due = counted.tally.count(keys_of(now.astimezone(LONDON).date(), needs, scope), now, is_empty=is_empty)
    return partial(write, counted.app) if is_due else None


def write(app: Flask) -> None:
    """Add what this process counted to the database. What cannot be written now is counted on."""
    counted: Counted = app.extensions[_EXTENSION]
    counts = counted.tally.take()
    if not counts:
        return
    rows = [
        {"on": key.on, "need": key.need, "borough": key.borough, "look_ups": number, "empty": empty}
        for key, (number, empty) in sorted(counts.items())
    ]
    try:
        # The answer has left, but its thread is wanted for the next one.
        with app.app_context(), time_budget.budget_of(time_budget.ONE_WAIT_S), writing():
            add = insert_into(LookUpCount).values(rows)
            sums = {name: getattr(LookUpCount, name) + add.excluded[name] for name in ("look_ups", "empty")}
            keys = [LookUpCount.on, LookUpCount.need, LookUpCount.borough]
            db.session.execute(add.on_conflict_do_update(index_elements=keys, set_=sums))
    except SQLAlchemyError as error:
        counted.tally.give_back(counts)
        logger.warning("look-ups are counted on: %s", type(getattr(error, "orig", error)).__name__)


def forget_old(now: datetime) -> None:
    """Forget counts of more than two years ago."""
    with writing():
        before = (now - KEPT_FOR).astimezone(LONDON).date()
        db.session.execute(delete(LookUpCount).where(LookUpCount.on < before))
