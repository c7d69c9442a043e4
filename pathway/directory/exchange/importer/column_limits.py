"""Whether a value fits its column. SQLite ignores lengths, and neither engine's error names the listing."""

from typing import Any

from sqlalchemy import String

OLDEST = 120


def fault(column: Any, value: Any) -> str | None:
    """Return the fault of a value for a column ("is missing", "is longer than ..."), or None."""
    if value is None:
        is_filled = column.nullable or column.default is not None or column.server_default is not None
        return None if is_filled else "is missing"
    kind = column.type.python_type
    if not isinstance(value, (int, float) if kind is float else kind):
        return f"is not {kind.__name__}: {value!r}"
    most = length(column)
    if isinstance(value, str) and most and len(value) > most:
        return f"is longer than {most} characters"
    return None


def length(column: Any) -> int | None:
    """Return how many characters a column of text holds; None when it is not text, or has no limit."""
    return column.type.length if isinstance(column.type, String) else None


def age_fault(minimum: int | None, maximum: int | None) -> str | None:
    """Return the fault of an age range, with the field's name, or None."""
    for field, age in (("minimum_age", minimum), ("maximum_age", maximum)):
        if age is not None and not 0 <= age <= OLDEST:
            return f"{field} is not from 0 to {OLDEST}"
    if minimum is not None and maximum is not None and minimum > maximum:
        return "minimum_age is above maximum_age"
    return None


def point_fault(latitude: float | None, longitude: float | None) -> str | None:
    """Return the fault of a point in degrees, or None."""
    if (latitude is None) != (longitude is None):
        return "latitude and longitude go together"
    if latitude is not None and longitude is not None and not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return "latitude and longitude are not degrees"
    return None
