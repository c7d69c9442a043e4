"""Words of a card in another language take two people: one enters them, and somebody else approves them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pathway.accounts.permissions import Person
from pathway.accounts.proposals import lifecycle
from pathway.accounts.proposals.lifecycle import Details, ProposalKind, register
from pathway.audit import trail
from pathway.cards.models import CardWords
from pathway.cards.translations import queries
from pathway.cards.translations.phrases import is_whole
from pathway.cards.vocabulary import Language
from pathway.core.clock import utc_now
from pathway.core.errors import ChangeRefusedError
from pathway.core.permission import Permission
from pathway.extensions import db


def _describe(details: Details) -> str:
    return f"Print cards in {Language(details['language']).label}, in words that were entered"


def _approve(details: Details, by: Any) -> None:
    if not is_whole(details["words"]):
        raise ChangeRefusedError("The card in English was changed since: these words are not all of it any more")
    language = Language(details["language"])
    row = db.session.get(CardWords, language) or CardWords(language=language)
    row.words, row.written_by, row.approved_by = details["words"], UUID(details["written_by"]), by.id
    row.approved_at = utc_now()
    db.session.add(row)
    trail.record("card_words.approved", f"card_words:{language.value}", by)


APPROVE = register(ProposalKind(queries.ACT, Permission.SIGN_OFF, _describe, _approve, asks=Permission.SIGN_OFF))


def propose(language: Language, words: Mapping[str, str], by: Person) -> None:
    """Ask somebody else to approve words. Raises ChangeRefusedError where others wait already."""
    if queries.waiting(language) is not None:
        raise ChangeRefusedError("Words in this language wait already. They have to be decided or taken back first")
    details = {"language": language.value, "words": dict(words), "written_by": str(by.id)}
    lifecycle.propose(APPROVE, details, by)


def take_off(language: Language, by: Person) -> None:
    """Print no more cards in a language. One person may: a wrong word is taken off at once."""
    row = db.session.get(CardWords, language)
    if row is None:
        raise ChangeRefusedError("There are no cards in this language any more")
    db.session.delete(row)
    trail.record("card_words.taken_off", f"card_words:{language.value}", by)
