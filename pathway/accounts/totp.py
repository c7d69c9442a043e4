"""Six-digit codes from an authenticator app (RFC 6238). Each counts once."""

import hmac
from datetime import datetime

import pyotp
import segno
from markupsafe import Markup

STEP_S = 30
SKEW = 1
"""How many steps her phone's clock may be ahead or behind."""
NOBODYS = "A" * 32
"""Used where there is no secret, so that the work is the same."""


def new_secret() -> str:
    """Return a new secret, 160 bits in base32."""
    return pyotp.random_base32()


def used_counter(secret: str | None, typed: str, now: datetime, after: int) -> int | None:
    """Return the counter of a right code, however its digits are spaced, that was not used yet; None for any other.

    `after` is the counter of the last code that was used: it and older ones are refused.
    """
    generator = pyotp.TOTP(secret or NOBODYS)
    present = int(now.timestamp()) // STEP_S
    digits = "".join(letter for letter in typed if letter in "0123456789")
    match = None
    for counter in range(present - SKEW, present + SKEW + 1):
        right = hmac.compare_digest(generator.generate_otp(counter).encode(), digits.encode())
        if right and counter > after:
            match = counter
    return match if secret else None


def link(secret: str, email: str) -> str:
    """Return the address by which an app takes the secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Pathway")


def picture(secret: str, email: str) -> Markup:
    """Return a QR code of the link as SVG, drawn here: no other host sees it."""
    drawn = segno.make(link(secret, email), error="m").svg_inline(scale=5, border=4, svgclass="pw-qr", omitsize=True)
    return Markup(drawn)  # noqa: S704 - modules of a QR code as numbers: it holds no text of anybody's
