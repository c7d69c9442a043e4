"""One spelling for each thing people type: plain letters and figures, and keys for names."""

import re
import unicodedata

_NOT_A_WORD = re.compile(r"[\W_]+")
_SAINT = re.compile(r"\bsaint ")
# Straight, curly, modifier and grave: people type any of them in "Queen's Park".
_APOSTROPHES = str.maketrans("", "", "'\u2018\u2019\u02bc`")


def plain(text: str) -> str:
    """Return the text with full-width, circled and styled letters and figures made plain.

    The length stays the same, so a position in one is a position in the other.
    """
    if text.isascii():
        return text
    folded = (unicodedata.normalize("NFKC", character) for character in text)
    return "".join(new if len(new) == 1 else old for old, new in zip(text, folded, strict=True))


def tidy(text: str) -> str:
    """Return the text with single spaces, without the lone punctuation that cutting out words leaves."""
    words = (word.strip(",;") for word in text.split())
    return " ".join(word for word in words if any(map(str.isalnum, word)))


def name_key(name: str) -> str:
    """Return a key that spellings of one place name share: "Queen's Park" and "queens park", "&" and "and"."""
    words = plain(name).translate(_APOSTROPHES).replace("&", " and ").casefold()
    return _NOT_A_WORD.sub(" ", words).strip()


def place_key(name: str) -> str:
    """Return a key that spellings of one town's name share: `name_key`, with "Saint" as "St"."""
    return _SAINT.sub("st ", name_key(name))
