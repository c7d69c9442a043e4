"""Passwords: argon2id, and a look at how soon one would be guessed.

Comparing always costs one hash, whether or not there is a password to compare with.
"""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY
from flask import current_app
from zxcvbn import zxcvbn

SHORTEST = 12
LONGEST = 128
STRONG_ENOUGH = 3
"""Of zxcvbn's 0 to 4: more than 10**8 guesses."""
_READS = 72
"""zxcvbn's time grows with the cube of the length; what comes after this many characters only adds to the strength."""


@cache
def _hasher(env: str) -> PasswordHasher:
    if env == "test":
        return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)  # tests sign in hundreds of times
    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


@cache
def _nobodys(env: str) -> str:
    """A hash that no password of ours matches, at the same cost."""
    return _hasher(env).hash("nobody's")


def _env() -> str:
    return str(current_app.config["SETTINGS"].env)


def hashed(password: str) -> str:
    """Return the argon2id hash of a password, with its salt and costs."""
    return _hasher(_env()).hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Whether this is the password. Costs one hash, also where none is stored or what is typed is far too long."""
    try:
        _hasher(_env()).verify(stored or _nobodys(_env()), password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None and len(password) <= LONGEST


def is_outdated(stored: str) -> bool:
    """Whether a stored hash was made at other costs than today's."""
    return _hasher(_env()).check_needs_rehash(stored)


def why_weak(password: str, *about_her: str) -> str | None:
    """Say what to change about a password; None when it is strong enough. `about_her`: words that others know."""
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters. Three or four words together work well"
    if len(password) > LONGEST:
        return f"Use {LONGEST} characters or fewer"
    parts = [part for words in about_her for part in words.replace("@", " ").replace(".", " ").split() if len(part) > 2]
    guessable = ["pathway", *about_her, *parts]
    rest = password.lower()
    for word in sorted(guessable, key=len, reverse=True):  # the longest first: a part taken out would hide the whole
        rest = rest.replace(word.lower(), "")
    # Words about her in front of a strong password do no harm; a password made of nothing else is weak.
    if min(_score(password, guessable), _score(rest, guessable)) < STRONG_ENOUGH:
        return "This password could be guessed. Use three or four words that do not belong together"
    return None


def _score(password: str, guessable: list[str]) -> int:
    return int(zxcvbn(password[:_READS], user_inputs=guessable)["score"]) if password else 0
