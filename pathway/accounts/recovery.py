"""Ten codes on paper, for when the phone with the app is lost."""

import secrets
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, func, select, update

from pathway.accounts.models import RecoveryCode
from pathway.core.clock import utc_now
from pathway.core.crypto import token_digest
from pathway.extensions import db

COUNT = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike
_LENGTH = 16


def renew(user_id: UUID) -> Sequence[str]:
    """Replace somebody's codes by ten new ones, and return them: they can be read this once only."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(COUNT)]
    db.session.add_all(RecoveryCode(user_id=user_id, code_hash=token_digest(code)) for code in codes)
    return ["-".join(code[place : place + 4] for place in range(0, _LENGTH, 4)) for code in codes]


def use(user_id: UUID | None, typed: str) -> bool:
    """Use a code up; return whether it was one of hers and unused. Costs the same without a user."""
    used = db.session.execute(
        update(RecoveryCode)
        .where(RecoveryCode.user_id == (user_id or UUID(int=0)), RecoveryCode.code_hash == token_digest(_plain(typed)))
        .where(RecoveryCode.used_at.is_(None))
        .values(used_at=utc_now())
        .returning(RecoveryCode.id)
    )
    return used.first() is not None


def left(user_id: UUID) -> int:
    """How many codes are unused."""
    query = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(query) or 0


def _plain(typed: str) -> str:
    return "".join(letter for letter in typed.lower() if letter.isalnum())
