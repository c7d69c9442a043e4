"""Recording that somebody approved what a notice says."""

from pathway.accounts.permissions import Person
from pathway.audit import trail
from pathway.cards.models import NoticeApproval
from pathway.cards.vocabulary import Notice
from pathway.core.clock import utc_now
from pathway.core.errors import ChangeRefusedError
from pathway.extensions import db


def approve(notice: Notice, digest: str, seen: str, by: Person) -> None:
    """Record an approval. `seen`: the digest of what she looked at, which has to be that of today's words."""
    if seen != digest:
        raise ChangeRefusedError("The words were changed while you looked: a number or a service. Look at them again")
    row = db.session.get(NoticeApproval, notice) or NoticeApproval(notice=notice)
    row.digest, row.approved_by, row.approved_at = digest, by.id, utc_now()
    db.session.add(row)
    trail.record("cards.notice_approved", f"notice:{notice.value}", by)
