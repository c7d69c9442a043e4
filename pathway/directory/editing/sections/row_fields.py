"""Rows within a section's form: each a small form of its own, with a button for one more."""

from collections.abc import Iterator
from typing import Any

from wtforms import FieldList, Form, FormField, HiddenField

from pathway.web.forms import GovTickField

ADD = "add"
"""What the button for one more row sends."""


_LONGEST_PLACE = 3


class RowForm(Form):  # type: ignore[misc] # wtforms has no type information
    """One row. Empty rows are passed over, and those to be taken out."""

    row_id = HiddenField()
    take_out = GovTickField("Take this out")

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed into it."""
        return not any((field.data or "").strip() for field in self if field.type == "GovInputField")

    @property
    def counts(self) -> bool:
        """Whether it is a row of the listing as typed."""
        return not (self.take_out.data or self.is_empty)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check a row that counts; what is taken out or empty needs no putting right."""
        return bool(super().validate(*args, **kwargs)) if self.counts else True


class Rows(FieldList):  # type: ignore[misc] # wtforms has no type information
    """Rows of one kind, at most so many."""

    def __init__(self, row_form: type[RowForm], label: str, *, row_name: str, at_most: int, **kwargs: Any) -> None:
        super().__init__(FormField(row_form), label, **kwargs)
        self.row_name = row_name
        self.at_most = at_most

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        """Yield the places of rows that were sent: short plain numbers. Whatever else a name holds is no row."""
        for name in formdata:
            place = name.removeprefix(f"{prefix}-").partition("-")[0] if name.startswith(f"{prefix}-") else ""
            if place.isascii() and place.isdigit() and len(place) <= _LONGEST_PLACE:
                yield int(place)

    @property
    def may_grow(self) -> bool:
        """Whether there is room for one more."""
        return len(self.entries) < self.at_most

    def grow(self) -> None:
        """Add an empty row."""
        if self.may_grow:
            self.append_entry()

    @property
    def counting(self) -> list[Any]:
        """The rows that count."""
        return [entry.form for entry in self.entries if entry.form.counts]
