"""Sealing anew what older keys sealed, while people go on working.

Each value is replaced only if it is still the one that was read: what somebody changes meanwhile is sealed with the
newest key anyway. It can be stopped at any moment and run again.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from pathway.core.crypto import keys
from pathway.core.errors import SealError
from pathway.core.sealed import SealedText
from pathway.extensions import db, writing

BATCH = 200


@dataclass(frozen=True)
class Rotation:
    """What was done: how many values were sealed anew, and which do not open."""

    resealed: int
    lost: Sequence[str]


def rotate() -> Rotation:
    """Seal with the newest key whatever is sealed with another."""
    resealed, lost = 0, []
    for model, column in _columns():
        after: UUID | None = None
        while rows := _batch(model, column, after):
            after = rows[-1][0]
            with writing():
                for row_id, sealed in rows:
                    try:
                        resealed += _reseal(model, column, row_id, bytes(sealed))
                    except SealError:
                        lost.append(f"{model.__tablename__}.{column} of {row_id}")
    return Rotation(resealed, lost)


def counts() -> dict[str, Counter[str]]:
    """Return how many values each key sealed, by `table.column`."""
    found: dict[str, Counter[str]] = {}
    for model, column in _columns():
        sealed = getattr(model, column)
        by_key: Counter[str] = Counter()
        for value in db.session.scalars(select(func.substr(sealed, 1, 25)).where(sealed.is_not(None))):
            by_key[bytes(value).partition(b":")[0].decode("ascii", "replace")] += 1
        found[f"{model.__tablename__}.{column}"] = by_key
    return found


def _columns() -> Iterator[tuple[Any, str]]:
    yield from SealedText.registry


def _batch(model: Any, column: str, after: UUID | None) -> Sequence[Any]:
    sealed = getattr(model, column)
    prefix = f"{keys().fields.newest}:".encode()
    query = select(model.id, sealed).where(sealed.is_not(None), func.substr(sealed, 1, len(prefix)) != prefix)
    if after is not None:
        query = query.where(model.id > after)
    rows = db.session.execute(query.order_by(model.id).limit(BATCH)).all()
    db.session.rollback()
    return rows


def _reseal(model: Any, column: str, row_id: UUID, sealed: bytes) -> int:
    place = f"{model.__tablename__}:{column}:{row_id}"
    anew = keys().fields.seal(keys().fields.open(sealed, place), place)
    changed = db.session.execute(
        update(model)
        .where(model.id == row_id, getattr(model, column) == sealed)
        .values({column: anew})
        .returning(model.id)
        .execution_options(synchronize_session=False)
    )
    return 1 if changed.first() else 0
