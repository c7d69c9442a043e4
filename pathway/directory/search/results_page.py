"""What the list and the map share: reading the search, and everything that a page of results shows."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from pathway.accounts.guard import reader_may
from pathway.core.permission import Permission
from pathway.directory.client_groups import GROUPS
from pathway.directory.geography import MOST_MEANT, Gazetteer, Place
from pathway.directory.scope import BRENT, Scope
from pathway.directory.search import helplines, search
from pathway.directory.search.chips import chips_of
from pathway.directory.search.criteria import Criteria
from pathway.directory.search.drafts import drafts_for
from pathway.directory.search.fallbacks import IN_BRENT, FallbackText, Situation, texts_for, texts_in
from pathway.directory.search.forms import MILES_OFFERED, TAKE_LABELS, SearchForm, holds_what_is_private
from pathway.directory.search.index.snapshot import Snapshot, current_snapshot
from pathway.directory.search.results import ResultCard, Results
from pathway.directory.vocabulary import COVERAGE_LABELS, AgencyType, FallbackArea, Need
from pathway.web.paging import pages_of
from pathway.web.text import refuse_nul

_TAKES = tuple((take.value, label) for take, label in TAKE_LABELS.items())
_AREAS = tuple((area.value, label) for area, label in COVERAGE_LABELS.items())


@dataclass(frozen=True)
class LookUp:
    """A page of results before rendering: the template's names, the HTTP status and the search."""

    names: dict[str, Any]
    status: int
    criteria: Criteria


def search_form(values: "MultiDict[str, str]") -> SearchForm:
    """Read the look-up's form from an address or a POST."""
    return SearchForm(values, gazetteer())


def gazetteer() -> Gazetteer:
    """Return this app's gazetteer, read from its seed folder once."""
    gazetteers: dict[str, Gazetteer] = current_app.extensions.setdefault("pathway_gazetteer", {})
    if "here" not in gazetteers:
        gazetteers["here"] = Gazetteer(current_app.config["SETTINGS"].seed / "geo")
    return gazetteers["here"]


def form_from_address(path: str) -> tuple[SearchForm, ResponseReturnValue | None]:
    """Read the search from a page's address. Return the form, and a redirect if the address holds private words.

    The redirect goes to the same `path` without the full postcode or other words that do not belong in an address.
    """
    pairs = list(request.args.items(multi=True))
    refuse_nul(pairs)
    form = search_form(request.args)
    private = holds_what_is_private(chain.from_iterable(pairs))
    return form, redirect_unstored(path + form.cleaned_query()) if private else None


def answer_post(path: str, page: Callable[[SearchForm], ResponseReturnValue]) -> ResponseReturnValue:
    """Read a form sent to a page: redirect to an address that can be shared, or show the page with its errors."""
    refuse_nul(list(request.form.items(multi=True)))
    form = search_form(request.form)
    if not form.validate():
        return page(form)
    return redirect(path + form.criteria().query(page=1), 303)


def redirect_unstored(address: str) -> ResponseReturnValue:
    """Redirect the browser to the same page under an address without private words."""
    response = redirect(address, 303)
    response.headers["Cache-Control"] = "no-store"
    return response


def look_up(form: SearchForm, path: str, now: datetime) -> LookUp:
    """Run the search. `path` is the page that shows it: links to other searches and pages stay on it."""
    good = form.validate()
    criteria = form.criteria()
    snapshot = current_snapshot()  # once: asking for the version is most of a page's work in the database
    results = search.services(criteria, now, snapshot)
    past_the_end = criteria.page > results.pages
    query_of = criteria.pages()
    situation = _situation(criteria, results, now)
    names = {
        "form": form,
        "criteria": criteria,
        "results": results,
        "path": path,
        "list_address": url_for("directory.index") + query_of(1),
        "map_address": url_for("mapping.index") + query_of(1),
        "past_the_end": past_the_end,
        "chips": chips_of(criteria, path),
        "pages": pages_of(criteria.page, results.pages, lambda page: path + query_of(page)),
        "first_words": _first_words(results, situation, snapshot, criteria.scope),
        "fallbacks": _fallbacks(results, situation, snapshot, criteria.scope),
        "is_anyone_to_ring": _is_anyone_to_ring(results),
        "drafts": _drafts(criteria, results, now),
        "help_now_address": _help_now(results),
        "places_meant": _places_meant(form, criteria, results, path),
        "lines": _lines(criteria, results, snapshot),
        "choices_of": choices,
        "first_query": query_of(1),
        "tonight_query": criteria.query(page=1, open_now=True),
        "any_time_query": criteria.query(page=1, open_now=False),
        "clear_query": Criteria(picked=criteria.picked).query(),
    }
    return LookUp(names, 404 if good and past_the_end else 200 if good else 400, criteria)


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
    return url_for("site.help_now", _anchor=results.help_now) if results.help_now else ""


def _first_words(results: Results, situation: Situation, snapshot: Snapshot, scope: Scope | None) -> list[FallbackText]:
    """Return the fallback words before all cards. If nobody said where a child is, Brent's line, introduced as such."""
    texts = texts_in(situation, snapshot, scope)
    children = AgencyType.CHILDRENS_SOCIAL_CARE
    if children in results.first_words and situation.area is None:
        here = texts_in(replace(situation, area=FallbackArea.BRENT), snapshot)
        if children in here:
            texts = {**texts, children: here[children].introduced_by(IN_BRENT)}
    return [texts[kind] for kind in results.first_words if kind in texts]


def _fallbacks(results: Results, situation: Situation, snapshot: Snapshot, scope: Scope | None) -> list[FallbackText]:
    """Return the fallback words after the cards. If no card has a number, there is always somebody to ring."""
    texts = texts_for(results.instead, situation, snapshot, scope)
    if _is_anyone_to_ring(results) or results.first_words or any(part.digits for text in texts for part in text.parts):
        return texts
    return texts + texts_for(search.WHATEVER_IT_IS, situation, snapshot, scope)


def _is_anyone_to_ring(results: Results) -> bool:
    """Whether a card of the page has a number: some services have a website alone."""
    cards = chain.from_iterable(shown.group.cards for shown in results.groups_shown)
    return any(not number.phone.is_text for card in cards for number in card.numbers)


def _drafts(criteria: Criteria, results: Results, now: datetime) -> list[ResultCard]:
    """Return the drafts to show on the first page, for staff who may read them."""
    may = criteria.page == 1 and reader_may(Permission.READ_DRAFTS)
    if not may:
        return []
    return drafts_for(criteria, results.understanding, now, is_child=_is_about_a_child(criteria, results))


def _lines(criteria: Criteria, results: Results, snapshot: Snapshot) -> list[helplines.ListedNumber]:
    """Return the lines that answer at any hour and are of use there; for a child, without those for adults only."""
    lines = helplines.always_lines(snapshot, criteria.scope or BRENT)
    if not _is_about_a_child(criteria, results):
        return lines
    return [line for line in lines if not line.intake.is_for_adults_only]


def _is_about_a_child(criteria: Criteria, results: Results) -> bool:
    return Need.A_CHILD in criteria.needs or results.understanding.is_about_a_child


def _situation(criteria: Criteria, results: Results, now: datetime) -> Situation:
    areas = {_area(place.scope) for place in _places_asked(criteria)} or {None}
    area = areas.pop() if len(areas) == 1 else FallbackArea.ANY
    return Situation.at(area, is_child=_is_about_a_child(criteria, results), now=now)


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
