"""A record as a line of a cell: some fields have their place in it, others a name, `ext=12`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

from pathway.directory.exchange import lines
from pathway.directory.exchange.fields import as_cell, fields_of

Row = TypeVar("Row")


@dataclass(frozen=True)
class LineForm(Generic[Row]):
    """The fields of a record in a line: some have a place, others are named parts, in the order written.

    `names` has the fields whose parts have another name, or come before the rest. Every further field is a part of its
    own name, the id last, except those `in_words`: the caller writes them into a placed part. `missing` is the fault of
    a line without its first part, where that may not be empty.
    """

    record: Callable[..., Row]
    placed: Sequence[str]
    names: Mapping[str, str] = field(default_factory=dict)
    in_words: Sequence[str] = ()
    missing: str = ""

    @cached_property
    def named(self) -> dict[str, str]:
        """The field of each named part."""
        elsewhere = {*self.placed, *self.names.values(), *self.in_words}
        others = [attribute.name for attribute in fields_of(self.record) if attribute.name not in elsewhere]
        return {**self.names, **{name: name for name in sorted(others, key=lambda name: name == "id")}}

    def write(self, row: Row, usual: Mapping[str, Any], **texts: str | None) -> str:
        """Write a row. The `texts` are for parts that are not a field as it is; for `usual` see `parts`."""
        placed = [texts[name] if name in texts else as_cell(getattr(row, name)) for name in self.placed]
        return lines.write(placed, self.parts(row, usual, **texts))

    def parts(self, row: Row, usual: Mapping[str, Any], **texts: str | None) -> dict[str, str | None]:
        """Return the named parts: fields without their default, and without the `usual` value, which readers derive."""
        usual = {**{attribute.name: attribute.default for attribute in fields_of(self.record)}, **usual}
        return {
            part: texts[name] if name in texts else as_cell(getattr(row, name))
            for part, name in self.named.items()
            if name in texts or getattr(row, name) != usual.get(name)
        }

    def line(self, text: str) -> lines.Line:
        """Return the parts of a line. Raises ValueError."""
        line = lines.read(text, len(self.placed), self.named)
        if self.missing and not line.part(0):
            raise ValueError(self.missing)
        return line

    def read(self, line: lines.Line, nth: int, **values: Any) -> Row:
        """Return the record of a line that is the nth of its cell, from 0. Raises ValueError.

        The `values` are fields that the caller reads. A function among them is called in the order of the record's
        fields, so that the first mistake is the one reported.
        """
        texts = {name: line.part(place) for place, name in enumerate(self.placed)}
        texts |= {name: line.named.get(part) for part, name in self.named.items()}
        for attribute in fields_of(self.record):
            name, text = attribute.name, texts.get(attribute.name)
            if name not in values:
                usual = nth if name == "position" else attribute.default
                values[name] = attribute.kind.read(text) if text else usual
            elif callable(values[name]):
                values[name] = values[name]()
        return self.record(**values)

    def read_text(self, text: str, nth: int) -> Row:
        """Return the record of a line whose parts are the record's fields as they are. Raises ValueError."""
        return self.read(self.line(text), nth)
