"""The code of a mailbox, and what is written down of whoever came by it."""

from datetime import datetime
from uuid import UUID

from pathway.accounts import attempt_limits, codes
from pathway.accounts.codes import CodeRequest
from pathway.audit import trail
from pathway.episodes.inbox.operations import READ_AGAIN
from pathway.episodes.leg_link.queries import LinkNow
from pathway.episodes.mailbox import sessions
from pathway.episodes.mailbox.sessions import Presented
from pathway.extensions import writing
from pathway.notifications.operations import enqueue


def ask_code(token_hash: str, link: LinkNow | None) -> UUID:
    """Make a code for a link, and send it to the mailbox that the link was sent to, if the link still stands.

    Every token costs the same work, except for the message. Raises LimitExceededError.
    """
    attempt_limits.count_code_of_link(token_hash)
    mailbox = link.mailbox if link and link.stands else None
    made = codes.make(_whose(token_hash), reaches=mailbox is not None)
    if mailbox is not None:
        enqueue("mailbox_code", mailbox, {"code": made.code}, expires_at=made.expires_at)
    return made.request.code_id


def use_code(token_hash: str, link: LinkNow | None, code_id: UUID, typed: str) -> tuple[UUID, str] | None:
    """Use a code up; return the id of a new session and the token of its cookie, or None. Each try counts.

    Raises LimitExceededError.
    """
    attempt_limits.count_guess_of_link(token_hash)
    is_right = codes.use(CodeRequest(code_id, _whose(token_hash)), typed)
    if not is_right or link is None or not link.stands:
        trail.record(
            "mailbox.refused",
            f"leg:{link.leg_id}" if link else "leg:unknown",
            None,
            organization_id=link.by.organization_id if link else None,
        )
        return None
    attempt_limits.link_was_right(token_hash)
    trail.record("mailbox.signed_in", f"leg:{link.leg_id}", link.by)
    return sessions.begin(link)


def note_reading(session: Presented, link: LinkNow, now: datetime) -> None:
    """Write down that the facts are read through a mailbox, once in fifteen minutes, before anything is shown."""
    if session.read_at is not None and now - session.read_at < READ_AGAIN:
        return
    with writing():
        note_first_reading(session.id, link, now)


def note_first_reading(session_id: UUID, link: LinkNow, now: datetime) -> None:
    """Write it down in the present transaction."""
    sessions.note_read(session_id, now)
    trail.record("leg.read", f"leg:{link.leg_id}", link.by)


def sign_out(session: Presented, link: LinkNow) -> None:
    """End a session."""
    sessions.end(session.id)
    trail.record("mailbox.signed_out", f"leg:{link.leg_id}", link.by)


def _whose(token_hash: str) -> str:
    """Return what a code is bound to: this link. No address has a space in it."""
    return f"leg link {token_hash}"
