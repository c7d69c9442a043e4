"""Drawing the numbers of a month, and recording what came of a call."""

import secrets
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete

from pathway.accounts import queries as accounts
from pathway.accounts.permissions import Person
from pathway.core.clock import LONDON, utc_now
from pathway.core.errors import ChangeRefusedError
from pathway.core.months import month_of
from pathway.directory.editing import number_calls
from pathway.directory.reminders import queries as reminders
from pathway.directory.spot_checks import draw, queries
from pathway.directory.spot_checks.models import SpotCheck
from pathway.directory.vocabulary import CallResult
from pathway.extensions import db, insert_into, writing
from pathway.notifications.operations import enqueue

KEPT = timedelta(days=400)
"""How long the results of a month are kept: a year of them, to look back at."""

TRIES = 2
"""So many calls that nobody answers, and the listing is due."""


def draw_numbers(now: datetime) -> None:
    """Draw the numbers of this month, once over all workers, and forget those of more than a year ago."""
    month = month_of(now)
    if queries.has_month(month):
        return
    with writing():
        db.session.execute(delete(SpotCheck).where(SpotCheck.month < month - KEPT))
        found = draw.drawn(queries.numbers(now.astimezone(LONDON).date()), secrets.SystemRandom())
        rows = [
            {"id": uuid4(), "month": month, "place": place, "calls": 0} | _of(number)
            for place, number in enumerate(found, 1)
        ]
        if rows:
            # Whoever drew first has these places: the other's are passed over.
            db.session.execute(insert_into(SpotCheck).values(rows).on_conflict_do_nothing())


def record(check: SpotCheck, result: CallResult, call: int, number: str, by: Person) -> None:
    """Record what came of a call: `call` counts from 1, `number` is what she rang. What is recorded already stays.

    Raises ChangeRefusedError where something else is recorded already, or the number is no longer there.
    """
    if check.result is not None or call <= check.calls:
        if result is not (check.result or CallResult.NO_ANSWER):
            raise ChangeRefusedError("Something else is recorded for this call already. Open the list again")
        return
    if number not in number_calls.numbers_of(check.service_id):
        raise ChangeRefusedError("The number has changed since you rang. Open the list again, and ring the one there")
    if result is CallResult.NO_ANSWER:
        check.calls += 1
        if check.calls < TRIES:
            return
    number_calls.record(check.service_id, check.phone_id, result, by)
    check.result, check.ended_at, check.ended_by = result, utc_now(), by.id
    if result is CallResult.WRONG:
        _tell_owner(check)


def _of(number: draw.Number) -> dict[str, object]:
    return {"service_id": number.service_id, "phone_id": number.phone_id}


def _tell_owner(check: SpotCheck) -> None:
    """Tell whoever looks after the listing, by mail; it does not say which listing or number."""
    for user_id in reminders.who_looks_after(check.service_id):
        user = accounts.user(user_id)
        enqueue("entry_found_wrong", user.email, {"link": f"/manage/services/{check.service_id}"})
