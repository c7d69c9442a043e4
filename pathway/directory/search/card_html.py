"""Cards and parts of forms as cached HTML: rendering them would take longer than the search.

The cached HTML of a card depends only on the listing, its state now and a tick. The distance, which differs from search
to search, is put in afterwards.
"""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import replace
from functools import lru_cache
from secrets import token_hex
from typing import Any

from flask import current_app
from markupsafe import Markup, escape

from pathway.directory.search.helplines import ListedNumber
from pathway.directory.search.results import ResultCard
from pathway.directory.vocabulary import NEED_LABELS, Need

_DISTANCE = token_hex(16)
"""Placeholder for the distance in a cached card. Nobody can write it into a listing: each process has another."""


def card(result_card: ResultCard, picked: Collection[str] | None = None, level: int = 3) -> Markup:
    """Render a card by the macro in `directory/_card.html`. `picked`: the ids on her list, or None for no tick box."""
    is_picked = None if picked is None else result_card.card.id in picked
    measured = result_card.distance is not None
    nearest = result_card.places[0].address if measured and len(result_card.places) > 1 else None
    numbers = tuple((number.phone.href, number.answers) for number in result_card.numbers)
    now: Hashable = (result_card.state, result_card.hours_note, result_card.hours, result_card.freshness, numbers)
    key: Hashable = (result_card.docid, now, measured, nearest, is_picked, level)
    html = result_card.drawn.get(key)
    if html is None:
        ticks = None if is_picked is None else [result_card.card.id] if is_picked else []
        html = _draw(replace(result_card, distance=_DISTANCE) if measured else result_card, ticks, level)
        result_card.drawn.add({key: html})
    return Markup(html.replace(_DISTANCE, str(escape(result_card.distance))) if measured else html)  # noqa: S704 - from a template


def cards(result_cards: Iterable[ResultCard], picked: Collection[str] | None = None, level: int = 3) -> Markup:
    """Render several cards in one call: twenty calls from the template would cost as much as the cards."""
    return Markup("\n").join(card(result_card, picked, level) for result_card in result_cards)


@lru_cache(maxsize=1_000)
def needs(chosen: tuple[Need, ...]) -> Markup:
    """Render the tick boxes for the kinds of help."""
    drawn: Markup = _macros("directory/_choices.html").needs(NEED_LABELS, chosen)
    return drawn


@lru_cache(maxsize=1_000)
def drop_down(name: str, blank: str, choices: tuple[tuple[str, str], ...], chosen: str) -> Markup:
    """Render a drop-down list. `name` is its id too; `blank` labels no choice; a choice is (value, label)."""
    drawn: Markup = _macros("directory/_choices.html").drop_down(name, blank, choices, chosen)
    return drawn


@lru_cache(maxsize=100)
def lines(numbers: tuple[ListedNumber, ...], heading: str, most: int) -> Markup:
    """Render the lines that answer at any hour, by the macro in `components/lines.html`."""
    drawn: Markup = _macros("components/lines.html").lines(numbers, heading, most=most)
    return drawn


def _draw(result_card: ResultCard, ticks: list[str] | None, level: int) -> str:
    return str(_macros("directory/_card.html").card(result_card, ticks, level=level))


def _macros(template: str) -> Any:
    return current_app.jinja_env.get_template(template).module
