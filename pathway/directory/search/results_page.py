"""Everything that a page of results shows, for the list and the map."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import url_for

from pathway.accounts.guard import reader_may
from pathway.core.permission import Permission
from pathway.directory.client_groups import GROUPS
from pathway.directory.geography import MOST_MEANT, Place
from pathway.directory.scope import BRENT, Scope
from pathway.directory.search import helplines, search
from pathway.directory.search.criteria import Criteria, links_of
from pathway.directory.search.drafts import drafts_for
from pathway.directory.search.fallbacks import IN_BRENT, FallbackText, texts_at
from pathway.directory.search.forms import MILES_OFFERED, TAKE_LABELS, SearchForm, gazetteer
from pathway.directory.search.results import ResultCard, Results
from pathway.directory.vocabulary import COVERAGE_LABELS, AgencyType, FallbackArea, Need

_TAKES = tuple((take.value, label) for take, label in TAKE_LABELS.items())
_AREAS = tuple((area.value, label) for area, label in COVERAGE_LABELS.items())


@dataclass(frozen=True)
class LookUp:
    """A page of results before rendering: the template's names, the HTTP status and the search."""

    names: dict[str, Any]
    status: int
    criteria: Criteria


def look_up(form: SearchForm, path: str, now: datetime) -> LookUp:
    """Run the search. `path` is the page that shows it: links to other searches and pages stay on it."""
    criteria = form.criteria
    results = search.services(criteria, now)
    past_the_end = criteria.page > results.pages
    links = links_of(criteria, path, results.pages, results.without)
    is_a_childs = Need.A_CHILD in criteria.needs or results.understanding.is_about_a_child
    area = _area_asked(criteria)
    texts = texts_at(area, now, is_child=is_a_childs, snapshot=results.snapshot, scope=criteria.scope)
    cards = [card for shown in results.groups_shown for card in shown.group.cards]
    # Some services have a website alone.
    is_anyone_to_ring = any(not number.phone.is_text for card in cards for number in card.numbers)
    names = {
        "form": form,
        "criteria": criteria,
        "results": results,
        "path": path,
        "list_address": url_for("directory.index") + links["first_query"],
        "map_address": url_for("mapping.index") + links["first_query"],
        "past_the_end": past_the_end,
        "first_words": _first_words(results, texts, area, now),
        "fallbacks": _fallbacks(results, texts, is_anyone_to_ring=is_anyone_to_ring),
        "is_anyone_to_ring": is_anyone_to_ring,
        "shown_ids": {card.card.id for card in cards},
        "drafts": _drafts(criteria, results, now, is_child=is_a_childs),
        "help_now_address": _help_now(results),
        "places_meant": _places_meant(form, criteria, results, path),
        "lines": _lines(criteria, results, is_child=is_a_childs),
        "choices": choices(form, criteria, results.groups),
        **links,
    }
    return LookUp(names, (404 if past_the_end else 200) if form.good else 400, criteria)


def _places_meant(form: SearchForm, criteria: Criteria, results: Results, path: str) -> list[tuple[str, str]]:
    """Return places that a misspelt one may mean, each with the address of the same search there.

    A word of the search counts as a misspelt place when there are no results, or when "in" or "near" precedes it.
    """
    if "near" in form.errors:
        return [(name, path + form.cleaned_query(near=name, page="")) for name in gazetteer().meant(form.near.data)]
    unknown = results.understanding.unknown
    if not unknown or criteria.scope:
        return []
    meant: list[tuple[str, str]] = []
    for word in unknown[:MOST_MEANT]:
        lead, rest = _without_word(criteria.words, word)
        if lead or not results.total:
            names = gazetteer().meant(word)
            meant += [(name, path + form.cleaned_query(q=rest, near=name, page="")) for name in names]
    return meant[:MOST_MEANT]


def _without_word(text: str, word: str) -> tuple[bool, str]:
    """Return whether "in" or "near" precedes a word of a text, and the text without both."""
    led = re.compile(rf"(\b(?:in|near|around)\s+)?\b{re.escape(word)}\b", re.IGNORECASE)
    match = led.search(text)
    if not match:
        return False, text
    return match[1] is not None, " ".join(f"{text[: match.start()]} {text[match.end() :]}".split())


def _help_now(results: Results) -> str:
    """Return the address of the help for this emergency, or "" if it is none."""
    part = results.understanding.help_now
    return url_for("site.help_now", _anchor=part) if part else ""


def _first_words(
    results: Results, texts: Mapping[AgencyType, FallbackText], area: FallbackArea | None, now: datetime
) -> list[FallbackText]:
    """Return the fallback words before all cards. If nobody said where a child is, Brent's line, introduced as such."""
    children = AgencyType.CHILDRENS_SOCIAL_CARE
    if children in results.first_words and area is None:
        here = texts_at(FallbackArea.BRENT, now, is_child=True, snapshot=results.snapshot)
        if children in here:
            texts = {**texts, children: here[children].introduced_by(IN_BRENT)}
    return [texts[kind] for kind in results.first_words if kind in texts]


def _fallbacks(
    results: Results, texts: Mapping[AgencyType, FallbackText], *, is_anyone_to_ring: bool
) -> list[FallbackText]:
    """Return the fallback words after the cards. If no card has a number, there is always somebody to ring."""
    after = [text for kind, text in texts.items() if kind in results.instead]
    if is_anyone_to_ring or results.first_words or any(part.digits for text in after for part in text.parts):
        return after
    return after + [text for kind, text in texts.items() if kind in search.WHATEVER_IT_IS]


def _drafts(criteria: Criteria, results: Results, now: datetime, *, is_child: bool) -> list[ResultCard]:
    """Return the drafts to show on the first page, for staff who may read them."""
    may = criteria.page == 1 and reader_may(Permission.READ_DRAFTS)
    return drafts_for(criteria, results.understanding, now, is_child=is_child) if may else []


def _lines(criteria: Criteria, results: Results, *, is_child: bool) -> tuple[helplines.ListedNumber, ...]:
    """Return the lines that answer at any hour and are of use there; for a child, without those for adults only."""
    lines = helplines.always_lines(results.snapshot, criteria.scope or BRENT)
    return tuple(line for line in lines if not line.intake.is_for_adults_only) if is_child else lines


def _area_asked(criteria: Criteria) -> FallbackArea | None:
    """Return the area of the fallback words: ANY if a name may mean places in several."""
    areas = {_area(place.scope) for place in _places_asked(criteria)} or {None}
    return areas.pop() if len(areas) == 1 else FallbackArea.ANY


def _places_asked(criteria: Criteria) -> Sequence[Place]:
    """Return the place of the search, or all that its name may mean."""
    if criteria.place is not None:
        return (criteria.place,)
    return criteria.shared.places if criteria.shared else ()


def _area(scope: Scope) -> FallbackArea | None:
    """Return the area of the fallback words; None if it may be Brent or not."""
    if scope.is_away:
        return FallbackArea.ELSEWHERE
    if scope.in_brent is None:
        return None
    return FallbackArea.BRENT if scope.in_brent else FallbackArea.OTHER_LONDON


def choices(
    form: SearchForm, criteria: Criteria, offered: frozenset[str]
) -> list[tuple[str, str, str, str, tuple[tuple[str, str], ...], str]]:
    """Return each drop-down: field, name in the address, label, words for no choice, choices, and the chosen one."""
    miles = [(f"{far:g}", f"{far} {'mile' if far == 1 else 'miles'}") for far in MILES_OFFERED]
    chosen_miles = form.miles.data or ""
    if criteria.miles and chosen_miles not in dict(miles):
        miles.append((chosen_miles, f"{criteria.miles:g} miles"))
    return [
        ("miles", "miles", "Within", "Any distance", tuple(miles), chosen_miles),
        ("take", "take", "Who makes the contact", "Either", _TAKES, criteria.take or ""),
        ("area", "area", "Area served", "Any", _AREAS, criteria.area or ""),
        ("for_whom", "for", "For whom", "Anyone", _groups(offered, criteria.for_whom), criteria.for_whom or ""),
    ]


@lru_cache(maxsize=100)
def _groups(offered: frozenset[str], chosen: str | None) -> tuple[tuple[str, str], ...]:
    groups = (group for group in GROUPS.values() if group.is_choice and group.slug in offered | {chosen})
    return tuple((group.slug, group.label) for group in groups)
