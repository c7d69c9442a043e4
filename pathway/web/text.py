"""What may arrive as text in a request."""

from werkzeug.exceptions import BadRequest

NUL = "That address or form held a character that cannot be read. Take it out and try again."


def refuse_nul(values: "list[tuple[str, str]]") -> None:
    """Raise a 400 page when any value holds NUL: PostgreSQL cannot store or compare it."""
    if any("\x00" in name or "\x00" in value for name, value in values):
        raise BadRequest(NUL)
