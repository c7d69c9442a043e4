"""The terms on which a service takes somebody: choosing where to refer her needs them, a search does not."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntFlag
from typing import Any

from pathway.directory.any_listing import Listed
from pathway.directory.scope import Scope, is_in_london
from pathway.directory.vocabulary import AreaKind, Coverage, Nations, PhoneType, ReferralChannel, Take, TaxonomyName
from pathway.organizations.vocabulary import OrganizationKind

ADULT = 18


class Reach(IntFlag):
    """Where a service takes women from; several may be set."""

    BRENT = 1
    LONDON = 2
    NATIONAL = 4
    OTHER_BOROUGH = 8
    OTHER_PLACE = 16


@dataclass(frozen=True)
class Intake:
    """The terms of one listing. Ages are in whole years; None if nobody told us. `reach` has the bits of `Reach`.

    `places` are the names of single places served, without Brent; `nations` those that a national service serves.
    `groups` are slugs of `client_groups`, `exclusions` those it says it cannot take. `channel` is None if nobody knows
    how to refer.
    """

    reach: int
    places: tuple[str, ...]
    takes: frozenset[Take]
    channel: ReferralChannel | None
    groups: tuple[str, ...]
    exclusions: tuple[str, ...]
    minimum_age: int | None
    maximum_age: int | None
    is_enforcement: bool
    is_full: bool
    has_voice: bool
    interpreting: str | None
    women_only: bool | None
    what_happens: str | None
    response_time: str | None
    nations: Nations | None = None

    def serves(self, scope: Scope) -> bool:
        """Whether it is of use in a place, by the areas it says it serves.

        A service for one borough is of use in that borough. If we do not know the borough of the place, those of any
        borough count, since their cards say where; Brent's only if it may be in Brent; those of one town elsewhere only
        if it may be outside London. Outside London it must serve that nation, or name the place, or name none at all.
        """
        if self.reach & Reach.NATIONAL:
            return scope.has(self.nations)
        if self.reach & Reach.LONDON and not scope.is_away:
            return True
        if self.reach & Reach.BRENT and scope.in_brent is not False:
            return True
        if scope.is_in(self.places):
            return True
        if self.reach == Reach.OTHER_PLACE and not self.places:
            return True
        if scope.is_away or scope.is_borough_known or self.reach & Reach.BRENT:
            return False
        return bool(self.reach & Reach.OTHER_BOROUGH) or scope.in_london is None

    @property
    def is_for_adults_only(self) -> bool:
        """Whether it says that it takes nobody under 18."""
        return self.minimum_age is not None and self.minimum_age >= ADULT

    def as_json(self) -> dict[str, Any]:
        """Return the terms as JSON for the index."""
        return {
            "reach": self.reach,
            "places": list(self.places),
            "nations": self.nations,
            "takes": sorted(self.takes),
            "channel": self.channel,
            "groups": list(self.groups),
            "exclusions": list(self.exclusions),
            "ages": [self.minimum_age, self.maximum_age],
            "is_enforcement": self.is_enforcement,
            "is_full": self.is_full,
            "has_voice": self.has_voice,
            "interpreting": self.interpreting,
            "women_only": self.women_only,
            "what_happens": self.what_happens,
            "response_time": self.response_time,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Intake":
        """Read the terms back from the index."""
        return cls(
            reach=stored["reach"],
            places=tuple(stored["places"]),
            nations=Nations(stored["nations"]) if stored["nations"] else None,
            takes=frozenset(map(Take, stored["takes"])),
            channel=ReferralChannel(stored["channel"]) if stored["channel"] else None,
            groups=tuple(stored["groups"]),
            exclusions=tuple(stored["exclusions"]),
            minimum_age=stored["ages"][0],
            maximum_age=stored["ages"][1],
            is_enforcement=stored["is_enforcement"],
            is_full=stored["is_full"],
            has_voice=stored["has_voice"],
            interpreting=stored["interpreting"],
            women_only=stored["women_only"],
            what_happens=stored["what_happens"],
            response_time=stored["response_time"],
        )


def intake_of(service: Listed, *, is_full: bool) -> Intake:
    """Return the terms of a listing."""
    takes = {Take.PROFESSIONAL: service.takes_professionals, Take.SELF: service.takes_self}
    return Intake(
        reach=int(reaches(service)),
        places=tuple(area.name for area in service.areas if area.kind is AreaKind.PLACE and area.name != "Brent"),
        nations=service.nations,
        takes=frozenset(take for take, does in takes.items() if does),
        channel=service.referral_channel,
        groups=codes_of(service, TaxonomyName.FOR_WHOM),
        exclusions=codes_of(service, TaxonomyName.EXCLUSION),
        minimum_age=service.minimum_age,
        maximum_age=service.maximum_age,
        is_enforcement=service.organization.kind is OrganizationKind.ENFORCEMENT,
        is_full=is_full,
        has_voice=any(phone.type is PhoneType.VOICE for phone in service.phones),
        interpreting=service.interpretation_services,
        women_only=service.women_only,
        what_happens=service.what_happens_next,
        response_time=service.response_time,
    )


def reaches(service: Listed) -> Reach:
    """Return where a service takes women from: by the areas it names, or else by its coverage."""
    reach = Reach(0)
    for area in service.areas:
        if area.kind is AreaKind.NATIONAL:
            reach |= Reach.NATIONAL
        elif area.kind is AreaKind.LONDON:
            reach |= Reach.LONDON
        elif area.name == "Brent":
            reach |= Reach.BRENT
        else:
            reach |= Reach.OTHER_BOROUGH if is_in_london(area.name) else Reach.OTHER_PLACE
    if reach:
        return reach
    by_coverage = {Coverage.BRENT: Reach.BRENT, Coverage.LONDON: Reach.LONDON, Coverage.NATIONAL: Reach.NATIONAL}
    return by_coverage.get(service.coverage, Reach.OTHER_PLACE)


def codes_of(service: Listed, taxonomy: TaxonomyName) -> tuple[str, ...]:
    """Return the codes of a listing's terms in one list of terms, such as the groups it is for."""
    return tuple(term.code for term in service.terms if term.taxonomy.name is taxonomy)
