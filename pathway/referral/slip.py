"""The numbers on her slip. Somebody else may find it, so it says nothing of why she would ring."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from pathway.core.clock import LONDON
from pathway.directory.freshness import is_number_fresh
from pathway.directory.queries import ListedNumber
from pathway.directory.vocabulary import AgencyType, Take
from pathway.referral.suggesting import Suggestion

MOST = 7
"""Lines beside the numbers that always stand, so that two slips fit on a page."""

ANY_HOUR = "any hour"

ALWAYS_ON_IT = frozenset({"999", "111", "116123", "101"})
"""Numbers that the slip carries by itself."""

WORDS = {
    AgencyType.EMERGENCY_ACCOMMODATION: "a place to stay",
    AgencyType.HOUSING_ADVICE: "a place to stay",
    AgencyType.BENEFITS_ADVICE: "money",
    AgencyType.LEGAL_ADVICE: "advice",
    AgencyType.SEXUAL_HEALTH: "a clinic",
    AgencyType.MENTAL_HEALTH: "to talk",
    AgencyType.MENTAL_HEALTH_CRISIS: "to talk",
    AgencyType.PRACTICAL_SUPPORT: "food and clothes",
}
"""Short and neutral. Every other kind is "to talk" as well: its own word would say too much."""

TO_TALK = "to talk"


@dataclass(frozen=True)
class SlipNumber:
    """One line of the slip."""

    number: str
    words: str
    is_checked: bool


def slip_numbers(suggested: Iterable[Suggestion], lines: Iterable[ListedNumber], now: datetime) -> list[SlipNumber]:
    """Return her numbers: of the services chosen that she may ring herself, then the lines open at any hour.

    Each number once, at most MOST. `now` is aware UTC.
    """
    today = now.astimezone(LONDON).date()
    found: dict[str, SlipNumber] = {}
    for one in suggested:
        for number, words, checked_on in _hers(one):
            found.setdefault(number, SlipNumber(number, words, is_number_fresh(checked_on, today)))
    for line in lines:
        checked = is_number_fresh(line.checked_on, today)
        found.setdefault(line.number, SlipNumber(line.number, ANY_HOUR, checked))
    return [one for one in found.values() if _digits(one.number) not in ALWAYS_ON_IT][:MOST]


def _hers(one: Suggestion) -> Iterator[tuple[str, str, date | None]]:
    chosen = one.choice.chosen if one.choice else None
    if chosen is None or Take.SELF not in chosen.candidate.intake.takes:
        return
    card = chosen.candidate.card
    for phone in (card.phone, *card.more_phones):
        if phone and not phone.is_text:
            number = f"{phone.number}, then press {phone.extension}" if phone.extension else phone.number
            yield number, WORDS.get(one.step.agency, TO_TALK), phone.checked_on


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())
