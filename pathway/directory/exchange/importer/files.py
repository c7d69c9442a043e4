"""Opens a file, pipe or standard input, and refuses what is neither CSV nor JSON, or too large."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO

from pathway.core.errors import ListingFileError

CSV, JSON = "csv", "json"
STDIN = "-"
MEGABYTE = 1024 * 1024
LARGEST = {CSV: 256 * MEGABYTE, JSON: 64 * MEGABYTE}
"""In bytes."""

_BEGINS = 4096
_NOT_TEXT = {
    b"PK\x03\x04": "a workbook, not a CSV file. In the spreadsheet choose Save as, CSV UTF-8",
    b"\xff\xfe": "UTF-16, not UTF-8. In the spreadsheet choose Save as, CSV UTF-8",
    b"\xfe\xff": "UTF-16, not UTF-8. In the spreadsheet choose Save as, CSV UTF-8",
}


@contextmanager
def at_hand(name: str) -> Iterator[Path]:
    """Give the path of an ordinary file with the content of `name`: a file, a pipe, or "-" for standard input."""
    path = Path(name)
    if name != STDIN and path.is_file():
        yield path
        return
    if name != STDIN and path.is_dir():
        raise ListingFileError("this is a folder, not a file")
    if name != STDIN and not path.exists():
        raise ListingFileError("there is no such file")
    with tempfile.NamedTemporaryFile(prefix="pathway-import-") as copy:
        try:
            with nullcontext(sys.stdin.buffer) if name == STDIN else path.open("rb") as source:
                _copy(source, copy)
        except OSError as error:
            raise ListingFileError(f"it cannot be read: {error.strerror}") from error
        copy.flush()
        yield Path(copy.name)


def kind_of(path: Path) -> str:
    """Return `CSV` or `JSON`, by the first bytes. ListingFileError when it is neither, or too large for its kind."""
    try:
        with path.open("rb") as file:
            begins = file.read(_BEGINS)
        size = path.stat().st_size
    except OSError as error:
        raise ListingFileError(f"it cannot be read: {error.strerror}") from error
    for mark, what in _NOT_TEXT.items():
        if begins.startswith(mark):
            raise ListingFileError(f"this is {what}")
    text = begins.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        raise ListingFileError("the file is empty")
    kind = JSON if text[:1] in b"{[" else CSV
    if size > LARGEST[kind]:
        raise ListingFileError(
            f"it is {size / MEGABYTE:,.0f} MB, and the most for {kind.upper()} is {LARGEST[kind] // MEGABYTE} MB."
            " Divide it into several files"
        )
    return kind


def _copy(source: IO[bytes], copy: IO[bytes]) -> None:
    left = max(LARGEST.values()) + 1
    while left > 0 and (piece := source.read(min(MEGABYTE, left))):
        copy.write(piece)
        left -= len(piece)
