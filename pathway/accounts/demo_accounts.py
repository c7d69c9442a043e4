"""Demo accounts that the sign-in page shows, in development only."""

import json
from collections.abc import Sequence
from typing import Any

from pathway.config import Settings

FILE = "demo.json"


def shown(settings: Settings) -> Sequence[dict[str, Any]]:
    """Return the demo accounts, as `pathway seed --demo` wrote them; none outside development."""
    if settings.env != "development":
        return ()
    try:
        users: list[dict[str, Any]] = json.loads((settings.instance / FILE).read_text("utf-8"))["users"]
    except (OSError, ValueError, KeyError):
        return ()
    return users
