"""Limits on anonymous writing, kept in the database so that every server process counts together.

The key is an HMAC of the network address under a key made anew each day, so that a row says nothing once its day
is over; rows of earlier days are deleted with a process's first request of a day, and with every write.
"""

import hashlib
import hmac
from contextlib import suppress
from datetime import date

from flask import Flask, current_app, request
from sqlalchemy import Date, Integer, String, delete, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.clock import utc_now
from pathway.core.database import Base
from pathway.core.errors import LimitExceededError
from pathway.extensions import WRITES, db


class RequestCount(Base):
    """How often one network address did one thing today."""

    __tablename__ = "request_count"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    on: Mapped[date] = mapped_column("counted_on", Date, index=True)
    count: Mapped[int] = mapped_column(Integer, default=0)


def init_limits(app: Flask) -> None:
    """Forget the day before with each process's first request of a UTC day, whether or not anybody writes."""
    forgotten: dict[str, date] = {}

    def forget() -> None:
        today = utc_now().date()
        if request.endpoint == "static" or forgotten.get("until") == today:
            return
        # A page that needs no database must not fail for want of one: the next request tries again.
        with suppress(OperationalError):
            with db.engine.connect().execution_options(**WRITES) as connection, connection.begin():
                connection.execute(delete(RequestCount).where(RequestCount.on < today))
            forgotten["until"] = today

    app.before_request(forget)


def count_or_refuse(action: str, *, at_most: int) -> None:
    """Count one more of `action` from this address today (UTC); raise LimitExceededError above `at_most`."""
    today = utc_now().date()
    db.session.execute(delete(RequestCount).where(RequestCount.on < today))
    key = _key(action, today)
    row = db.session.scalar(select(RequestCount).where(RequestCount.key == key).with_for_update())
    if row is None:
        row = RequestCount(key=key, on=today, count=0)
        db.session.add(row)
    if row.count >= at_most:
        raise LimitExceededError(action)
    row.count += 1


def _key(action: str, today: date) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    daily = hmac.new(secret, f"limits:{today.isoformat()}".encode(), hashlib.sha256).digest()
    return hmac.new(daily, f"{action}:{request.remote_addr}".encode(), hashlib.sha256).hexdigest()
