"""Sealed fields that open once: the first use is noted, a second one is refused, on any worker."""

from datetime import timedelta

from pathway.accounts.models import UsedToken
from pathway.core.clock import utc_now
from pathway.extensions import db, insert_into
from pathway.web.sealed_forms import LASTS


def use_once(token: str) -> bool:
    """Note that a token was used; return whether this was the first time."""
    noted = (
        insert_into(UsedToken)
        .values(id=token, expires_at=utc_now() + LASTS + timedelta(minutes=5))
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(UsedToken.id)
    )
    return db.session.execute(noted).first() is not None
