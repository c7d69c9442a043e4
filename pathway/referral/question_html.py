"""Questions as HTML, rendered once and cached: the page has about a hundred answers, and most are not chosen.

A rendering depends on the question, which of its answers were picked, and our own error text. Nothing that somebody
typed is in it.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from flask import current_app
from markupsafe import Markup

from pathway.referral.conditional_questions import AT_ONCE, SHOWS_FOR, as_attribute
from pathway.referral.questions import QUESTION, Question

MOST_CACHED = 2_000


def question_html(question: Question, chosen: Iterable[str], error: str) -> Markup:
    """Render one question. `chosen`: its answers that were picked; `error`: what is wrong with them, "" for nothing."""
    return _question_html(question.name, frozenset(chosen), error)


@lru_cache(maxsize=MOST_CACHED)
def _question_html(name: str, chosen: frozenset[str], error: str) -> Markup:
    html: Markup = _macros().question_field(
        QUESTION[name], chosen, error, AT_ONCE.get(name, ()), SHOWS_FOR.get(name, ""), as_attribute(name)
    )
    return html


@lru_cache(maxsize=MOST_CACHED)
def ask_html(name: str, heading: str) -> Markup:
    """Render one question of a result: a button for each answer. `heading`: the words to ask it in."""
    html: Markup = _macros().ask(QUESTION[name], heading)
    return html


def _macros() -> Any:
    return current_app.jinja_env.get_template("referral/_question.html").module
