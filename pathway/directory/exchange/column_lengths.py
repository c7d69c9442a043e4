"""How many characters each column of text takes: what a file may have, and what of a feed fits."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Enum, String


@cache
def lengths(model: Any) -> Mapping[str, int]:
    """Return the columns of text that have a maximum length, in characters, each with it; words of a list are none."""
    types = {column.name: column.type for column in model.__table__.columns if not isinstance(column.type, Enum)}
    return {name: type_.length for name, type_ in types.items() if isinstance(type_, String) and type_.length}
