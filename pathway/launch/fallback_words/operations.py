"""Changing a row of fallback words, and bringing back what it said."""

from pathway.accounts.permissions import Person
from pathway.audit import trail
from pathway.core.clock import utc_now
from pathway.core.errors import ChangeRefusedError
from pathway.directory.models import Fallback
from pathway.directory.search.fallbacks import Key
from pathway.directory.search.index import indexer
from pathway.extensions import db
from pathway.launch.fallback_words import queries
from pathway.launch.models import FallbackEdit


class WordsError(ChangeRefusedError):
    """Fallback words are not changed; the message says why."""


def save(key: Key, text: str, by: Person, *, seen: int | None) -> None:
    """Change a row. `seen`: the number of the edit that she saw last; None is not compared.

    What it says already is left as it is. Raises WordsError when somebody else has changed it since.
    """
    row = db.session.get(Fallback, key, with_for_update=True, populate_existing=True)
    if row is None:
        raise WordsError("There are no such words any more")
    if row.text == text:
        return
    number = queries.latest_number(key)
    if seen is not None and number != seen:
        raise WordsError("Somebody has changed these words since you opened them. Open them again, and look at both")
    kind, area, age, hours = key
    db.session.add(
        FallbackEdit(
            agency_type=kind,
            area=area,
            age=age,
            hours=hours,
            number=number + 1,
            text_before=row.text,
            made_by=by.id,
        )
    )
    row.text, row.last_modified_at = text, utc_now()
    # Pages keep the words they read until the index counts a change.
    indexer.count_change(db.session())
    trail.record("words.changed", f"words:{'/'.join(key)}", by)
