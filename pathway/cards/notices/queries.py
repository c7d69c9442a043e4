"""The words of notices today, and whether they are those that somebody approved."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from pathway.accounts.models import User
from pathway.cards.leaflet import USUAL, Leaflet, usual_leaflet
from pathway.cards.models import NoticeApproval
from pathway.cards.notices.words import digest_of, parts_of
from pathway.cards.queries import cards_by_slug
from pathway.cards.vocabulary import Notice
from pathway.extensions import db


@dataclass(frozen=True)
class Approval:
    """A notice, who approved it last and when (None: nobody did), and whether it still says what was approved."""

    notice: Notice
    by: str | None
    at: datetime | None
    is_of_today: bool


def leaflet_of(today: date) -> Leaflet:
    """Return the usual card of a London day."""
    return usual_leaflet(cards_by_slug([listing.slug for listing in USUAL]), today)


def approvals(today: date) -> list[Approval]:
    """Return each notice with its approval."""
    digest = digest_of(parts_of(leaflet_of(today)))
    query = select(NoticeApproval, User.name).join(User, User.id == NoticeApproval.approved_by)
    rows = {row.notice: (row, name) for row, name in db.session.execute(query)}
    answers = []
    for notice in Notice:
        row, name = rows.get(notice, (None, None))
        answers.append(
            Approval(notice, name, row.approved_at if row else None, row is not None and row.digest == digest)
        )
    return answers


def is_approved(notice: Notice, leaflet: Leaflet) -> bool:
    """Whether somebody approved what a notice would say."""
    row = db.session.get(NoticeApproval, notice)
    return row is not None and row.digest == digest_of(parts_of(leaflet))
