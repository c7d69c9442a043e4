"""The answers about her: the facts that routing reads, as one frozen value."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

from pathway.directory.vocabulary import Need
from pathway.referral.vocabulary import (
    BESIDE,
    BOROUGH,
    FACT,
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
    ReferrerOrg,
    ServiceFor,
    Setting,
    SuicideRisk,
    Value,
    Violence,
    ViolenceFrom,
    YesNo,
)

FIRST_RESPONDERS = frozenset({ReferrerOrg.POLICE, ReferrerOrg.LOCAL_AUTHORITY, ReferrerOrg.VOLUNTARY_FRO})
"""Organisations that may make a National Referral Mechanism referral themselves."""

DUTY_TO_NOTIFY = frozenset({ReferrerOrg.POLICE, ReferrerOrg.LOCAL_AUTHORITY})
"""Organisations with the duty of section 52 of the Modern Slavery Act 2015."""

CHILD_AGES = frozenset({Age.UNDER_18, Age.UNSURE})
"""Ages that are a child's, or may be."""


class FactsError(ValueError):
    """Facts that cannot be read. `problems` has one sentence for each thing that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        """Take the sentences."""
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Answers:
    """The facts of `vocabulary.FACTS`, each with what a blank means as its default.

    Ticked lists are in the order of the vocabulary, each value once. The fields after the facts (`borough`, by name;
    `service_for`; `access_needs`; `employer`, which the worker picked and which is more exact than `referrer_org`)
    change no result and are left out when answers are compared.
    """

    immediate_danger: YesNo = YesNo.UNKNOWN
    health_now: Health = Health.UNKNOWN
    age: Age = Age.NOT_GIVEN
    violence_risk: Violence = Violence.UNKNOWN
    violence_from: tuple[ViolenceFrom, ...] = ()
    setting: Setting = Setting.UNKNOWN
    controlled: Controlled = Controlled.UNKNOWN
    sexual_assault: Assault = Assault.UNKNOWN
    safe_place_tonight: YesNo = YesNo.UNKNOWN
    suicide_risk: SuicideRisk = SuicideRisk.UNKNOWN
    capacity_doubt: Doubt = Doubt.NO
    child_at_risk: YesNo = YesNo.UNKNOWN
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
        """Read facts from JSON. A fact left out gets its blank; unless `partial`, that is an error.

        Raises FactsError that names every unknown or missing key and every value that its fact does not have.
        """
        if not isinstance(facts, Mapping):
            raise FactsError(['facts are one JSON object, such as {"age": "18_plus"}'])
        problems = [_unknown_key(key) for key in facts if key not in _NAMES]
        values: dict[str, Any] = {}
        for fact in (*FACTS, *BESIDE):
            if fact.name not in facts:
                if not partial and fact not in BESIDE:
                    problems.append(f"{fact.name} is missing: give {_offered(fact)}")
                continue
            try:
                values[fact.name] = _read(fact, facts[fact.name])
            except (ValueError, TypeError, KeyError):
                problems.append(f"{fact.name} cannot be {_shown(facts[fact.name])}: give {_offered(fact)}")
        if problems:
            raise FactsError(problems)
        return cls(**values)

    def as_facts(self) -> dict[str, Any]:
        """Write the facts for JSON; the fields beside them only when not blank."""
        facts: dict[str, Any] = {}
        for fact in (*FACTS, *BESIDE):
            value = getattr(self, fact.name)
            if fact in BESIDE and value == fact.blank:
                continue
            facts[fact.name] = (
                [str(ticked) for ticked in value] if fact.is_list else value if fact.is_flag else str(value)
            )
        return facts

    def having(self, name: str, value: Value) -> "Answers":
        """Return the answers with one fact changed, which may not be a ticked list.

        Not by `replace`: a result does this about thirty times, and `replace` would take most of its time.
        """
        other = object.__new__(Answers)
        attributes = other.__dict__
        attributes.update(self.__dict__)
        attributes[name] = FACT[name].members[value]
        return other

    @property
    def is_child(self) -> bool:
        """Whether she is under 18 or may be. An age not given is routed as an adult's, and asked again."""
        return self.age in CHILD_AGES

    @property
    def agreed_to_nrm_only(self) -> bool:
        """Whether she, an adult who can decide, said yes to the National Referral Mechanism and no to all else."""
        agreed = self.consent_share is Agreement.NO and self.nrm_consent is Agreement.YES
        return agreed and self.is_controlled and not self.is_child and not self.capacity_in_doubt

    @property
    def capacity_in_doubt(self) -> bool:
        """Whether there is reason to doubt that she can decide: just now, or for lasting reasons."""
        return self.capacity_doubt is not Doubt.NO

    @property
    def is_controlled(self) -> bool:
        """Whether somebody controls her or may: yes, suspected, or not known with someone controlling ticked."""
        if self.controlled is Controlled.UNKNOWN:
            return ViolenceFrom.SOMEONE_CONTROLLING in self.violence_from
        return self.controlled is not Controlled.NO

    @property
    def is_contradictory_on_control(self) -> bool:
        """Whether control is answered no and someone controlling is ticked: the page shows the contradiction."""
        return self.controlled is Controlled.NO and ViolenceFrom.SOMEONE_CONTROLLING in self.violence_from


def not_known(answers: Answers) -> tuple[Fact, ...]:
    """Return the facts that nobody knows yet, in the order of the table."""
    return tuple(fact for fact in FACTS if fact.not_known and getattr(answers, fact.name) == fact.not_known)


def _read(fact: Fact, raw: Any) -> Any:
    """Read the answer to a fact from JSON. Raises ValueError, KeyError or TypeError where it has no such value."""
    if fact is BOROUGH:
        return _BOROUGH_OF[" ".join(str(raw).casefold().replace("&", " and ").split())]
    if isinstance(raw, bool) is not fact.is_flag:
        raise ValueError(raw)
    if not fact.is_list:
        return fact.members[raw]
    if not isinstance(raw, (list, tuple)) or len(raw) > len(fact.values):
        raise ValueError(raw)
    ticked = {fact.members[value] for value in raw}
    if len(ticked) != len(raw):
        raise ValueError(raw)
    return tuple(value for value in fact.values if value in ticked)


_BOROUGH_OF = {str(name).casefold(): str(name) for name in BOROUGH.values}

_NAMES = [fact.name for fact in (*FACTS, *BESIDE)]


def _offered(fact: Fact) -> str:
    if fact.is_flag:
        return "true or false"
    if fact is BOROUGH:
        return f"a London borough but Brent, by name, such as {BOROUGH.values[0]}"
    words = ", ".join(str(value) for value in fact.values)
    return f"a list of any of {words}, each once" if fact.is_list else f"one of {words}"


def _unknown_key(key: object) -> str:
    near = difflib.get_close_matches(str(key), _NAMES, n=1)
    return f"{_shown(key)} is not a fact{f'; is it {near[0]}?' if near else ''}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:60] + "\N{HORIZONTAL ELLIPSIS}"


assert tuple(answer.name for answer in fields(Answers)) == (*_NAMES, "employer")  # noqa: S101 - one for each fact
assert set(ORG_OF) == set(Employer)  # noqa: S101 - each is answered as an organisation
assert set(NEEDS_ASKED) <= set(Need)  # noqa: S101 - the look-up knows every need that is asked
