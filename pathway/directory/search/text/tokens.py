"""How text becomes words that match: the same tokens for a listing and for what somebody types.

Stemming is done here and not by the database, so that SQLite and PostgreSQL find exactly the same listings.
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

_stemmer = snowballstemmer.stemmer("english")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_INITIALS = re.compile(r"\b([a-z])&([a-z])\b")
_SLASHED_DIGITS = re.compile(r"(?<=\d)/(?=\d)")

STEM_MARK = "q0"
"""Prefix of stems in the index, so that a stem is never offered as a spelling or matched as the start of a word."""

STOP_WORDS = frozenset(
    """a about an and any are asap at be been but by can cant contact could details do does doesnt dont for from get
    getting girl girls go going got had has have having he help her him his how i if im in info information is isnt it
    its lady ladies last looking me my need needed needs needing no not now number numbers of off on or our out
    patient person phone please ref refer referal referals referral referrals referring ring she shes service services
    so some someone somewhere support take takes tel telephone than that the their them then there they this to too up
    urgent urgently us very want wants was we were what when where which who whos will with woman women x you your
    """.split()
)


_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u02b9\u2032\uff07\u00b4`"), "'")


def fold(text: str) -> str:
    """Lower-case, without accents, with one kind of apostrophe; "A&E" becomes "ae", "24/7" becomes "247"."""
    if text.isascii():
        plain = text.lower().replace("`", "'")
    else:
        # Apostrophes first: a lone acute accent would decompose into a space and a mark.
        plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
        plain = "".join(mark for mark in plain if not unicodedata.combining(mark))
    # Most texts have neither sign, and looking for the sign alone is quicker than for the pattern around it.
    plain = _INITIALS.sub(r"\1\2", plain) if "&" in plain else plain
    return _SLASHED_DIGITS.sub("", plain) if "/" in plain else plain


def tokens(text: str) -> list[str]:
    """Split text into words: letters and digits, possessive endings dropped."""
    folded = fold(text)
    words: list[str] = _WORD.findall(folded)
    if "'" not in folded:
        return words
    without_possessives = []
    for word in words:
        stem, _, ending = word.partition("'")
        without_possessives.append(stem if ending in {"", "s"} else stem + ending)
    return without_possessives


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the English stem of one word. A number is its own."""
    stemmed: str = _stemmer.stemWord(word)
    return stemmed


def indexed(*texts: str | None) -> str:
    """Return the tokens of some texts as the index stores them: each word, and its marked stem."""
    words = [word for text in texts if text for word in tokens(text)]
    return " ".join(f"{word} {STEM_MARK}{stem(word)}" for word in words)
