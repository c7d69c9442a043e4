"""What may be typed into the look-up, and reading it from a request."""

import re
from collections.abc import Callable, Iterable
from itertools import chain
from math import isfinite
from typing import Any
from urllib.parse import urlencode

from flask import current_app, redirect, request
from flask.typing import ResponseReturnValue
from wtforms import Field, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation

from pathway.directory.client_groups import GROUPS
from pathway.directory.geography import Gazetteer, Place, SharedName, postcodes_in, without_postcodes
from pathway.directory.search.criteria import FARTHEST_PAGE, Criteria
from pathway.directory.vocabulary import NEED_LABELS, Coverage, Need, Take
from pathway.web.forms import BaseForm
from pathway.web.text import refuse_nul

LONGEST_WORDS = 200
MOST_MILES = 600
MOST_PICKED = 30
MILES_OFFERED = (1, 2, 5, 10, 25)
TAKE_LABELS = {Take.PROFESSIONAL: "A worker can refer", Take.SELF: "She can get in touch herself"}

# A mobile number or a number plate belongs to a person and must not reach an address. A landline may be looked up.
_SOMEBODYS = re.compile(
    r"(?<!\d)\(?(?:(?:\+|00)?\s?44[\s\-.]*(?:\(0\)|0)?|0)[\s\-.]*7(?:[\s\-.()]{0,2}\d){9}(?!\d)"
    r"|\b[a-z]{2}\d{2}[a-z]{3}\b",
    re.IGNORECASE,
)
# The letter O typed for a nought in a postcode: NW1O, HAO.
_LETTER_O = re.compile(r"\b([a-z]{1,2}[1-9]|ha|cr)o(?=\b|[0-9][a-z]{2}\b)", re.IGNORECASE)
# A full postcode with O, I or l typed for a figure: SW1A OAA, NWIO 4AB. Only these areas have a district 0.
_FULL_WITH_LETTERS = re.compile(
    r"""(?<![a-z0-9])
    ((?:[a-z]{1,2}(?=[0-9il])|(?:bl|bs|cr|fy|ha|pr|sl|ss)(?=o)))   # its area
    ([0-9oil][a-z0-9]?)((?:%20|[\W_])*)                           # its district
    ([0-9oil])([abd-hjlnp-uw-z]{2})(?![a-z0-9])""",
    re.IGNORECASE | re.VERBOSE,
)
_FIGURES = str.maketrans("OoIiLl", "001111")
_WORDS_THERE = frozenset("old off own our out one odd its ill let led leg lad lay law lap lbs".split())
_COUNTS_THERE = frozenset({"hr", "yr", "st", "nd", "rd", "th"})
# Without one of these a text has no figure in it, however written, and so no postcode and no number.
_MAY_HAVE_A_FIGURE = re.compile(r"[0-9]|[^\x00-\x7f]")
_CHOICES = {slug for slug, group in GROUPS.items() if group.is_choice}
_ID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def holds_what_is_private(texts: Iterable[str]) -> bool:
    """Whether any of these texts has a full postcode, or a person's number, in it.

    Ids are not checked: one in three looks as if it had a postcode in it.
    """
    lines = [_one_line(text) for text in texts if not _ID.fullmatch(text)]
    return any(_MAY_HAVE_A_FIGURE.search(line) and (postcodes_in(line) or _SOMEBODYS.search(line)) for line in lines)


def _one_line(text: str) -> str:
    return _LETTER_O.sub(r"\g<1>0", _FULL_WITH_LETTERS.sub(_with_figures, " ".join(text.split())))


def _with_figures(match: "re.Match[str]") -> str:
    """Return the postcode with figures for letters; "e1 old" and "wl 1st" are words and stay as they are."""
    area, district, gap, figure, unit = match.groups()
    is_word = gap and figure + unit in _WORDS_THERE | {word.capitalize() for word in _WORDS_THERE}
    is_count = not district[0].isdigit() and unit.casefold() in _COUNTS_THERE
    has_figure = any(mark.isdigit() for mark in district + figure) or district[0] in "Oo"
    if is_word or is_count or not has_figure:
        return match.group()
    return f"{area}{district.translate(_FIGURES)}{gap}{figure.translate(_FIGURES)}{unit}"


def _quoted(text: str) -> str:
    short = text if len(text) <= 60 else text[:60] + "\N{HORIZONTAL ELLIPSIS}"
    return f"\N{LEFT SINGLE QUOTATION MARK}{short}\N{RIGHT SINGLE QUOTATION MARK}"


def _only(allowed: Iterable[str], complaint: str) -> Callable[[BaseForm, Field], None]:
    """Return a validator that lets these values pass, and no value; `complaint` has {} for a wrong one."""
    values = {str(choice) for choice in allowed}

    def check(_form: BaseForm, field: Field) -> None:
        if field.data and field.data not in values:
            raise StopValidation(f"{complaint.format(_quoted(field.data))}. Choose from the list")

    return check


class SearchForm(BaseForm):
    """The search form, filled from the address or a POST, and checked at once.

    A wrong parameter is an error with a message, and then the form is not `good`; the others still count, so that a
    page can show both. `criteria` is the search without fields that have an error; `picked` are the ids on the
    shortlist, each once, whatever the search.
    """

    good: bool
    criteria: Criteria
    picked: tuple[str, ...]

    q = StringField("Words")
    need = SelectMultipleField(
        "Kind of help",
        choices=[SelectChoice(need.value, label) for need, label in NEED_LABELS.items()],
        validate_choice=False,
    )
    near = StringField("Near")
    miles = StringField("Within")
    open = StringField("Open")
    take = StringField("Who makes the contact", [_only(Take, "{} is not a way of getting in touch that we know")])
    area = StringField("Area served", [_only(Coverage, "{} is not an area we know")])
    for_whom = StringField("For whom", [_only(_CHOICES, "{} is not a group we know")], name="for")
    page = StringField("Page")
    id = SelectMultipleField("Shortlist", choices=[], validate_choice=False)

    def __init__(self, values: Any, gazetteer: Gazetteer) -> None:
        """Take the request's values (a MultiDict) and the places that `near` may name."""
        super().__init__(formdata=values)
        self._gazetteer = gazetteer
        self._place: Place | None = None
        self._shared: SharedName | None = None
        self._split()
        self.picked = tuple(dict.fromkeys(self.id.data))[:MOST_PICKED]
        self.good = self.validate()
        self.criteria = self._criteria()

    def _split(self) -> None:
        """Cut full postcodes out of every text, and take a place typed among the words as the place."""
        words = _one_line(_SOMEBODYS.sub(" ", self.q.data or ""))
        near = _one_line(_SOMEBODYS.sub(" ", self.near.data or ""))
        self.id.data = [identifier for identifier in self.id.data or () if _ID.fullmatch(identifier)]
        if len(words) > LONGEST_WORDS or near:
            words = without_postcodes(words)[0]
        else:
            # An unknown postcode is cut out too, and then there is no place.
            words, place = self._gazetteer.places_in(words)
            near = place.name if place is not None else ""
        self.q.data = words
        if near and postcodes_in(near):
            place = self._gazetteer.find(near)
            rest, sectors = without_postcodes(near)
            near = place.name if place else sectors[0] if sectors else rest
        self.near.data = near.strip()

    def validate_q(self, field: Field) -> None:
        """At most a line of words."""
        if len(field.data) > LONGEST_WORDS:
            raise StopValidation(f"Use {LONGEST_WORDS} characters or fewer: a few words are enough")

    def validate_need(self, field: Field) -> None:
        """Only needs we know."""
        unknown = [value for value in field.data or [] if value not in set(Need)]
        if unknown:
            raise StopValidation(f"{_quoted(unknown[0])} is not a kind of help we know. Choose from the list")

    def validate_near(self, field: Field) -> None:
        """Only places we know; the typed text stays in the box. If several share the name, the page asks which."""
        if not field.data:
            return
        self._place = self._gazetteer.find(field.data)
        self._shared = None if self._place else self._gazetteer.shared(field.data)
        if self._place is None and self._shared is None:
            why = self._gazetteer.why_not(field.data) if len(field.data) <= LONGEST_WORDS else None
            reason = (why or f"{_quoted(field.data)} is not a place we know").rstrip(".")
            raise StopValidation(f"{reason}. Type a postcode, its first half such as NW10, or the nearest town")

    def validate_miles(self, field: Field) -> None:
        """A distance above nothing."""
        if field.data and self._miles() is None:
            raise StopValidation(
                f"Within how many miles? {_quoted(field.data)} is not a number from 0.1 to {MOST_MILES}"
            )

    def validate_open(self, field: Field) -> None:
        """Only `now`."""
        if field.data not in {"", None, "now"}:
            raise StopValidation("Only services open now can be asked for; or leave the time out")

    def validate_page(self, field: Field) -> None:
        """A page number."""
        if field.data and self._page() is None:
            raise StopValidation(f"{_quoted(field.data)} is not a page. Pages are numbered from 1")

    def _criteria(self) -> Criteria:
        bad = {name for name in self.errors if name}
        typed = {name: ("" if name in bad else (self[name].data or "")) for name in self._fields}
        return Criteria(
            words=typed["q"],
            needs=tuple(dict.fromkeys(Need(value) for value in typed["need"] or ())),
            place=self._place,
            shared=self._shared,
            miles=self._miles() if "miles" not in bad else None,
            open_now=typed["open"] == "now",
            take=Take(typed["take"]) if typed["take"] else None,
            area=Coverage(typed["area"]) if typed["area"] else None,
            for_whom=typed["for_whom"] or None,
            page=(self._page() if "page" not in bad else None) or 1,
            picked=self.picked,
        )

    def cleaned_query(self, **changes: str) -> str:
        """Return "?..." with all fields, wrong ones too, and no full postcode anywhere in it."""
        pairs = []
        for field in self:
            typed = changes.get(field.short_name, field.data)
            values = typed if isinstance(typed, list) else [typed]
            cut = _as_it_is if field is self.id else _without_postcodes
            pairs += [(field.name, cut(value)) for value in values if value]
        filled = [(name, value) for name, value in pairs if value]
        return "?" + urlencode(filled) if filled else ""

    def _miles(self) -> float | None:
        try:
            miles = float(self.miles.data or "")
        except ValueError:
            return None
        return miles if isfinite(miles) and 0.1 <= miles <= MOST_MILES else None

    def _page(self) -> int | None:
        text = (self.page.data or "").strip()
        return (
            int(text)
            if text.isascii() and text.isdecimal() and len(text) < 7 and 0 < int(text) <= FARTHEST_PAGE
            else None
        )


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
    form = SearchForm(request.args, gazetteer())
    private = holds_what_is_private(chain.from_iterable(pairs))
    return form, redirect_unstored(path + form.cleaned_query()) if private else None


def answer_post(path: str, page: Callable[[SearchForm], ResponseReturnValue]) -> ResponseReturnValue:
    """Read a form sent to a page: redirect to an address that can be shared, or show the page with its errors."""
    refuse_nul(list(request.form.items(multi=True)))
    form = SearchForm(request.form, gazetteer())
    return redirect(path + form.criteria.query(page=1), 303) if form.good else page(form)


def redirect_unstored(address: str) -> ResponseReturnValue:
    """Redirect the browser to the same page under an address without private words."""
    response = redirect(address, 303)
    response.headers["Cache-Control"] = "no-store"
    return response


def _as_it_is(text: str) -> str:
    return text


def _without_postcodes(text: str) -> str:
    return without_postcodes(_one_line(_SOMEBODYS.sub(" ", text)))[0].strip()
