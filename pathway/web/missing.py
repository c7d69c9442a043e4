"""What a page does where there is nothing to show."""

from typing import TypeVar

from flask import abort

Row = TypeVar("Row")


def or_404(row: Row | None) -> Row:
    """Return a row; a 404 page where there is none, or none that this reader may know of."""
    if row is None:
        abort(404)
    return row
