"""Writing down what was done, in the same transaction: what cannot be written down is not done.

`record` notes an event with the session. The rows are written last thing before the commit, because the chain has one
end and whoever adds to it holds its lock until she has committed. A savepoint that is rolled back takes its events
with it. Where a row cannot be written the commit fails, and with it everything else that was done.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import event as happens
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session, SessionTransaction

from pathway.audit.chain import Event, link_after
from pathway.audit.models import AuditEvent
from pathway.core.actor import Actor
from pathway.core.clock import utc_now
from pathway.core.crypto import keys
from pathway.core.errors import AuditError
from pathway.extensions import db

_PENDING = "pathway_audit_pending"
_LOCK = 0x50415448
"""Number of the PostgreSQL advisory lock that whoever adds to the chain holds until the end of her transaction."""


def record(action: str, subject: str, by: Actor | None, *, organization_id: UUID | None = None) -> None:
    """Note that somebody did something to a record, to be written with the present transaction.

    `action` is a noun and a past participle ("user.disabled"); `subject` a kind and an id, or a reference: never a
    name, never content. Without `by`, the system did it, or nobody we know; `organization_id` then
    says whose it is about.
    """
    if len(action) > 60 or len(subject) > 80:
        raise AuditError("an audit row holds an action and an id, and nothing longer")
    session = db.session()
    _refuse_outside_writing(session)
    noted = Event(
        at=utc_now(),
        action=action,
        subject=subject,
        actor_id=by.id if by else None,
        organization_id=organization_id or (by.organization_id if by else None),
    )
    session.info.setdefault(_PENDING, []).append((_innermost(session), noted))


def init_trail() -> None:
    """Write pending events at each commit. Listening twice does no harm."""
    for name, listener in (("before_commit", _write), ("after_soft_rollback", _forget)):
        if not happens.contains(Session, name, listener):
            happens.listen(Session, name, listener)


def _refuse_outside_writing(session: Session) -> None:
    """Raise AuditError where begin_writing() would end the present transaction, and with it what is noted."""
    if not session.in_transaction() or not session.connection().get_execution_options().get("pathway_writes"):
        raise AuditError("something was recorded outside a transaction that writes: begin with begin_writing()")


def _innermost(session: Session) -> SessionTransaction | None:
    return session.get_nested_transaction() or session.get_transaction()


def _write(session: Session) -> None:
    """Add the pending events to the chain, holding its lock."""
    if session.in_nested_transaction() or not session.info.get(_PENDING):
        return
    session.flush()  # what the acts themselves change comes first: the lock is held for as short as can be
    root = session.get_transaction()
    # A session that was closed, without a rollback, still has the events of what was never saved.
    events = [noted for made_in, noted in session.info[_PENDING] if root is not None and _inside(made_in, root)]
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    last: Any = connection.execute(
        select(AuditEvent.sequence, AuditEvent.mac).order_by(AuditEvent.sequence.desc()).limit(1)
    ).first()
    for noted in events:
        link = link_after(keys().audit, tuple(last) if last else None, noted)
        row = {"sequence": link.sequence, "previous": link.previous, "mac": link.mac} | vars(noted)
        connection.execute(insert(AuditEvent), [row])
        last = (link.sequence, link.mac)
    # Only now: whoever tries again to commit, after a row was refused, is refused again.
    session.info.pop(_PENDING)


def _forget(session: Session, rolled_back: SessionTransaction) -> None:
    """Drop the events of a transaction that was rolled back, and of those inside it."""
    pending = session.info.get(_PENDING)
    if pending:
        session.info[_PENDING] = [(made_in, noted) for made_in, noted in pending if not _inside(made_in, rolled_back)]


def _inside(transaction: SessionTransaction | None, outer: SessionTransaction) -> bool:
    while transaction is not None:
        if transaction is outer:
            return True
        transaction = transaction.parent
    return False
