"""References of referrals: ten signs to read aloud, the last of which checks the others.

There are no vowels, so that no word comes out, and neither 0, O, 1 nor I. Nine random signs are 43 bits: nobody guesses
one. A reference is no key: whoever has one still has to be somebody who may.
"""

import re
import secrets

SIGNS = "23456789BCDFGHJKLMNPQRSTVWXYZ"
"""29 of them, a prime number: so one wrong sign, or two that changed places, never check."""

RANDOM = 9
_HALF = 5
_BETWEEN = re.compile(r"[\s-]+")


def new_reference() -> str:
    """Return a new reference, as `BCDFG-HJKLM`."""
    return written("".join(secrets.choice(SIGNS) for _ in range(RANDOM)))


def written(random: str) -> str:
    """Return the reference that begins with nine signs."""
    signs = random + _check(random)
    return f"{signs[:_HALF]}-{signs[_HALF:]}"


def read(typed: str) -> str | None:
    """Return a typed reference as we write it; None where it cannot be one. Spaces and small letters do no harm."""
    signs = _BETWEEN.sub("", typed).upper()
    if len(signs) != RANDOM + 1 or not set(signs) <= set(SIGNS) or _check(signs[:RANDOM]) != signs[RANDOM]:
        return None
    return f"{signs[:_HALF]}-{signs[_HALF:]}"


def _check(random: str) -> str:
    total = sum(place * SIGNS.index(sign) for place, sign in enumerate(random, 1))
    return SIGNS[-total % len(SIGNS)]
