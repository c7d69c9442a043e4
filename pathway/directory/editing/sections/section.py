"""What every section of a listing has: a form that is filled from the listing and read back as parts of it."""

from abc import abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from wtforms.fields import SelectChoice

from pathway.directory.client_groups import slug_of
from pathway.directory.editing.parts import TAXONOMY_OF, Values
from pathway.directory.exchange import row_ids
from pathway.directory.exchange.importer.assign_ids import with_ids
from pathway.directory.exchange.sector_points import SectorPoint
from pathway.directory.exchange.terms import label_of
from pathway.directory.listing_record import NO_ID, ServiceRecord, TaxonomyRecord, TermRecord
from pathway.directory.vocabulary import TaxonomyName
from pathway.web.forms import BaseForm

Row = TypeVar("Row", bound=Any)
Terms = Mapping[tuple[TaxonomyName, str], TermRecord]
"""Every term of the directory, by taxonomy and code."""


@dataclass(frozen=True)
class Around:
    """What a form needs of the directory around a listing: its terms, points for postcodes, places others share."""

    terms: Terms
    sector_point: SectorPoint
    shared_places: Collection[UUID] = frozenset()


NOT_SAID = ""
YES, NO = "yes", "no"
YES_NO = [SelectChoice(YES, "Yes"), SelectChoice(NO, "No"), SelectChoice(NOT_SAID, "Not known")]


class SectionForm(BaseForm):
    """The form of one section."""

    parts: ClassVar[tuple[str, ...]]
    """The parts of a listing that it changes."""

    columns: ClassVar[Mapping[str, str]] = {}
    """The field that a fault of a part is shown at, where it has another name."""

    @classmethod
    @abstractmethod
    def data_of(cls, service: ServiceRecord) -> dict[str, Any]:
        """Return what its fields hold for a listing."""

    @abstractmethod
    def values(self, service: ServiceRecord, around: Around) -> Values:
        """Return the parts as typed. `service` is the listing as it was when the form was opened."""

    def know(self, _service: ServiceRecord) -> None:
        """Take from the listing what the fields need to know. Most sections need nothing."""

    def press(self, _action: str) -> None:
        """Do what a button within the form asks for: a row more, say. Most sections have none."""

    @property
    def error_list(self) -> list[tuple[str, str]]:
        """Return (address of the field, message), the fields of rows too."""
        return list(errors_of(self))

    def refuse(self, column: str, words: str) -> None:
        """Show a fault of the listing (its column, and words) at the field that it is about."""
        name = self.columns.get(column, column)
        field = self[name] if name in self._fields else next(iter(self))
        field.errors = [*field.errors, words] if not isinstance(field.errors, dict) else [words]


@dataclass(frozen=True)
class Section:
    """One section: its word in addresses, its heading, its form."""

    slug: str
    title: str
    form: type[SectionForm]


def errors_of(form: Any) -> Iterable[tuple[str, str]]:
    """Yield (address of the field, message) for a form whose fields may be rows."""
    for field in form:
        rows = getattr(field, "entries", None)
        if rows is not None:
            for entry in rows:
                yield from errors_of(entry.form)
        for message in field.errors:
            if isinstance(message, str):
                yield f"#{field.id}", message


def words_or_none(text: str | None) -> str | None:
    """Return a typed text without the spaces around it, its lines ended alike; None when nothing is left."""
    return "\n".join(line.rstrip() for line in (text or "").strip().splitlines()) or None


def typed_lines(text: str | None) -> list[str]:
    """Return the lines of a typed text, without empty ones and without one that comes twice."""
    return list(dict.fromkeys(" ".join(line.split()) for line in (text or "").splitlines() if line.strip()))


def from_yes_no(value: str | None) -> bool | None:
    """Return whether yes or no was chosen; None when neither was."""
    return {YES: True, NO: False}.get(value or "")


def to_yes_no(value: bool | None) -> str:
    """Return the choice of a value."""
    return NOT_SAID if value is None else YES if value else NO


def terms_of(
    name: str, codes: Iterable[str], words: Iterable[str], terms: Terms, own: Iterable[TermRecord] = ()
) -> tuple[TermRecord, ...]:
    """Return the terms with these codes, and those that these words name: one of the listing's `own`, or a new one."""
    taxonomy, own_codes = TAXONOMY_OF[name], {term.name: term.code for term in own}
    named = {code: label_of(taxonomy, code) for code in codes}
    named |= {own_codes.get(word) or slug_of(word): word for word in words}
    found = (terms.get((taxonomy, code)) or _new_term(taxonomy, code, name) for code, name in named.items() if code)
    return tuple(sorted(found, key=lambda term: term.key))


def _new_term(taxonomy: TaxonomyName, code: str, name: str) -> TermRecord:
    return TermRecord(row_ids.term_id(taxonomy, code), TaxonomyRecord(taxonomy), code, name)


def other_words(terms: Iterable[TermRecord], offered: Collection[str]) -> str:
    """Return the names of terms that are not among the choices, one on a line."""
    return "\n".join(term.name for term in terms if term.code not in offered)


def rows_in_place(part: str, rows: Sequence[Row], existing: Sequence[Row], slug: str) -> tuple[Row, ...]:
    """Return typed rows with ids, and positions in their order. Rows that stay as they are keep their positions.

    The ids are those that a file with the same rows would give them.
    """
    with_their_ids = with_ids(rows, existing, slug, row_ids.ROW_ID[part])
    before = {row.id: row for row in existing}
    if [row.id for row in with_their_ids] == [row.id for row in existing]:
        return tuple(_placed(row, getattr(before[row.id], "position", 0)) for row in with_their_ids)
    return tuple(_placed(row, place) for place, row in enumerate(with_their_ids))


def _placed(row: Row, place: int) -> Row:
    placed: Row = row._replace(position=place) if hasattr(row, "position") else row
    return placed


def is_of_our_time(day: date) -> bool:
    """Whether a day may be meant: no slip of the keyboard in its year."""
    return 2000 <= day.year <= 2100


def typed_id(text: str | None, known: Collection[UUID]) -> UUID:
    """Return the id of a row as the form has it: one of the listing's own rows, or none."""
    try:
        id_ = UUID(text or "")
    except ValueError:
        return NO_ID
    return id_ if id_ in known else NO_ID
