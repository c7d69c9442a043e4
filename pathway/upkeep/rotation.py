"""Resealing with the newest key, while people go on working.

Each value is replaced only if it is still the one that was read: a value that somebody changes meanwhile stays hers.
It can be stopped at any moment and run again.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, inspect, select, update

import pathway.notifications.models  # noqa: F401 - no sealed column may be left out, whoever else imports it
from pathway.core.crypto import KEY_ID, keys
from pathway.core.database import Base
from pathway.core.errors import SealError
from pathway.core.sealed_column import SealedText
from pathway.extensions import db, writing

BATCH = 200
PASSES = 5
"""How often we go over a column where other processes, which have only an older key, write meanwhile."""


@dataclass(frozen=True)
class Rotation:
    """How many values were resealed, which do not open, and how many are still sealed with an older key."""

    resealed: int
    lost: Sequence[str]
    left: int


def rotate() -> Rotation:
    """Reseal every value of an older key with the newest. Raises SealError, changing nothing, for unknown columns."""
    columns = _columns()
    resealed = 0
    lost: list[str] = []
    for model, column in columns:
        for _ in range(PASSES):
            outdated, swapped, unopened = _go_over(model, column)
            resealed += swapped
            if not outdated:
                break
        lost += (f"{model.__tablename__}.{column} of {row_id}" for row_id in unopened)
    newest = keys().fields.newest
    left = sum(by_key.total() - by_key[newest] for by_key in counts().values())
    db.session.rollback()  # on SQLite a reader who stays keeps every writer waiting
    return Rotation(resealed, lost, left)


def counts() -> dict[str, Counter[str]]:
    """Return how many values each key sealed, by `table.column`. Raises SealError for unknown columns."""
    return {f"{model.__tablename__}.{column}": _count(model, column) for model, column in _columns()}


def _columns() -> list[tuple[Any, str]]:
    """Return every sealed column, as a model and the column's name.

    A column that this program does not know would be left with its old key, and be lost when that key is taken away.
    """
    sealed_columns: dict[tuple[str, str], Any] = {
        (mapper.local_table.description, column): mapper.class_
        for owner, column in SealedText.registry
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, owner)
    }
    for table, table_columns in inspect(db.session.connection()).get_multi_columns().items():
        for table_column in table_columns:
            if table_column["name"].endswith("_sealed") and (table[1], table_column["name"]) not in sealed_columns:
                raise SealError(f"{table[1]}.{table_column['name']} is a sealed column that this program does not know")
    return [(model, column) for (_, column), model in sorted(sealed_columns.items(), key=lambda entry: entry[0])]


def _go_over(model: Any, column: str) -> tuple[int, int, list[UUID]]:
    """Go once over a column; return how many values were outdated, how many were resealed, and the lost rows."""
    outdated = resealed = 0
    unopened: list[UUID] = []
    after: UUID | None = None
    while rows := _batch(model, column, after):
        after = rows[-1][0]
        swaps = []
        for row_id, sealed in rows:
            try:
                swaps.append((row_id, sealed, _reseal(model, column, row_id, sealed)))
            except SealError:
                unopened.append(row_id)
        if swaps:
            outdated += len(swaps)
            resealed += _swap(model, column, swaps)
    return outdated, resealed, unopened


def _batch(model: Any, column: str, after: UUID | None) -> list[tuple[UUID, bytes]]:
    sealed = getattr(model, column)
    prefix = f"{keys().fields.newest}:".encode()
    query = select(model.id, sealed).where(sealed.is_not(None), func.substr(sealed, 1, len(prefix)) != prefix)
    if after is not None:
        query = query.where(model.id > after)
    rows = db.session.execute(query.order_by(model.id).limit(BATCH)).all()
    db.session.rollback()  # no lock is held while values are opened and sealed
    return [(row_id, bytes(value)) for row_id, value in rows]


def _reseal(model: Any, column: str, row_id: UUID, sealed: bytes) -> bytes:
    place = f"{model.__tablename__}:{column}:{row_id}"
    return keys().fields.seal(keys().fields.open(sealed, place), place)


def _swap(model: Any, column: str, swaps: Iterable[tuple[UUID, bytes, bytes]]) -> int:
    """Replace each value that is still the old one, all in one transaction; return how many."""
    swapped = 0
    with writing():
        free = _locked(model, [row_id for row_id, _, _ in swaps])
        for row_id, sealed, resealed in swaps:
            if row_id not in free:
                continue
            changed = db.session.execute(
                update(model)
                .where(model.id == row_id, getattr(model, column) == sealed)
                .values({column: resealed})
                .returning(model.id)
                .execution_options(synchronize_session=False)
            )
            swapped += changed.first() is not None
    return swapped


def _locked(model: Any, ids: Sequence[UUID]) -> set[UUID]:
    """Lock the rows that nobody else has locked, on PostgreSQL. Without waiting there is no deadlock."""
    query = select(model.id).where(model.id.in_(ids)).order_by(model.id).with_for_update(skip_locked=True)
    return set(db.session.scalars(query))


def _count(model: Any, column: str) -> Counter[str]:
    sealed = getattr(model, column)
    names = list(keys().fields.by_id)
    prefixes = [f"{name}:".encode() for name in names]
    which = [func.substr(sealed, 1, len(prefix)) == prefix for prefix in prefixes]
    counted = db.session.execute(
        select(func.count(sealed), *(func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in which))
    ).one()
    by_key = Counter({name: number for name, number in zip(names, counted[1:], strict=True) if number})
    if counted[0] > by_key.total():
        others = select(func.substr(sealed, 1, 25)).where(sealed.is_not(None), *(~condition for condition in which))
        for head in db.session.scalars(others.execution_options(yield_per=1000)):
            by_key[_key_id(bytes(head))] += 1
    return by_key


def _key_id(head: bytes) -> str:
    name, colon, _ = head.partition(b":")
    key_id = name.decode("ascii", "replace")
    return key_id if colon and KEY_ID.fullmatch(key_id) else "(not sealed)"
