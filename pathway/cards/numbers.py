"""Which number of a listing may be printed on a card, and if none, why not. Plain values in, an answer out."""

import re
from dataclasses import dataclass
from datetime import date

from pathway.core.formats import long_date
from pathway.directory.freshness import Tier, is_number_fresh
from pathway.directory.hours.phone_hours import PhoneHours
from pathway.directory.search.cards import Card, CardPhone
from pathway.directory.search.fallbacks import ALWAYS_STAND
from pathway.directory.vocabulary import Take

ANY_HOUR, FREE, BY_TEXT = "any hour", "free", "by text message"

LONGEST_NAME, LONGEST_HOURS = 40, 28
"""Letters of a name, and of the words for its hours, that have room on a line or two of a card."""

_TELLS = re.compile(r"prostitut|\bsex[- ]?work|\bescort|\bbrothel|\bpunter|\bexit(?:ing|ed)?\b", re.IGNORECASE)
"""Words of a name that would say of the woman who carries it what she does."""

TO_TALK = "Someone to talk to"


@dataclass(frozen=True)
class Line:
    """A line of a card: who or what for, the number, and when it answers or what it costs. Any of them may be ""."""

    words: str
    number: str = ""
    then: str = ""
    is_any_hour: bool = False


@dataclass(frozen=True)
class LeftOut:
    """A service that is not on the card, and why: the end of a sentence that begins with its name."""

    name: str
    why: str


def line_of(card: Card, today: date, words: str | None = None) -> Line | LeftOut:
    """Return the line of a listing on a card of `today` (a London day), or why it has none.

    A number is printed when somebody rang it, or the service's own people confirmed the listing, in the last 90 days.
    One that answers at any hour comes before the listing's others. `words`: what to call it, if not by its name.
    """
    if (why := _why_not(card)) is not None:
        return LeftOut(card.name, why)
    phones = [phone for phone in _phones(card) if _is_fresh(card, phone, today)]
    if not phones:
        return LeftOut(card.name, f"nobody checked or confirmed its number {_since(card, today)}")
    phone = min(phones, key=lambda phone: (phone.is_text, not _answers_at_any_hour(card, phone)))
    return Line(
        words=words or plain_name(card.name, card.organization),
        number=f"{phone.number}, then press {phone.extension}" if phone.extension else phone.number,
        then=_then(card, phone),
        is_any_hour=_answers_at_any_hour(card, phone),
    )


def plain_name(name: str, organization: str) -> str:
    """Return a name that gives away nothing of the woman who carries it, short enough for a card."""
    shorter = re.split(r"[:(]", name)[0].strip()
    plain = [text for text in (name, shorter, organization) if text and not _TELLS.search(text)]
    return next((text for text in plain if len(text) <= LONGEST_NAME), _cut(plain[0]) if plain else TO_TALK)


def _why_not(card: Card) -> str | None:
    """Say why no number of a listing may be printed whenever it was checked; None if nothing speaks against it."""
    if card.is_closed_for_now:
        return "it is closed for now"
    if card.is_changing:
        return "its number is just being changed"
    phones = _phones(card)
    if not phones:
        return "the directory has no number for it"
    if any(phone.digits in ALWAYS_STAND for phone in phones):
        return "its number is on every card"
    if Take.SELF not in card.intake.takes and card.intake.takes:
        return "it takes calls from professionals only"
    return None


def _phones(card: Card) -> list[CardPhone]:
    return [card.phone, *card.more_phones] if card.phone else []


def _is_fresh(card: Card, phone: CardPhone, today: date) -> bool:
    return is_number_fresh(phone.checked_on, today) or card.tier(today) is Tier.FRESH


def _since(card: Card, today: date) -> str:
    days = [card.assured_on, *(phone.checked_on for phone in _phones(card))]
    last = max((day for day in days if day is not None and day <= today), default=None)
    return f"since {long_date(last)}" if last else "yet"


def _answers_at_any_hour(card: Card, phone: CardPhone) -> bool:
    if phone.hours.kind is PhoneHours.SERVICE:
        return card.always
    return phone.hours.kind is PhoneHours.OWN and bool(phone.hours.timetable and phone.hours.timetable.never_closes)


def _then(card: Card, phone: CardPhone) -> str:
    """Return what follows the number: when it answers, and whether it is free."""
    hours = ANY_HOUR if _answers_at_any_hour(card, phone) else phone.when or card.hours_description or ""
    is_free = phone is card.phone and bool(card.is_free)
    return ", ".join(
        part
        for part in (
            BY_TEXT if phone.is_text else "",
            hours if len(hours) <= LONGEST_HOURS else "",
            FREE if is_free else "",
        )
        if part
    )


def _cut(text: str) -> str:
    return text[: LONGEST_NAME - 1].rsplit(" ", 1)[0].rstrip(",;:") + "\N{HORIZONTAL ELLIPSIS}"
