"""Demo accounts that the sign-in page shows, in development only."""

import json
from collections.abc import Sequence
from typing import Any

import pyotp

from pathway.config import Settings
from pathway.core.clock import utc_now

FILE = "demo.json"


def shown(settings: Settings) -> Sequence[dict[str, Any]]:
    """Return the demo accounts with the app's present code; none outside development."""
    if settings.env != "development":
        return ()
    try:
        users: list[dict[str, Any]] = json.loads((settings.instance / FILE).read_text("utf-8"))["users"]
    except (OSError, ValueError, KeyError):
        return ()
    return [user | {"code": pyotp.TOTP(user["totp_secret"]).at(utc_now())} for user in users]
