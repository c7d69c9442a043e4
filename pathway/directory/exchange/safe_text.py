"""Makes text from a file safe to print: it cannot move the cursor, hide or reverse text, or run on."""

from collections.abc import Iterable
from difflib import get_close_matches
from unicodedata import category

LONGEST = 60
_BEFORE_A_CHANGE = 20
"""Letters shown before the first difference, so that a reader finds the place."""

# Controls, formats (which can reverse text), surrogates, private use, unassigned, and line separators.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def plain(text: str) -> str:
    r"""Return the text on one line with invisible characters escaped, such as \x1b."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        letter.encode("unicode_escape", "backslashreplace").decode("ascii") if category(letter) in _UNSEEN else letter
        for letter in text
    )


def shown(text: str, start: int = 0) -> str:
    """Return the text from a letter on, from 0, as messages quote it: plain, and cut when long."""
    before = "\N{HORIZONTAL ELLIPSIS}" if start else ""
    rest = text[start:]
    cut = rest if len(rest) <= LONGEST else rest[: LONGEST - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return f"\N{LEFT DOUBLE QUOTATION MARK}{before}{plain(cut)}\N{RIGHT DOUBLE QUOTATION MARK}"


def shown_change(old: str, new: str) -> str:
    """Return old and new as messages quote a change, both cut so that the first difference shows."""
    start = 0
    if max(len(old), len(new)) > LONGEST:
        pairs = enumerate(zip(old, new, strict=False))
        same = next((number for number, (before, after) in pairs if before != after), min(len(old), len(new)))
        start = max(0, same - _BEFORE_A_CHANGE)
    return " -> ".join(shown(text, start) if text else "nothing" for text in (old, new))


def nearest(word: str, candidates: Iterable[str]) -> str:
    """Return ' Did you mean ...?' with the nearest candidate, or "" when none is near."""
    matches = get_close_matches(word.casefold()[:LONGEST], list(candidates), n=1, cutoff=0.6)
    return f" Did you mean {matches[0]}?" if matches else ""
