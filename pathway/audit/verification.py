"""Whether the chain is intact: every row as it was written, in order, and as anchored outside the database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, pairwise
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from pathway.audit.anchors import Anchor
from pathway.audit.chain import Event, Link, fault
from pathway.audit.models import AuditEvent
from pathway.core.formats import long_date

BATCH = 1000


@dataclass(frozen=True)
class Verdict:
    """How many rows there are, (sequence, mac) of the last, and what is wrong, from the first bad row on."""

    rows: int
    head: tuple[int, str] | None
    faults: tuple[str, ...]


@dataclass(frozen=True)
class _Unreadable:
    """A row that holds something no audit row can hold."""

    sequence: int


def verify(session: Session, key: bytes, anchors: Sequence[Anchor] = ()) -> Verdict:
    """Walk the chain, in batches: however long it is, it takes the same memory. Rows may be added meanwhile.

    After the first bad row only anchors are checked: the rows that follow are chained to one that is not there.
    """
    walk = _Walk(key, anchors)
    for row, after in pairwise(chain(_rows(session), [None])):
        if row is not None:
            walk.take(row, after)
    walk.end(_number_of_rows(session, walk.head))
    return Verdict(walk.rows, walk.head, tuple(walk.faults))


class _Walk:
    """A walk along the chain: the head so far, and the faults."""

    def __init__(self, key: bytes, anchors: Sequence[Anchor]) -> None:
        self.key = key
        self.anchors: dict[int, list[Anchor]] = {}
        for anchor in anchors:
            self.anchors.setdefault(anchor.sequence, []).append(anchor)
        self.rows = 0
        self.head: tuple[int, str] | None = None
        self.faults: list[str] = []
        self.chain_is_broken = False
        self.anchor_is_wrong = False

    def take(self, row: Link | _Unreadable, after: Link | _Unreadable | None) -> None:
        """Check one row that follows the head, and make it the head."""
        self.rows += 1
        if not self.chain_is_broken and (problem := self._fault(row, after)):
            self.faults.append(problem)
            self.chain_is_broken = True
        mac = row.mac if isinstance(row, Link) else ""
        for anchor in self.anchors.pop(row.sequence, ()):
            if anchor.mac != mac and not self.anchor_is_wrong:
                day = long_date(anchor.at.astimezone(UTC))
                self.faults.append(f"row {row.sequence} is not the one that was anchored on {day}")
                self.anchor_is_wrong = True
        self.head = (row.sequence, mac)

    def end(self, in_table: int) -> None:
        """Check that no anchored row is missing after the head, and that no two rows have one number."""
        last = self.head[0] if self.head else 0
        gone = min((number for number in self.anchors if number > last), default=None)
        if gone is not None:
            ends = f"the chain ends at row {last}" if last else "there are no rows at all"
            self.faults.append(f"row {gone} was anchored and is gone: {ends}")
        if in_table != self.rows and not self.faults:
            self.faults.append(f"{in_table} rows are in the table and {self.rows} in the chain: some have one number")

    def _fault(self, row: Link | _Unreadable, after: Link | _Unreadable | None) -> str | None:
        if isinstance(row, _Unreadable):
            return f"row {row.sequence} was changed after it was written: it cannot even be read"
        return fault(self.key, self.head, row, after if isinstance(after, Link) else None)


def _rows(session: Session) -> Iterator[Link | _Unreadable]:
    # By batches and not by one long read: on SQLite that would keep everybody who writes waiting.
    table = AuditEvent.__table__
    last: int | None = None
    while True:
        batch = select(table).order_by(table.c.sequence).limit(BATCH)
        if last is not None:
            batch = batch.where(table.c.sequence > last)
        try:
            rows = [_link(row) for row in session.execute(batch)]
        except (ValueError, TypeError, DBAPIError) as error:
            if not _is_of_a_row(error):
                raise
            numbers = session.scalars(batch.with_only_columns(table.c.sequence)).all()
            rows = [_read_row(session, number) for number in numbers]
        session.rollback()  # nothing was written; it lets go of the read lock
        yield from rows
        if len(rows) < BATCH:
            return
        last = rows[-1].sequence


def _read_row(session: Session, number: int) -> Link | _Unreadable:
    table = AuditEvent.__table__
    try:
        return _link(session.execute(select(table).where(table.c.sequence == number).limit(1)).one())
    except (ValueError, TypeError, DBAPIError) as error:
        if not _is_of_a_row(error):
            raise
        return _Unreadable(number)


def _is_of_a_row(error: Exception) -> bool:
    """Whether the content of a row cannot be read, as opposed to a database that fails."""
    return not isinstance(error, DBAPIError) or "decode" in str(error.orig)


def _link(row: Row[Any]) -> Link | _Unreadable:
    texts = (row.action, row.subject, row.previous, row.mac)
    if not isinstance(row.at, datetime) or not all(isinstance(text, str) for text in texts):
        return _Unreadable(row.sequence)
    event = Event(row.at, row.action, row.subject, row.actor_id, row.organization_id)
    return Link(row.sequence, event, row.previous, row.mac)


def _number_of_rows(session: Session, head: tuple[int, str] | None) -> int:
    """Count the rows up to the head otherwise than by walking: it finds two rows with one number."""
    last = head[0] if head else 0
    return session.scalar(select(func.count()).select_from(AuditEvent).where(AuditEvent.sequence <= last)) or 0
