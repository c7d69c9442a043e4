"""The parts of a result card that do not depend on the time: written into the index when a listing changes."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pathway.core.formats import long_date
from pathway.directory.any_listing import Listed, ListedPhone
from pathway.directory.client_groups import GROUPS
from pathway.directory.completeness import may_be_chosen
from pathway.directory.freshness import Tier, tier
from pathway.directory.hours.opening_hours import Openness
from pathway.directory.hours.phone_hours import Hours, PhoneHours, hours_of, in_order, when_words
from pathway.directory.hours.stored import as_json, from_json
from pathway.directory.intake import Intake, codes_of, intake_of
from pathway.directory.search.card_places import CardPlace, places_of
from pathway.directory.vocabulary import (
    AGENCY_LABELS,
    APPROACH_LABELS,
    AgencyType,
    PhoneType,
    ReferralChannel,
    ServiceStatus,
    TaxonomyName,
)

LONGEST_SUMMARY = 180

_BY_APPOINTMENT = re.compile(r"\bby appointment\b|\bappointments? only\b", re.IGNORECASE)
_WALK_IN = re.compile(r"\b(?<!no )(?:walk|drop)[- ]in\b", re.IGNORECASE)


@dataclass(frozen=True)
class CardPhone:
    """A number on a card."""

    number: str
    href: str
    is_text: bool
    extension: str | None
    description: str | None
    checked_on: date | None
    hours: Hours

    @property
    def digits(self) -> str:
        """The digits to dial."""
        return self.href.partition(":")[2]

    @property
    def when(self) -> str:
        """When this number answers, in a few words; "" if its listing does not say."""
        return when_words(self.hours, self.description)


@dataclass(frozen=True)
class NumberNow:
    """A number on a card, and whether it is known to answer at one moment."""

    phone: CardPhone
    openness: Openness

    @property
    def answers(self) -> bool:
        """Whether it is known to answer."""
        return self.openness is Openness.OPEN


@dataclass(frozen=True)
class Card:
    """A listing in a line or two. `places` are its sites only: no other place has an address here."""

    id: str
    slug: str
    name: str
    organization: str
    summary: str
    phone: CardPhone | None
    more_phones: tuple[CardPhone, ...]
    url: str | None
    is_free: bool | None
    refer: str
    area: str
    for_whom: str
    kinds: tuple[str, ...]
    agency_types: tuple[str, ...]
    approach: str | None
    alert: str | None
    hours_description: str | None
    assured_on: date | None
    due_on: date | None
    always: bool
    is_closed_for_now: bool
    is_changing: bool
    places: tuple[CardPlace, ...]
    visit: str | None
    may_be_chosen: bool
    intake: Intake

    def tier(self, today: date) -> Tier:
        """Return how lately its own people confirmed it, as of a London day."""
        return tier(self.assured_on, today, self.due_on)

    @property
    def where(self) -> str | None:
        """The address of its first place, on one line; None if it has no public door."""
        return self.places[0].address if self.places else None

    @property
    def is_by_phone(self) -> bool:
        """Whether its first number is for calls, so that its state reads "takes calls" and not "open"."""
        return self.phone is not None and not self.phone.is_text

    @property
    def hrefs(self) -> frozenset[str]:
        """The `tel:` and `sms:` links of its numbers."""
        return frozenset(phone.href for phone in (self.phone, *self.more_phones) if phone)

    def numbers_by_the_clock(self, service: Openness, now: datetime) -> tuple[NumberNow, ...]:
        """Return the card's numbers, those that answer at `now` (aware UTC) first, else in the listing's order.

        `service` is the state of the whole service at that moment. If it is closed for now, no number answers.
        """
        phones = [self.phone, *self.more_phones] if self.phone else []
        if self.is_closed_for_now:
            return tuple(NumberNow(phone, Openness.CLOSED) for phone in phones)
        if len(phones) == 1 and phones[0].hours.kind is PhoneHours.SERVICE:
            return (NumberNow(phones[0], service),)
        statuses = [phone.hours.at(now, service) for phone in phones]
        return tuple(NumberNow(phones[place], statuses[place]) for place in in_order(statuses))

    def as_json(self) -> dict[str, Any]:
        """Write the card for the index."""
        return {key: _json_value(value) for key, value in vars(self).items()}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Card":
        """Read a card back from the index."""
        return cls(
            **{
                **stored,
                "phone": _read_phone(stored["phone"]) if stored["phone"] else None,
                "more_phones": tuple(_read_phone(phone) for phone in stored["more_phones"]),
                "assured_on": _day(stored["assured_on"]),
                "due_on": _day(stored["due_on"]),
                "kinds": tuple(stored["kinds"]),
                "agency_types": tuple(stored["agency_types"]),
                "places": tuple(map(CardPlace.from_json, stored["places"])),
                "intake": Intake.from_json(stored["intake"]),
            }
        )


def card_of(service: Listed, *, always: bool, is_full: bool = False, is_changing: bool = False) -> Card:
    """Return the card of a listing. `always`: it is open round the clock, every day. `is_full`: it has no room.

    `is_changing`: somebody asked to change how it is reached, and that waits.
    """
    return Card(
        id=str(service.id),
        slug=service.slug,
        name=service.name,
        organization=service.organization.name,
        summary=first_sentence(service.description),
        phone=_card_phone(service.phones[0], service) if service.phones else None,
        more_phones=tuple(_card_phone(phone, service) for phone in service.phones[1:]),
        url=service.url,
        is_free=service.is_free_to_ring,
        refer=how_to_refer(service),
        area=area_words(service) or "not known",
        for_whom=for_whom(service),
        kinds=tuple(AGENCY_LABELS[kind] for kind in agency_types(service)),
        agency_types=tuple(kind.value for kind in agency_types(service)),
        approach=APPROACH_LABELS[service.approach] if service.approach else None,
        alert=service.alert,
        hours_description=service.hours_description,
        assured_on=service.assured_on,
        due_on=service.due_on,
        always=always,
        is_closed_for_now=service.status is ServiceStatus.TEMPORARILY_CLOSED,
        is_changing=is_changing,
        places=places_of(service),
        visit=how_to_visit(service),
        may_be_chosen=may_be_chosen(service),
        intake=intake_of(service, is_full=is_full),
    )


def first_sentence(text: str) -> str:
    """Return the first sentence, cut at a word when it is very long."""
    sentence = text.split(". ")[0].rstrip(".") + "."
    if len(sentence) <= LONGEST_SUMMARY:
        return sentence
    return sentence[:LONGEST_SUMMARY].rsplit(" ", 1)[0].rstrip(",;:") + "\N{HORIZONTAL ELLIPSIS}"


def agency_types(service: Listed) -> list[AgencyType]:
    """Return the agency types of a listing."""
    return [AgencyType(code) for code in codes_of(service, TaxonomyName.AGENCY_TYPE)]


def how_to_refer(service: Listed) -> str:
    """Return in a few words how to refer to this service."""
    you, she = service.takes_professionals, service.takes_self
    has_phone = any(phone.type is not PhoneType.SMS for phone in service.phones)
    match service.referral_channel:
        case ReferralChannel.PHONE:
            words = {(True, True): "you or she can ring", (True, False): "you ring", (False, True): "she rings herself"}
            way = words.get((you, she), "by phone")
        case ReferralChannel.WEB_FORM:
            way = "by its web form" if service.url else "by a web form; ask for its address"
        case ReferralChannel.SELF_ONLY:
            way = "she gets in touch herself"
            if has_phone:
                way = "she rings or goes herself"
        case ReferralChannel.INBOX | ReferralChannel.EMAIL_LINK:
            way = "through Pathway"
        case _:
            way = "not known, ask before you send her" if not has_phone else "not known, ring first"
    if service.is_free_to_ring and service.referral_channel is ReferralChannel.PHONE:
        way += ", free"
    return f"{way}; {service.referral_note}" if service.referral_note else way


def area_words(service: Listed) -> str:
    """Return where a service works, in its own words or as a list; "" if nobody knows."""
    return service.service_area_description or ", ".join(area.name for area in service.areas)


def how_to_visit(service: Listed) -> str | None:
    """Return whether one walks in or makes an appointment, if the listing's own words say so, else None."""
    words = " ".join(text for text in (service.description, service.hours_description, service.referral_note) if text)
    if _BY_APPOINTMENT.search(words):
        return "by appointment"
    return "she can walk in" if _WALK_IN.search(words) else None


def for_whom(service: Listed) -> str:
    """Return whom the service is for, in its own words."""
    if service.eligibility_description:
        return service.eligibility_description
    groups = [term for term in service.terms if term.taxonomy.name is TaxonomyName.FOR_WHOM]
    named = ", ".join(GROUPS[term.code].label if term.code in GROUPS else term.name for term in groups)
    ages = age_words(service.minimum_age, service.maximum_age)
    return "; ".join(part for part in (named, ages) if part) or "no limits stated"


def age_words(minimum: int | None, maximum: int | None) -> str:
    """Return an age range in words, "" if there is none."""
    if minimum is not None and maximum is not None:
        return f"aged {minimum} to {maximum}"
    if minimum is not None:
        return f"aged {minimum} and over"
    return f"aged {maximum} and under" if maximum is not None else ""


def _card_phone(phone: ListedPhone, service: Listed) -> CardPhone:
    return CardPhone(
        number=phone.number,
        href=phone.href,
        is_text=phone.is_text,
        extension=phone.extension,
        description=phone.description,
        checked_on=phone.number_checked_on,
        hours=Hours(*hours_of(phone, service)),
    )


def _read_phone(stored: dict[str, Any]) -> CardPhone:
    kind, timetable = stored["hours"]
    hours = Hours(PhoneHours(kind), from_json(timetable) if timetable else None)
    return CardPhone(**{**stored, "checked_on": _day(stored["checked_on"]), "hours": hours})


def _json_value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Intake, CardPlace)):
        return value.as_json()
    if isinstance(value, Hours):
        return [value.kind.value, as_json(value.timetable) if value.timetable else None]
    if isinstance(value, CardPhone):
        return {key: _json_value(inner) for key, inner in vars(value).items()}
    return [_json_value(inner) for inner in value] if isinstance(value, tuple) else value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_WHAT_FOLLOWS = {Tier.DUE: ": due to be asked again", Tier.STALE: ": too long ago, ring first"}


def confirmed_words(card: Card, of_tier: Tier, *, has_numbers: bool) -> str:
    """Say how lately a listing's own people confirmed it, and what follows: the same words wherever it is shown."""
    if of_tier is Tier.NEVER or card.assured_on is None:
        return f"Not yet confirmed by the service{': ring first' if has_numbers else ''}"
    return f"Confirmed by the service {long_date(card.assured_on)}{_WHAT_FOLLOWS.get(of_tier, '')}"
