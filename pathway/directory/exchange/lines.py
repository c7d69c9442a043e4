r"""A list in one cell: one row per line, its parts between bars, `number | voice | Helpline | ext=12`.

The first parts go by their place, later ones by a name and "=". Bars, backslashes and line ends within a part are
escaped with a backslash (`\|`, `\\`, `\n`), so that any text reads back unchanged.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from pathway.directory.exchange.safe_text import nearest, shown

BAR = " | "
_WRITTEN = str.maketrans({"\\": "\\\\", "|": "\\|", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_MEANT = {"n": "\n", "r": "\r", "t": "\t", "s": " ", "\\": "\\", "|": "|", "=": "="}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_PART = re.compile(r"((?:\\.|[^|])*)(?:\||\Z)", re.DOTALL)
_OUTER_SPACE = re.compile(r"\A | \Z")
_NAMED = re.compile(r"([a-z][a-z_]*)=")


class Line(NamedTuple):
    """The parts of one line; an empty one is None."""

    parts: list[str | None]
    named: dict[str, str]

    def part(self, place: int) -> str | None:
        """Return the part at a place, from 0."""
        return self.parts[place] if place < len(self.parts) else None


def write(parts: Iterable[str | None], named: Mapping[str, str | None] | None = None) -> str:
    """Write a line. Empty parts at the end are left out; a line without any part is one bar."""
    placed = [_written(part) if part else "" for part in parts]
    while placed and not placed[-1]:
        placed.pop()
    # A text may begin like a named part, and has to read back as text.
    placed = [_NAMED.sub(r"\1\\=", part, count=1) if _NAMED.match(part) else part for part in placed]
    tail = [f"{name}={_written(value)}" for name, value in (named or {}).items() if value]
    if not placed and tail:
        placed = [""]
    return BAR.join([*placed, *tail]) or "|"


def read(line: str, most: int, names: Collection[str]) -> Line:
    """Read a line of at most `most` placed parts, and named ones. ValueError on more, or on another name."""
    parts: list[str | None] = []
    named: dict[str, str] = {}
    for raw in _split(line):
        part = raw.strip(" ")
        match = _NAMED.match(part)
        name = match[1] if match else ""
        if match is None:
            parts.append(_meant(part) or None)
        elif name not in names:
            raise ValueError(f"{shown(name + '=')} is not a part we know.{nearest(name, names)}")
        elif name in named:
            raise ValueError(f"{name}= stands twice")
        elif value := _meant(part[match.end() :]):
            named[name] = value
    while parts and parts[-1] is None:
        parts.pop()
    if len(parts) > most:
        raise ValueError(f"{shown(line)} has {len(parts)} parts where at most {most} are known")
    return Line(parts, named)


def cell_lines(cell: str) -> list[str]:
    """Return the lines of a cell that are not blank."""
    return [line for line in cell.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip(" \t")]


def _split(line: str) -> list[str]:
    if "\\" not in line:
        return line.split("|")
    return [match[1] for match in _PART.finditer(line) if match[0]]


def _written(text: str) -> str:
    return _OUTER_SPACE.sub(r"\\s", text.translate(_WRITTEN))


def _meant(text: str) -> str:
    return _ESCAPE.sub(lambda match: _MEANT.get(match[1], match[0]), text) if "\\" in text else text
