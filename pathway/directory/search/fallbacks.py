"""The fallback words. Each number in them is tied to its listing, so that a page can say if it was checked."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, lru_cache
from itertools import product

from sqlalchemy import select

from pathway.directory import phone_numbers
from pathway.directory.hours.opening_hours import Openness, state_at
from pathway.directory.hours.phone_hours import OFFICE_WEEK
from pathway.directory.models import Fallback, Phone, SearchEntry, Service
from pathway.directory.scope import Scope
from pathway.directory.search.cards import Card, CardPhone
from pathway.directory.search.index.open_now import Moment
from pathway.directory.search.index.snapshot import Snapshot, current_snapshot
from pathway.directory.vocabulary import (
    AGENCY_LABELS,
    AgencyType,
    FallbackAge,
    FallbackArea,
    FallbackHours,
    Nation,
    Publication,
    ServiceStatus,
)
from pathway.extensions import db

Key = tuple[AgencyType, FallbackArea, FallbackAge, FallbackHours]

SHORT_CODES = re.compile(r"(?<!\d)(?:999|101|111|116 123)(?![\d ]*\d)")
IN_BRENT = "In Brent: "
ALWAYS_STAND = frozenset({"999", "101", "111", "116123"})
IN_EVERY_NATION = frozenset({"999", "101"})
ANY_HOUR = frozenset({"111", "116123"})
"""Numbers that answer at any hour, whatever the listings say."""


@dataclass(frozen=True)
class Owner:
    """A published listing that has a number: its card, and the key of its hours."""

    card: Card
    hours_key: str


@dataclass(frozen=True)
class Part:
    """A piece of the text. With `digits` it is a number, and `owners` are the published listings that have it."""

    text: str
    digits: str | None = None
    owners: tuple[Owner, ...] = ()

    @property
    def checked_on(self) -> date | None:
        """When somebody last rang the number, None if nobody has."""
        days = [phone.checked_on for _, phone in self._phones if phone.checked_on]
        return max(days, default=None)

    @property
    def kinds(self) -> frozenset[AgencyType]:
        """The agency types of the listings that have the number."""
        return frozenset(AgencyType(kind) for owner in self.owners for kind in owner.card.agency_types)

    def answers_at(self, moment: Moment) -> bool:
        """Whether a listing says that the number answers at this moment."""
        for owner, phone in self._phones:
            state = moment.states.get(owner.hours_key)
            service = state.status if state else Openness.UNKNOWN
            if phone.hours.at(moment.now, service) is Openness.OPEN:
                return True
        return False

    @property
    def _phones(self) -> Iterator[tuple[Owner, CardPhone]]:
        for owner in self.owners:
            for phone in (owner.card.phone, *owner.card.more_phones):
                if phone and phone.href.partition(":")[2] == self.digits:
                    yield owner, phone

    def is_of_no_use_in(self, scope: Scope) -> bool:
        """Whether it is a number of listings none of which serves the place."""
        if not self.owners or self.digits in IN_EVERY_NATION:
            return False
        return not any(owner.card.intake.serves(scope) for owner in self.owners)

    @property
    def always_stands(self) -> bool:
        """Whether the number needs nobody to check it: 999, 101, 111, 116 123."""
        return self.digits in ALWAYS_STAND


@dataclass(frozen=True)
class FallbackText:
    """One agency type's words, cut into parts."""

    title: str
    parts: tuple[Part, ...]
    is_for_these_hours: bool = False
    """Whether the row is for office hours, or for all others: then its numbers answer in those hours."""

    def introduced_by(self, words: str) -> "FallbackText":
        """Return the text with words before it."""
        return FallbackText(self.title, (Part(words), *self.parts), self.is_for_these_hours)

    def for_use_in(self, scope: Scope) -> "FallbackText | None":
        """Return the text with numbers of no use in the place as plain words; None if no other number is left."""
        parts = tuple(Part(part.text) if part.is_of_no_use_in(scope) else part for part in self.parts)
        if parts == self.parts:
            return self
        return replace(self, parts=parts) if any(part.digits for part in parts) else None

    @property
    def text(self) -> str:
        """The words as a page shows them."""
        return "".join(part.text for part in self.parts)

    @property
    def numbers(self) -> tuple[Part, ...]:
        """The numbers in the words, in order, without 999, which needs no check."""
        return tuple(part for part in self.parts if part.digits and part.digits != "999")

    def answers_at(self, part: Part, moment: Moment) -> bool:
        """Whether a number in these words is known to answer at this moment: 111 and 116 123 do at any hour."""
        return self.is_for_these_hours or part.digits in ANY_HOUR or part.answers_at(moment)

    @cached_property
    def number(self) -> Part | None:
        """The main number in the words: a service's before 111 and the like, 999 only if there is no other."""
        numbers = [part for part in self.parts if part.digits]
        return min(numbers, key=lambda part: (part.always_stands, part.digits == "999"), default=None)

    @cached_property
    def whose_number(self) -> str:
        """The agency that `number` rings, for a button read aloud without the words; "" for 999, or another's 111."""
        number = self.number
        if number is None or number.digits == "999":
            return ""
        is_another = number.always_stands and self.title not in map(AGENCY_LABELS.get, number.kinds)
        return "" if is_another else self.title

    @cached_property
    def has_unchecked(self) -> bool:
        """Whether we have not rung a number in it."""
        return any(part.digits and not part.always_stands and part.checked_on is None for part in self.parts)


@lru_cache(maxsize=200)
def numbers_in(text: str) -> Sequence[tuple[int, int, str]]:
    """Return (start, end, digits) of every number in a text, in order: full numbers, and the short codes."""
    numbers = phone_numbers.numbers_in(text)
    covered = [(start, end) for start, end, _ in numbers]
    numbers += [
        (code.start(), code.end(), code.group().replace(" ", ""))
        for code in SHORT_CODES.finditer(text)
        if not any(start < code.end() and code.start() < end for start, end in covered)
    ]
    return tuple(sorted(numbers))


@dataclass(frozen=True)
class Situation:
    """What fallback words depend on: where she is, whether it is about a child, and whether offices are open.

    `area` None: nobody said where. Then Brent's words are used, introduced as such, but for children's services the
    words for any place, since it is the place of the child that counts. ANY: one of several places, nobody said which.
    """

    area: FallbackArea | None
    is_child: bool
    in_office_hours: bool

    @classmethod
    def at(cls, area: FallbackArea | None, *, is_child: bool, now: datetime) -> "Situation":
        """Return the situation at `now`, an aware UTC datetime."""
        return cls(area, is_child, is_office_hours(now))


def is_office_hours(now: datetime) -> bool:
    """Whether an office with unknown hours counts as open: Monday to Friday, 9 to 5. `now` is aware."""
    return _is_office_minute(now.replace(second=0, microsecond=0))


@lru_cache(maxsize=100)
def _is_office_minute(minute: datetime) -> bool:
    return state_at(OFFICE_WEEK, minute).status is Openness.OPEN


def texts_at(
    area: FallbackArea | None,
    now: datetime,
    *,
    is_child: bool,
    snapshot: Snapshot | None = None,
    scope: Scope | None = None,
) -> Mapping[AgencyType, FallbackText]:
    """Return the fallback words of every agency type for an area (as in `Situation`) at `now` (aware UTC)."""
    return texts_in(Situation.at(area, is_child=is_child, now=now), snapshot, scope)


def texts_for(agency_types: Sequence[AgencyType], situation: Situation) -> list[FallbackText]:
    """Return the fallback words of these agency types in a situation, in the order of the vocabulary."""
    return [text for kind, text in texts_in(situation).items() if kind in agency_types]


def texts_in(
    situation: Situation, snapshot: Snapshot | None = None, scope: Scope | None = None
) -> Mapping[AgencyType, FallbackText]:
    """Return the fallback words of every agency type in a situation, in the order of the vocabulary.

    With a `scope` outside England, numbers that do not serve it become plain words, and words with no other number are
    left out.
    """
    snapshot = snapshot or current_snapshot()
    key = ("fallbacks", situation)
    here = snapshot.remembered.get(key) or snapshot.remember(key, lambda: _read_for(situation, snapshot))
    if scope is None or scope.nation in {None, Nation.ENGLAND}:
        return here
    asked = replace(scope, areas=frozenset())
    return snapshot.remember(("fallbacks", situation, asked), lambda: _of_use_in(asked, here))


def _read_for(situation: Situation, snapshot: Snapshot) -> Mapping[AgencyType, FallbackText]:
    return _most_specific(situation, snapshot.remember("fallbacks", _read_fallbacks))


def _of_use_in(scope: Scope, texts: Mapping[AgencyType, FallbackText]) -> dict[AgencyType, FallbackText]:
    fitting = ((kind, text.for_use_in(scope)) for kind, text in texts.items())
    return {kind: text for kind, text in fitting if text is not None}


def _most_specific(situation: Situation, texts: Mapping[Key, FallbackText]) -> dict[AgencyType, FallbackText]:
    """Pick one row for each agency type: the area counts before the age, the age before the hours."""
    age = FallbackAge.CHILD if situation.is_child else FallbackAge.ADULT
    hours = FallbackHours.OFFICE if situation.in_office_hours else FallbackHours.OUT
    picked: dict[AgencyType, FallbackText] = {}
    for kind in AgencyType:
        area = situation.area
        if area is None:
            area = FallbackArea.ANY if kind is AgencyType.CHILDRENS_SOCIAL_CARE else FallbackArea.BRENT
        keys = product((area, FallbackArea.ANY), (age, FallbackAge.ANY), (hours, FallbackHours.ANY))
        key = next((key for circumstances in keys if (key := (kind, *circumstances)) in texts), None)
        if key is None:
            continue
        is_assumed = situation.area is None and key[1] is FallbackArea.BRENT
        picked[kind] = texts[key].introduced_by(IN_BRENT) if is_assumed else texts[key]
    return picked


def _read_fallbacks() -> dict[Key, FallbackText]:
    rows = fallbacks()
    spans = {row.text: numbers_in(row.text) for row in rows}
    owners = owners_by_digits(digits for numbers in spans.values() for _, _, digits in numbers)
    return {
        (row.agency_type, row.area, row.age, row.hours): FallbackText(
            AGENCY_LABELS[row.agency_type],
            _parts(row.text, spans[row.text], owners),
            row.hours is not FallbackHours.ANY,
        )
        for row in rows
    }


def _parts(
    text: str, spans: Sequence[tuple[int, int, str]], owners: Mapping[str, tuple[Owner, ...]]
) -> tuple[Part, ...]:
    parts: list[Part] = []
    at = 0
    for start, end, digits in spans:
        if start > at:
            parts.append(Part(text[at:start]))
        parts.append(Part(text[start:end], digits, owners.get(digits, ())))
        at = end
    if at < len(text):
        parts.append(Part(text[at:]))
    return tuple(parts)


def fallbacks() -> Sequence[Fallback]:
    """Return every row of fallback words."""
    return db.session.scalars(
        select(Fallback).order_by(Fallback.agency_type, Fallback.area, Fallback.age, Fallback.hours)
    ).all()


def owners_by_digits(digits: Iterable[str]) -> Mapping[str, tuple[Owner, ...]]:
    """Return the published listings with each of these numbers; numbers without a listing are absent."""
    rows = db.session.execute(
        select(Phone.digits, SearchEntry.card, SearchEntry.hours_key)
        .join(SearchEntry, SearchEntry.service_id == Phone.service_id)
        .join(Service, Service.id == Phone.service_id)
        .where(Phone.digits.in_(set(digits)), Service.publication == Publication.PUBLISHED)
        .where(Service.status == ServiceStatus.ACTIVE)
        .order_by(SearchEntry.docid, Phone.id)
    )
    owners: dict[str, tuple[Owner, ...]] = {}
    for phone_digits, card, hours_key in rows:
        owners[phone_digits] = (*owners.get(phone_digits, ()), Owner(Card.from_json(card), hours_key))
    return owners
