"""What somebody typed into a form that could not be saved: what goes back to her page, and what of it she can read.

It goes onto the page that answers and nowhere else. Secrets do not: she types them again.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from flask import current_app, request
from werkzeug.datastructures import MultiDict

from pathway.web.csrf import FIELD

View = TypeVar("View", bound=Callable[..., object])
Pairs = Sequence[tuple[str, str]]
Words = Callable[["MultiDict[str, str]"], Iterable[tuple[str, str]]]

_WORDS = "__pathway_typed_words__"
_SECRET = re.compile(r"password|(?:^|_)code$|^(?:secret|answer|challenge)$")
_OURS = frozenset({FIELD, "do", "action", "next", "carry", "asked", "back", "seen", "once", "version"})
"""Fields that our pages put into a form and nobody types."""
_SEALED_OR_ID = re.compile(r"[A-Za-z0-9_=-]{32,}|[0-9a-f-]{36}|\d{10,}")


def typed_words(words: Words) -> Callable[[View], View]:
    """Mark a view whose form has better words than the names of its fields: a function of the form, for copying."""

    def mark(view: View) -> View:
        setattr(view, _WORDS, words)
        return view

    return mark


def fields_to_send_again() -> Pairs:
    """Return every field of this request's form but for secrets, for hidden fields. Sealed ones are as they were."""
    return [(name, value) for name, value in request.form.items(multi=True) if not is_secret(name)]


def has_secrets() -> bool:
    """Whether this request's form has something that she has to type again."""
    return any(is_secret(name) and value for name, value in request.form.items(multi=True))


def words_typed() -> Pairs:
    """Return what she typed as (name, words), to read and to copy."""
    words: Words | None = getattr(current_app.view_functions.get(request.endpoint or ""), _WORDS, None)
    if words is not None:
        return list(words(request.form))
    return [(_name(name), value.strip()) for name, value in fields_to_send_again() if _is_typed(name, value)]


def is_secret(name: str) -> bool:
    """Whether a field of this name holds a password, a code or what a key answered."""
    return _SECRET.search(name) is not None


def _is_typed(name: str, value: str) -> bool:
    ours = name in _OURS or name.endswith("_at")
    return bool(value.strip()) and not ours and not _SEALED_OR_ID.fullmatch(value.strip())


def _name(field: str) -> str:
    words = " ".join(re.split(r"[_\W]+", field)).strip() or "Text"
    return words[:1].upper() + words[1:]
