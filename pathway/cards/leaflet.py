"""The words of a card, face by face: our own, and the numbers of listings that may be printed today.

Outside: a plain cover and, on its back, the numbers that always answer. Nothing there says for whom the card is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pathway.cards.numbers import ANY_HOUR, FREE, LeftOut, Line, line_of
from pathway.core.formats import long_date
from pathway.directory.search.cards import Card

COVER = "Useful numbers"
"""The title of everything: the cover, the page, the file."""

MOST = 7
"""Services of somebody's choice that a card has room for."""

ON_THE_LEFT = 5
"""How many of them are on its left side."""

NO_ROOM = f"there is no room: a card has {MOST} numbers of your choice, lines that answer at any hour first"

_ANY_HOUR_FREE = f"{ANY_HOUR}, {FREE}"

OF_CHOICE = ("Numbers", "More numbers")
"""Headings of the left and the right side of a card of one's choice."""

NO_CHOICE = "Any hour: see the back of this card."


@dataclass(frozen=True)
class Part:
    """A heading and what is below it."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Leaflet:
    """A card's words. `back` is outside, `left` and `right` inside. `has_services`: whether any listing is on it."""

    back: Part
    left: tuple[Part, ...]
    right: tuple[Part, ...]
    issued_on: date
    issued: str
    has_services: bool
    left_out: tuple[LeftOut, ...]
    title: str = COVER
    comma: str = ", "

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts, in the order in which they are read."""
        return (self.back, *self.left, *self.right)


def issued_on(day: str) -> str:
    """Return the line that says when a card was made, for whoever has it later."""
    return f"Issued {day}. Numbers change."


@dataclass(frozen=True)
class Usual:
    """A listing of the default set: its slug, what its line says, and its name where the listing is not public."""

    slug: str
    words: str
    name: str


@dataclass(frozen=True)
class UsualPart:
    """A part of the default set. `after`: fixed lines; `with_first`: one more where its first listing is there."""

    heading: str
    listings: tuple[Usual, ...]
    with_first: str = ""
    after: tuple[Line, ...] = ()


DAY_OR_NIGHT = Part(
    "Day or night",
    (
        Line("Danger now", "999", _ANY_HOUR_FREE, is_any_hour=True),
        Line("Can't speak? Ring 999, stay on, press 55."),
        Line("Health", "111", _ANY_HOUR_FREE, is_any_hour=True),
        Line("To talk", "116 123", _ANY_HOUR_FREE, is_any_hour=True),
        Line("Police, not urgent", "101", ANY_HOUR, is_any_hour=True),
    ),
)

KEEP_IT = "Keep this card where no one will look."

YOU_CHOOSE = Part(
    "You choose",
    (
        Line("You don't have to leave, report or give your real name."),
        Line(KEEP_IT),
    ),
)

LEFT = (
    UsualPart(
        "Raped or sexually assaulted?",
        (
            Usual("the-havens", "The Havens", "The Havens"),
            Usual("rapecrisis-247", "To talk", "24/7 Rape and Sexual Abuse Support Line"),
        ),
        with_first="You choose about the police, unless a life or a child is in danger.",
        after=(Line("Injured? 999, or go to A&E."),),
    ),
    UsualPart(
        "Someone hurting or controlling you?",
        (
            Usual("nda-helpline", "Partner or family", "National Domestic Abuse Helpline"),
            Usual("modern-slavery-helpline", "Made to work, or owe money", "Modern slavery helpline"),
        ),
    ),
)
RIGHT = (
    UsualPart(
        "Somewhere to sleep, food, a clinic",
        (
            Usual("brent-council", "Nowhere tonight: the council", "Brent Council"),
            Usual("women-at-the-well", "Food, a shower", "Women at the Well"),
            Usual("clash-shoc", "A clinic", "CLASH clinic"),
            Usual("brent-crisis-spa", "In a crisis", "Mental health crisis line"),
        ),
        after=(Line("Drugs, drink or health", "111", ANY_HOUR, is_any_hour=True),),
    ),
)

USUAL = tuple(listing for part in (*LEFT, *RIGHT) for listing in part.listings)
"""The listings of the default set."""


def usual_leaflet(cards: Mapping[str, Card], today: date) -> Leaflet:
    """Return the card of the default set, from the cards of its public listings by slug. Others are left out."""
    lines = {listing.slug: _usual_line(listing, cards, today) for listing in USUAL}
    return Leaflet(
        back=DAY_OR_NIGHT,
        left=_parts(LEFT, lines),
        right=(*_parts(RIGHT, lines), YOU_CHOOSE),
        issued_on=today,
        issued=issued_on(long_date(today)),
        has_services=any(isinstance(line, Line) for line in lines.values()),
        left_out=tuple(line for line in lines.values() if isinstance(line, LeftOut)),
    )


def chosen_leaflet(choices: Sequence[Card | LeftOut], today: date) -> Leaflet:
    """Return the card of chosen listings, lines that answer at any hour first; with what is left out, and why."""
    lines = [choice if isinstance(choice, LeftOut) else line_of(choice, today) for choice in choices]
    printed = sorted((line for line in lines if isinstance(line, Line)), key=lambda line: not line.is_any_hour)
    by_number = list({line.number: line for line in reversed(printed)}.values())[::-1]
    fits, more = by_number[:MOST], by_number[MOST:]
    left, right = fits[:ON_THE_LEFT], fits[ON_THE_LEFT:]
    return Leaflet(
        back=DAY_OR_NIGHT,
        left=(Part(OF_CHOICE[0], tuple(left) or (Line(NO_CHOICE),)),),
        right=(*((Part(OF_CHOICE[1], tuple(right)),) if right else ()), YOU_CHOOSE),
        issued_on=today,
        issued=issued_on(long_date(today)),
        has_services=bool(fits),
        left_out=(
            *(line for line in lines if isinstance(line, LeftOut)),
            *(LeftOut(line.words, NO_ROOM) for line in more),
        ),
    )


def fullest_leaflet(today: date) -> Leaflet:
    """Return the card of the default set with every line that it may have, and a number in each that is nobody's."""
    lines = {listing.slug: Line(listing.words, "07700 900000", _ANY_HOUR_FREE, is_any_hour=True) for listing in USUAL}
    return Leaflet(
        back=DAY_OR_NIGHT,
        left=_parts(LEFT, lines),
        right=(*_parts(RIGHT, lines), YOU_CHOOSE),
        issued_on=today,
        issued=issued_on(long_date(today)),
        has_services=True,
        left_out=(),
    )


def _usual_line(listing: Usual, cards: Mapping[str, Card], today: date) -> Line | LeftOut:
    if listing.slug not in cards:
        return LeftOut(listing.name, "the directory does not have it at present")
    line = line_of(cards[listing.slug], today, listing.words)
    return replace(line, name=listing.name) if isinstance(line, LeftOut) else line


def _parts(usual: tuple[UsualPart, ...], lines: Mapping[str, Line] | Mapping[str, Line | LeftOut]) -> tuple[Part, ...]:
    """Return the parts that have anything to say."""
    parts = []
    for part in usual:
        own = [line for listing in part.listings if isinstance(line := lines[listing.slug], Line)]
        is_first_there = isinstance(lines[part.listings[0].slug], Line)
        own.sort(key=lambda line: not line.is_any_hour)
        if is_first_there and part.with_first:
            own.insert(1, Line(part.with_first))
        if own or part.after:
            parts.append(Part(part.heading, (*own, *part.after)))
    return tuple(parts)
