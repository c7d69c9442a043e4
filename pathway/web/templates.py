"""How templates are read, and what every page may use: filters, the nonce, the way out."""

import re

from flask import Flask
from jinja2 import StrictUndefined
from jinja2.ext import Extension

from pathway.core.clock import london_today
from pathway.core.formats import around, counted, long_date, moment, near
from pathway.web.security import csp_nonce

_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class Unindented(Extension):
    """Leaves out the indentation of each line of a page: a sixth of a list of services, which nobody reads.

    Line ends stay, so words stay apart. No page of ours has text in which spaces count.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the template without indentation; one that is not HTML as it is."""
        return _INDENTATION.sub("", source) if name is None or name.endswith(".html") else source


def init_templates(app: Flask, leave_to: str) -> None:
    """Set how the app's templates are read, and the names they may use. Called before any is read.

    A wrong name is an error, and lines lose their indentation.
    """
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(Unindented)
    app.jinja_env.filters |= {one.__name__: one for one in (around, counted, long_date, moment, near)}
    app.context_processor(
        lambda: {"csp_nonce": csp_nonce(), "leave_to": leave_to, "today": london_today(), "active": ""}
    )
