"""Sealed form fields, which carry a value through a few pages without a cookie or a row. They open for ten minutes.

The value cannot be read or changed outside, and opens only for the purpose it was sealed for.
"""

import base64
import binascii
import json
from datetime import datetime, timedelta
from typing import Any

from pathway.core.clock import utc_now
from pathway.core.crypto import keys
from pathway.core.errors import SealError

LASTS = timedelta(minutes=10)
LONGEST = 40_000
"""Bytes. More would not come back: a form holds 64 kB at most."""


def seal_field(purpose: str, value: Any) -> str | None:
    """Return a form field that holds a JSON value for ten minutes; None when the value is too long to carry."""
    plain = json.dumps([utc_now().isoformat(), value], separators=(",", ":")).encode()
    if len(plain) > LONGEST:
        return None
    return base64.urlsafe_b64encode(keys().fields.seal(plain, f"carried:{purpose}")).decode()


def open_field(purpose: str, field: str | None) -> Any | None:
    """Return the value of a sealed field; None when it is empty, too old, for another purpose, or not ours."""
    try:
        plain = keys().fields.open(base64.urlsafe_b64decode((field or "").encode()), f"carried:{purpose}")
    except (SealError, binascii.Error, ValueError):
        return None
    sealed_at, value = json.loads(plain)
    age = utc_now() - datetime.fromisoformat(sealed_at)
    # Another server's clock may be a little ahead of ours.
    return value if -LASTS / 10 <= age < LASTS else None
