"""What is known of her: the facts that routing reads, as one frozen value."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from types import MappingProxyType
from typing import Any, Self

from pathway.directory.vocabulary import Need
from pathway.referral.vocabulary import (
    BESIDE,
    BOROUGH,
    FACTS,
    NEEDS_ASKED,
    ORG_OF,
    AccessNeed,
    Age,
    Agreement,
    Area,
    Assault,
    Controlled,
    Doubt,
    Employer,
    Fact,
    Health,
    Known,
    ReferrerOrg,
    ServiceFor,
    Setting,
    SuicideRisk,
    Value,
    Violence,
    ViolenceFrom,
)

FIRST_RESPONDERS = frozenset({ReferrerOrg.POLICE, ReferrerOrg.LOCAL_AUTHORITY, ReferrerOrg.VOLUNTARY_FRO})
"""Organisations that may make a National Referral Mechanism referral themselves."""

DUTY_TO_NOTIFY = frozenset({ReferrerOrg.POLICE, ReferrerOrg.LOCAL_AUTHORITY})
"""Organisations with the duty of section 52 of the Modern Slavery Act 2015."""


class FactsError(ValueError):
    """Facts that cannot be read. `problems` has one sentence for each thing that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        """Take the sentences."""
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


def _bits() -> MappingProxyType[tuple[str, Value], int]:
    pairs = [(fact.name, value) for fact in FACTS for value in fact.values]
    return MappingProxyType({pair: 1 << place for place, pair in enumerate(pairs)})


BITS = _bits()
"""One bit for every value of every fact."""

MEMBERS: MappingProxyType[tuple[str, Value], Any] = MappingProxyType(
    {(fact.name, value): value for fact in FACTS for value in fact.values}
)
"""The member that a fact's value is, however it is written: rules compare by identity."""

MASKS = MappingProxyType({fact.name: sum(BITS[fact.name, value] for value in fact.values) for fact in FACTS})
"""The bits of each fact."""


@dataclass(frozen=True)
class Answers:
    """The facts of `vocabulary.FACTS`, each with what a blank means as its default.

    Ticked lists are kept in the order of the vocabulary, each value once. What stands beside the facts (`borough`, by
    name; `service_for`; `access_needs`; `employer`, the word the worker picked where it is more exact than
    `referrer_org`) changes no result and is no part of what makes two sets of answers equal.
    """

    immediate_danger: Known = Known.UNKNOWN
    health_now: Health = Health.UNKNOWN
    age: Age = Age.NOT_GIVEN
    violence_risk: Violence = Violence.UNKNOWN
    violence_from: tuple[ViolenceFrom, ...] = ()
    setting: Setting = Setting.UNKNOWN
    controlled: Controlled = Controlled.UNKNOWN
    sexual_assault: Assault = Assault.UNKNOWN
    safe_place_tonight: Known = Known.UNKNOWN
    suicide_risk: SuicideRisk = SuicideRisk.UNKNOWN
    capacity_doubt: Doubt = Doubt.NO
    child_at_risk: Known = Known.UNKNOWN
    needs: tuple[Need, ...] = ()
    consent_share: Agreement = Agreement.NOT_ASKED
    nrm_consent: Agreement = Agreement.NOT_ASKED
    referrer_org: ReferrerOrg = ReferrerOrg.UNKNOWN
    area: Area = Area.UNKNOWN
    professional_judgement_72h: bool = False
    borough: str = field(default="", compare=False)
    service_for: ServiceFor = field(default=ServiceFor.WOMEN, compare=False)
    access_needs: tuple[AccessNeed, ...] = field(default=(), compare=False)
    employer: Employer | None = field(default=None, compare=False)

    @classmethod
    def from_facts(cls, facts: object, *, partial: bool = True) -> Self:
        """Read facts as they stand in JSON. A fact left out has its blank; unless `partial`, that is an error.

        Raises FactsError that names every key that is unknown or missing and every value that is none of its fact's.
        """
        if not isinstance(facts, Mapping):
            raise FactsError(['facts are one JSON object, such as {"age": "18_plus"}'])
        problems = [_unknown_key(key) for key in facts if key not in _READ]
        given: dict[str, Any] = {}
        for fact in (*FACTS, *BESIDE):
            if fact.name not in facts:
                if not partial and fact not in BESIDE:
                    problems.append(f"{fact.name} is missing: give {_offered(fact)}")
                continue
            try:
                given[fact.name] = _READ[fact.name](facts[fact.name])
            except (ValueError, TypeError, KeyError):
                problems.append(f"{fact.name} cannot be {_shown(facts[fact.name])}: give {_offered(fact)}")
        if problems:
            raise FactsError(problems)
        return cls(**given)

    def as_facts(self) -> dict[str, Any]:
        """Write the facts as JSON has them; what stands beside them only when it is not blank."""
        facts: dict[str, Any] = {}
        for fact in (*FACTS, *BESIDE):
            value = getattr(self, fact.name)
            if fact in BESIDE and value == fact.blank:
                continue
            facts[fact.name] = [str(one) for one in value] if fact.is_list else value if fact.is_flag else str(value)
        return facts

    def having(self, name: str, value: Value) -> "Answers":
        """Return the same with one fact of one value answered otherwise.

        Not by `replace`: a result asks this some thirty times, and it would take most of its time.
        """
        other = object.__new__(Answers)
        held = other.__dict__
        held.update(self.__dict__)
        held[name] = MEMBERS[name, value]
        held["bits"] = self.bits & ~MASKS[name] | BITS[name, value]
        return other

    @cached_property
    def bits(self) -> int:
        """Every answer as one number: a bit for each value of each fact that is so."""
        bits = 0
        for fact in FACTS:
            value = getattr(self, fact.name)
            for one in value if fact.is_list else (value,):
                bits |= BITS[fact.name, one]
        return bits

    @property
    def is_child(self) -> bool:
        """Whether she is under 18 or may be. An age not given is routed as an adult's, and asked again."""
        return self.age is Age.UNDER_18 or self.age is Age.UNSURE

    @property
    def agreed_to_nrm_only(self) -> bool:
        """Whether she, an adult who can decide, said yes to the National Referral Mechanism and no to all else."""
        said = self.consent_share is Agreement.NO and self.nrm_consent is Agreement.YES
        return said and self.is_controlled and not self.is_child and not self.capacity_in_doubt

    @property
    def capacity_in_doubt(self) -> bool:
        """Whether there is reason to doubt that she can decide: just now, or for lasting reasons."""
        return self.capacity_doubt is not Doubt.NO

    @property
    def is_controlled(self) -> bool:
        """Whether somebody controls her or may: said, suspected, or not known and one who controls is ticked."""
        if self.controlled is Controlled.UNKNOWN:
            return ViolenceFrom.SOMEONE_CONTROLLING in self.violence_from
        return self.controlled is not Controlled.NO

    @property
    def is_contradictory_on_control(self) -> bool:
        """Whether nobody is said to control her and one who controls is ticked: shown, not settled in silence."""
        return self.controlled is Controlled.NO and ViolenceFrom.SOMEONE_CONTROLLING in self.violence_from


def not_known(answers: Answers) -> tuple[Fact, ...]:
    """Return the facts that nobody knows yet, in the order of the table."""
    return tuple(fact for fact in FACTS if fact.not_known and getattr(answers, fact.name) == fact.not_known)


def _one(fact: Fact) -> Any:
    members = {str(value): value for value in fact.values}
    if fact.is_flag:
        return lambda given: _flag(given)
    return lambda given: members[given] if isinstance(given, str) else _refuse(given)


def _several(fact: Fact) -> Any:
    members = {str(value): value for value in fact.values}

    def read(given: object) -> tuple[Value, ...]:
        if not isinstance(given, (list, tuple)) or len(given) > len(members):
            raise ValueError(given)
        ticked = {members[one] for one in given}
        if len(ticked) != len(given):
            raise ValueError(given)
        return tuple(value for value in fact.values if value in ticked)

    return read


def _flag(given: object) -> bool:
    if not isinstance(given, bool):
        raise ValueError(given)
    return given


def _refuse(given: object) -> Any:
    raise ValueError(given)


def _borough(given: object) -> str:
    return _BOROUGH_OF[" ".join(str(given).casefold().replace("&", " and ").split())]


_BOROUGH_OF = {str(name).casefold(): str(name) for name in BOROUGH.values}

_READ = {fact.name: _several(fact) if fact.is_list else _one(fact) for fact in (*FACTS, *BESIDE)} | {
    BOROUGH.name: _borough
}


def _offered(fact: Fact) -> str:
    if fact.is_flag:
        return "true or false"
    if fact is BOROUGH:
        return f"a London borough but Brent, by name, such as {BOROUGH.values[0]}"
    words = ", ".join(str(value) for value in fact.values)
    return f"a list of any of {words}, each once" if fact.is_list else f"one of {words}"


def _unknown_key(key: object) -> str:
    near = difflib.get_close_matches(str(key), [*_READ], n=1)
    return f"{_shown(key)} is not a fact{f'; is it {near[0]}?' if near else ''}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:60] + "\N{HORIZONTAL ELLIPSIS}"


assert tuple(one.name for one in fields(Answers)) == (*_READ, "employer")  # noqa: S101 - one for each fact
assert set(ORG_OF) == set(Employer)  # noqa: S101 - each is answered as an organisation
assert set(NEEDS_ASKED) <= set(Need)  # noqa: S101 - the look-up knows every need that is asked
