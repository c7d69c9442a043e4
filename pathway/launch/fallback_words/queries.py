"""The rows of fallback words, what each said before, and whose the numbers in them are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from pathway.accounts.models import User
from pathway.directory.models import Fallback
from pathway.directory.search.fallbacks import Key, fallbacks, numbers_in, owners_by_digits
from pathway.directory.vocabulary import AgencyType
from pathway.extensions import db
from pathway.launch.models import FallbackEdit


@dataclass(frozen=True)
class Earlier:
    """What a row said until somebody changed it."""

    number: int
    text: str
    until: datetime
    changed_by: str


def rows_by_kind() -> dict[AgencyType, list[Fallback]]:
    """Return every row by its kind of agency, in the order of the vocabulary."""
    rows: dict[AgencyType, list[Fallback]] = {kind: [] for kind in AgencyType}
    for row in fallbacks():
        rows[row.agency_type].append(row)
    return {kind: of_kind for kind, of_kind in rows.items() if of_kind}


def row(key: Key) -> Fallback | None:
    """Return one row."""
    return db.session.get(Fallback, key)


def edited() -> set[Key]:
    """Return the rows that somebody has changed here."""
    columns = (FallbackEdit.agency_type, FallbackEdit.area, FallbackEdit.age, FallbackEdit.hours)
    return {(edit[0], edit[1], edit[2], edit[3]) for edit in db.session.execute(select(*columns).distinct())}


def history_of(key: Key) -> list[Earlier]:
    """Return what a row said before, the latest first."""
    query = select(FallbackEdit, User.name).join(User, User.id == FallbackEdit.made_by).where(*_is(key))
    return [
        Earlier(edit.number, edit.text_before, edit.made_at, name)
        for edit, name in db.session.execute(query.order_by(FallbackEdit.number.desc()))
    ]


def latest_number(key: Key) -> int:
    """Return the number of the latest edit of a row; 0 where there is none."""
    return db.session.scalar(select(func.max(FallbackEdit.number)).where(*_is(key))) or 0


def owners_of(text: str) -> dict[str, Sequence[str]]:
    """Return the names of the published listings that have the numbers in a text, by digits."""
    digits = {found for _, _, found in numbers_in(text)}
    return {number: [owner.card.name for owner in owners] for number, owners in owners_by_digits(digits).items()}


def _is(key: Key) -> tuple[ColumnElement[bool], ...]:
    columns = (FallbackEdit.agency_type, FallbackEdit.area, FallbackEdit.age, FallbackEdit.hours)
    return tuple(column == value for column, value in zip(columns, key, strict=True))
