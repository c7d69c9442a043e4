"""Ends of the chain, noted in a file outside the database, where nobody who writes to the database can change them.

One line each, `sequence mac at`; a line that begins with # is a comment.
"""

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_MAC = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Anchor:
    """The last row of the chain at a moment."""

    sequence: int
    mac: str
    at: datetime

    def line(self) -> str:
        """Return it as a line of a file."""
        return f"{self.sequence} {self.mac} {self.at.astimezone(UTC).isoformat(timespec='seconds')}"


def read_anchors(text: str) -> list[Anchor]:
    """Read the lines of a file, in the order of their rows. Raises ValueError, whose message names the line."""
    anchors = [
        _anchor(number, line)
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    return sorted(anchors, key=lambda anchor: (anchor.sequence, anchor.at))


def append_anchor(path: Path, anchor: Anchor) -> None:
    """Add a line to a file, and make the file, for its owner only, when there is none."""
    content = path.read_bytes() if path.exists() else b""
    gap = "\n" if content and not content.endswith(b"\n") else ""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as file:
        file.write(f"{gap}{anchor.line()}\n")
        file.flush()
        os.fsync(file.fileno())


def _anchor(number: int, line: str) -> Anchor:
    parts = line.split()
    if len(parts) != 3:
        raise ValueError(f"line {number} is not a row number, a mac and a time")
    sequence, mac, at = parts
    if not (sequence.isascii() and sequence.isdecimal() and 0 < len(sequence) <= 18 and int(sequence) > 0):
        raise ValueError(f"line {number} does not begin with the number of a row")
    if not _MAC.fullmatch(mac):
        raise ValueError(f"line {number} holds no mac of 64 hex digits in small letters")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise ValueError(f"line {number} does not end in a time") from error
    if moment.tzinfo is None:
        raise ValueError(f"line {number} ends in a time without a zone")
    return Anchor(int(sequence), mac, moment)
