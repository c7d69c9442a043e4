"""Reads JSON within limits: nesting, no repeated key, no number or text that a database cannot store."""

import json
import math
import re
from itertools import accumulate
from pathlib import Path
from typing import Any, NoReturn

from pathway.core.errors import ListingFileError
from pathway.directory.exchange.safe_text import shown

DEEPEST = 32
LONGEST_TEXT = 64 * 1024
LONGEST_NUMBER = 15
"""Digits of a whole number."""

# The last alternative matches an unclosed text, so that the time is linear in the length.
_TEXT = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_NOT_BRACKETS = re.compile(r"[^\[\]{}]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_STEP = {"[": 1, "{": 1, "]": -1, "}": -1}


def load(path: Path) -> Any:
    """Return the content of a JSON file. The ListingFileError has the position and the cause."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ListingFileError(f"byte {error.start + 1:,}: this is not UTF-8") from error
    except OSError as error:
        raise ListingFileError(f"it cannot be read: {error.strerror}") from error
    return loads(text)


def loads(text: str) -> Any:
    """Return the content of a JSON text. Raises ListingFileError."""
    _refuse_deep(text)
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_int=_whole, parse_float=_number, parse_constant=_refuse_constant
        )
    except json.JSONDecodeError as error:
        raise ListingFileError(f"line {error.lineno}, column {error.colno}: this is not JSON: {error.msg}") from error


def _refuse_deep(text: str) -> None:
    brackets = _NOT_BRACKETS.sub("", _TEXT.sub("", text))
    if max(accumulate(map(_STEP.__getitem__, brackets)), default=0) > DEEPEST:
        raise ListingFileError(f"lists and objects stand in one another more than {DEEPEST} deep")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ListingFileError(f"the key {shown(twice)} stands twice in one object")
    for key, value in pairs:
        _refuse_text(key, key)
        _refuse_text(key, value)
    return members


def _refuse_text(key: str, value: Any) -> None:
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            raise ListingFileError(f"{shown(key)}: a text is longer than {LONGEST_TEXT:,} characters")
        if "\0" in value:
            raise ListingFileError(f"{shown(key)}: a text holds a NUL character")
        if not value.isascii() and _SURROGATE.search(value):
            raise ListingFileError(f"{shown(key)}: a text holds half of a character (a lone surrogate)")
    elif isinstance(value, list):
        for member in value:
            _refuse_text(key, member)


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > LONGEST_NUMBER:
        raise ListingFileError(f"the number {shown(digits)} is too large")
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ListingFileError(f"the number {shown(digits)} is too large")
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise ListingFileError(f"{name} is not a number that JSON has")
