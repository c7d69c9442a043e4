"""A column whose text is sealed.

    class Person(HasSealedFields, Base):
        id: Mapped[UUID] = mapped_column(primary_key=True)
        phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
        phone = SealedText("phone_sealed")

`phone` reads and writes text; the database only ever holds bytes. A type decorator cannot do this, for it never sees
its row: the row's id is given when the row is built, since the value is bound to it.
"""

from typing import Any, overload
from uuid import UUID, uuid4

from pathway.core.crypto import keys
from pathway.core.errors import SealError


class SealedText:
    """Text of a row, sealed in one of its columns of bytes. Reading raises SealError when it does not open there."""

    registry: list[tuple[type, str]] = []  # noqa: RUF012 - one list for the whole process: `pathway keys rotate` walks it

    def __init__(self, column: str) -> None:
        self.column = column

    def __set_name__(self, owner: type, name: str) -> None:
        """Remember that this class has sealed values in this column."""
        self.registry.append((owner, self.column))

    @overload
    def __get__(self, row: None, owner: type) -> "SealedText": ...
    @overload
    def __get__(self, row: object, owner: type) -> str | None: ...

    def __get__(self, row: object | None, owner: type) -> "SealedText | str | None":
        """Return the text, or None where there is none."""
        if row is None:
            return self
        sealed: bytes | None = getattr(row, self.column)
        return None if sealed is None else keys().fields.open(bytes(sealed), bound_to(row, self.column)).decode()

    def __set__(self, row: object, text: str | None) -> None:
        """Seal a text; None takes it away."""
        sealed = None if text is None else keys().fields.seal(text.encode(), bound_to(row, self.column))
        setattr(row, self.column, sealed)


class HasSealedFields:
    """A row that has its id before anything is sealed for it. Goes before Base in the list of bases."""

    id: Any

    def __init__(self, **values: Any) -> None:
        self.id: UUID = values.pop("id", None) or uuid4()
        super().__init__(**values)


def bound_to(row: Any, column: str) -> str:
    """Return the place of a value, `table:column:row id`. Raises SealError for a row that has no id yet."""
    if row.id is None:
        raise SealError("a value was to be sealed for a row that has no id: stand HasSealedFields before Base")
    return f"{row.__tablename__}:{column}:{row.id}"
