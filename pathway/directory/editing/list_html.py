"""Rows of the list of listings as cached HTML: drawing fifty would take longer than everything else on the page.

A row depends on the listing alone, and on how its list is drawn, so what is cached is never too old. The field that
every signed-in form carries differs from session to session and is put in afterwards.
"""

from collections.abc import Iterable
from functools import lru_cache
from secrets import token_hex

from flask import current_app
from markupsafe import Markup

from pathway.directory.editing.queries import ManagedListing
from pathway.web.csrf import csrf_field

DRAWN = 4096
"""How many rows a process remembers, of about 1 kB each."""

_FIELD = token_hex(16)
"""Placeholder for the field of a form. Nobody can write it into a listing: each process has another."""


def rows(
    listings: Iterable[ManagedListing], *, with_owner: bool, heading: str = "h2", says_missing: bool = True
) -> Markup:
    """Render listings by the macro in `editing/_listing.html`. `with_owner`: to who looks after those of everybody."""
    drawn = "".join(_row(listing, with_owner, heading, says_missing) for listing in listings)
    return Markup(drawn.replace(_FIELD, csrf_field()))  # noqa: S704 - from a template


@lru_cache(maxsize=DRAWN)
def _row(listing: ManagedListing, with_owner: bool, heading: str, says_missing: bool) -> str:
    macros = current_app.jinja_env.get_template("editing/_listing.html").module
    return str(macros.listing_row(listing, with_owner, _FIELD, heading, says_missing))  # type: ignore[attr-defined] # a macro
