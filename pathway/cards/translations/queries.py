"""The words of cards in other languages that were approved, and what waits to be."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import aliased

from pathway.accounts import queries as accounts
from pathway.accounts.models import Proposal, User
from pathway.accounts.proposals import lifecycle
from pathway.cards.models import CardWords
from pathway.cards.translations.phrases import is_whole
from pathway.cards.vocabulary import Language
from pathway.extensions import db

ACT = "card_words.approval"
"""The name of what takes two people here."""


def languages() -> list[Language]:
    """Return the languages that cards can be printed in today, by name."""
    rows = db.session.scalars(select(CardWords))
    return sorted((row.language for row in rows if is_whole(row.words)), key=lambda language: language.label)


def words_in(language: Language) -> Mapping[str, str] | None:
    """Return the approved words of a language; None where there are none, or ours were changed since."""
    row = db.session.get(CardWords, language)
    return row.words if row is not None and is_whole(row.words) else None


def words_of(language: Language) -> Mapping[str, str]:
    """Return the words of a language as they were approved last, whole or not, to go on from; none where none were."""
    row = db.session.get(CardWords, language)
    return row.words if row is not None else {}


def approved() -> Sequence[tuple[CardWords, str, str]]:
    """Return the words of each language, with the names of who wrote and who approved them."""
    written_by, approved_by = aliased(User), aliased(User)
    query = (
        select(CardWords, written_by.name, approved_by.name)
        .join(written_by, written_by.id == CardWords.written_by)
        .join(approved_by, approved_by.id == CardWords.approved_by)
    )
    return [(row, author, approver) for row, author, approver in db.session.execute(query)]


def waiting(language: Language) -> Proposal | None:
    """Return the words of a language that wait for a second person."""
    return next(
        (proposal for proposal in all_waiting() if lifecycle.details_of(proposal)["language"] == language), None
    )


def all_waiting() -> list[Proposal]:
    """Return everything of this kind that waits for a second person, oldest first."""
    return [proposal for proposal in accounts.waiting_proposals() if proposal.act == ACT]
