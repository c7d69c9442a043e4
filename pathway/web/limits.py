"""Request limits, in the database so that all server processes count together.

The key is an HMAC of the network address, or of the account or mailbox that is counted, under a secret of the day, so
that a row says nothing once its day is over. Rows of earlier days are deleted with a process's first request of a day,
and with every write.
"""

import hashlib
import hmac
import ipaddress
import math
import time
from contextlib import suppress
from datetime import date, datetime, timedelta

from flask import Flask, current_app, request
from sqlalchemy import Date, Integer, String, delete, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.clock import utc_now
from pathway.core.database import Base
from pathway.core.errors import LimitExceededError
from pathway.extensions import WRITES, db, insert_into

A_DAY = timedelta(days=1)

TRY_AGAIN_S = 60
"""How long after a try that failed, as where somebody else is writing, a process leaves it be."""


class RequestCount(Base):
    """How often one network address did one thing today."""

    __tablename__ = "request_count"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    on: Mapped[date] = mapped_column("counted_on", Date, index=True)
    count: Mapped[int] = mapped_column(Integer, default=0)


_DAYS, _DONE = "pathway_forgotten_days", math.inf
"""When each day was last tried, and that it is done."""


def init_limits(app: Flask) -> None:
    """Forget the day before with each process's first request of a UTC day, whether or not anybody writes."""

    def forget() -> None:
        today = utc_now().date()
        days: dict[date, float] = app.extensions.setdefault(_DAYS, {})
        if request.endpoint == "static" or days.get(today) == _DONE:
            return
        if time.monotonic() - days.get(today, -math.inf) < TRY_AGAIN_S:
            return
        days.clear()
        days[today] = time.monotonic()
        # A page that needs no database must not fail for want of one: a later request tries again.
        with suppress(OperationalError), db.engine.connect().execution_options(**WRITES) as connection:
            connection.execute(delete(RequestCount).where(RequestCount.on < today))
            connection.commit()
            days[today] = _DONE

    app.before_request(forget)


def count_or_refuse(
    action: str, *, at_most: int, who: str | None = None, here: bool = False, per: timedelta = A_DAY
) -> None:
    """Count one more of `action` in the present period; raise LimitExceededError above `at_most`.

    Counts this request's network; or `who`, from any network; or `who` from this network (`here`).
    Periods follow each other from midnight UTC.
    """
    now = utc_now()
    db.session.execute(delete(RequestCount).where(RequestCount.on < now.date()))
    # One statement, so that two first requests at once are counted as two.
    counted = (
        insert_into(RequestCount)
        .values(key=_key(action, who, per, now, here=here), counted_on=now.date(), count=1)
        .on_conflict_do_update(index_elements=["key"], set_={"count": RequestCount.count + 1})
        .returning(RequestCount.count)
    )
    if db.session.execute(counted).scalar_one() > at_most:
        raise LimitExceededError(action, wait=per - _since_midnight(now) % per)


def give_back(action: str, *, who: str | None = None, here: bool = False, per: timedelta = A_DAY) -> None:
    """Take one count back: the try has worked, and only failures count."""
    key = _key(action, who, per, utc_now(), here=here)
    fewer = update(RequestCount).where(RequestCount.key == key, RequestCount.count > 0)
    db.session.execute(fewer.values(count=RequestCount.count - 1))


def forget_count(action: str, *, who: str | None = None, here: bool = False, per: timedelta = A_DAY) -> None:
    """Start counting from zero again: the try has worked."""
    db.session.execute(delete(RequestCount).where(RequestCount.key == _key(action, who, per, utc_now(), here=here)))


def network(address: str | None) -> str:
    """Return the network that an address counts for: of IPv6 the first 64 bits, because one customer has them all."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return address or ""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


def _since_midnight(now: datetime) -> timedelta:
    return now - now.replace(hour=0, minute=0, second=0, microsecond=0)


def _key(action: str, who: str | None, per: timedelta, now: datetime, *, here: bool) -> str:
    today = now.date()
    secret = str(current_app.config["SECRET_KEY"]).encode()
    daily = hmac.new(secret, f"limits:{today.isoformat()}".encode(), hashlib.sha256).digest()
    from_where = network(request.remote_addr) if here or who is None else ""
    whose = f"address:{from_where}:who:{who or ''}"
    return hmac.new(daily, f"{action}:{_since_midnight(now) // per}:{whose}".encode(), hashlib.sha256).hexdigest()
