"""Writes the directory to a file. The same listings always give the same bytes: the file has no export time."""

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from sqlalchemy import true
from sqlalchemy.orm import Session

from pathway.directory import listing_record
from pathway.directory.exchange import load
from pathway.directory.exchange.json_file import listing_object
from pathway.directory.exchange.spreadsheet import listing_row

CSV, JSON = "csv", "json"


def export(session: Session, form: str, *, everything: bool) -> Iterator[bytes]:
    """Yield the file in pieces: the visible listings, or with `everything` also drafts and staff-only fields."""
    ids = load.ids(session, everything=everything)
    listings = load.each(session, ids)
    if form == CSV:
        return as_csv(listings, everything=everything)
    exported = set(ids)
    terms = {term.key: term for service_id, term in load.terms(session, true()) if service_id in exported}
    return as_json(listings, load.in_order("terms", terms.values()), everything=everything)


def from_one_moment(session: Session) -> None:
    """Read from one snapshot while others write. Call it before the session reads anything."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def as_csv(listings: Iterable[listing_record.ServiceRecord], *, everything: bool) -> Iterator[bytes]:
    """Yield a spreadsheet, one row per listing: UTF-8 without a byte order mark, RFC 4180 line ends."""
    columns = listing_row.COLUMNS if everything else listing_row.PUBLIC_COLUMNS
    rows = (listing_row.write_row(listing, columns) for listing in listings)
    for row in chain([columns], rows):
        text = io.StringIO(newline="")
        csv.writer(text).writerow(row)
        yield text.getvalue().encode()


def as_json(
    listings: Iterable[listing_record.ServiceRecord], terms: Iterable[listing_record.TermRecord], *, everything: bool
) -> Iterator[bytes]:
    """Yield a JSON document, one line per listing."""
    head = {
        "format": listing_object.FORMAT,
        "version": listing_object.VERSION,
        "holds": listing_object.ALL if everything else listing_object.PUBLISHED,
    }
    yield f"{_dumped(head)[:-1]},\n".encode()
    yield from _lines("taxonomy_terms", (listing_object.write_term(term) for term in terms))
    yield b",\n"
    yield from _lines(
        "services", (listing_object.write_service(listing, everything=everything) for listing in listings)
    )
    yield b"}\n"


def write_file(path: Path, pieces: Iterable[bytes], *, private: bool) -> None:
    """Write a whole file or none. Only its owner may read a private one. Raises OSError."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        if not private:
            os.umask(umask := os.umask(0o077))
            Path(name).chmod(0o666 & ~umask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _lines(key: str, entries: Iterable[object]) -> Iterator[bytes]:
    yield f'"{key}": ['.encode()
    between = "\n"
    for entry in entries:
        yield f"{between}{_dumped(entry)}".encode()
        between = ",\n"
    yield b"\n]" if between != "\n" else b"]"


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
