"""What may be typed in the address of a card."""

from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from pathway.cards.leaflet import MOST
from pathway.cards.vocabulary import Language, Sheet, Sides, Size, Wish
from pathway.web.text import refuse_nul

Choice = TypeVar("Choice", bound=StrEnum)

MOST_CHOSEN = 40
"""Listings that one address may name: more than ever fit, so that what is left out can be said."""

LONGEST_IDENTIFIER = 120


def wish_of(args: MultiDict[str, str]) -> Wish:
    """Return the card that an address asks for. Raises BadRequest, with words, for what no form of ours sends."""
    refuse_nul(list(args.items(multi=True)))
    chosen = tuple(dict.fromkeys(text for text in map(str.strip, args.getlist("s")) if text))
    if len(chosen) > MOST_CHOSEN:
        raise BadRequest(f"That is more than {MOST_CHOSEN} services. Choose fewer: a card has room for {MOST}.")
    if any(len(text) > LONGEST_IDENTIFIER for text in chosen):
        raise BadRequest("One of the services in that address cannot be one of ours: its name is too long.")
    return Wish(
        chosen=chosen,
        size=_choice(Size, args.get("size"), Size.SMALL, "size of card"),
        sides=_choice(Sides, args.get("sides"), Sides.TWO, "way to print"),
        sheet=_choice(Sheet, args.get("sheet"), Sheet.FULL, "number of cards on a sheet"),
        has_code=_is_yes(args.get("qr")),
        language=_language(args.get("lang")),
    )


def _choice(kind: type[Choice], text: str | None, usual: Choice, name: str) -> Choice:
    if not text:
        return usual
    try:
        return kind(text)
    except ValueError:
        raise BadRequest(f"That address asks for a {name} that there is not. Choose it on the page of cards.") from None


def _language(text: str | None) -> Language | None:
    if text in {None, "", "en"}:
        return None
    return _choice(Language, text, Language.ROMANIAN, "language")


def _is_yes(text: str | None) -> bool:
    if text in {None, "", "no"}:
        return False
    if text == "yes":
        return True
    raise BadRequest("That address neither asks for a square code nor for none. Choose it on the page of cards.")
