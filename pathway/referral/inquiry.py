"""What is asked of a service for one step of a result, and whether it is for her, and where she is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from pathway.directory.intake import Intake, Reach
from pathway.directory.scope import LONDON_BOROUGHS, is_in_london
from pathway.directory.vocabulary import AgencyType, Take
from pathway.referral.routing import Step
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import AccessNeed, Action, Age, Area, Doubt, ServiceFor, Urgency

OLDEST, YOUNGEST, GROWN_UP = 120, 0, 18

ORDERS: Mapping[Area, tuple[Reach, ...]] = MappingProxyType(
    {
        Area.BRENT: (Reach.BRENT, Reach.LONDON, Reach.NATIONAL),
        Area.UNKNOWN: (Reach.BRENT, Reach.LONDON, Reach.NATIONAL),
        Area.OTHER_LONDON: (Reach.LONDON, Reach.NATIONAL),
        Area.ELSEWHERE: (Reach.NATIONAL,),
    }
)
"""What a service must reach to be chosen, the most local first. An unknown area is taken as Brent."""

ONLY_THERE: Mapping[Area, Reach] = MappingProxyType(
    {Area.OTHER_LONDON: Reach.OTHER_BOROUGH, Area.ELSEWHERE: Reach.OTHER_PLACE}
)
"""Services offered beside, in case she is in their one place. If we know her borough, no other borough's."""

LGBT_GROUPS = frozenset({"lgbt-people", "trans-and-non-binary-people"})

CHILDS_RULES = frozenset({"S3", "S3b", "S4", "S5"})
"""Rules whose steps are for a child: its age and its groups count, and not the woman's."""

CHILDS_KINDS = frozenset({AgencyType.CHILDRENS_SOCIAL_CARE, AgencyType.CHILD_TRAFFICKING_ADVICE})
"""Kinds that are rung about a child."""

CHILD = "under-19"
ABOUT_A_CHILD = "professionals-about-a-child"
CHILDS_GROUPS = frozenset({CHILD, ABOUT_A_CHILD})


@dataclass(frozen=True)
class Inquiry:
    """What is asked of a service: for whom, to do what, how soon."""

    kind: AgencyType
    action: Action
    urgency: Urgency
    area: Area
    age: Age
    is_for_child: bool
    access_needs: tuple[AccessNeed, ...] = ()
    borough: str = ""
    service_for: ServiceFor = ServiceFor.WOMEN
    cannot_decide_now: bool = False

    @classmethod
    def of(cls, step: Step, answers: Answers) -> "Inquiry":
        """Take it from a step and the answers it came from."""
        for_child = answers.is_child or bool(CHILDS_RULES & set(step.rules))
        return cls(
            kind=step.agency,
            action=step.action,
            urgency=step.urgency,
            area=answers.area,
            age=answers.age,
            is_for_child=for_child,
            access_needs=answers.access_needs,
            borough=answers.borough if answers.area is Area.OTHER_LONDON else "",
            service_for=answers.service_for,
            cannot_decide_now=answers.capacity_doubt is Doubt.YES,
        )

    @classmethod
    def of_kind(cls, kind: AgencyType, area: Area) -> "Inquiry":
        """Ask for somebody of a kind to ring at once about a woman, or a child, of whom nothing else is known."""
        action = Action.CARE_NOW if kind is AgencyType.URGENT_CARE else Action.ADVICE_UNNAMED
        return cls(kind, action, Urgency.IMMEDIATE, area, Age.ADULT, is_for_child=kind in CHILDS_KINDS)

    @property
    def order(self) -> tuple[Reach, ...]:
        """What the service must reach, the most local first."""
        return ORDERS[self.area]

    @cached_property
    def reaches(self) -> tuple[int, ...]:
        """`order` as bits, and then what may be offered beside. A service that reaches none of them is out of area."""
        only_there = ONLY_THERE.get(self.area)
        return tuple(int(reach) for reach in (*self.order, *([only_there] if only_there else [])))

    @cached_property
    def _any_reach(self) -> int:
        return sum(self.reaches)

    @cached_property
    def groups_first(self) -> frozenset[str]:
        """Slugs of the groups whose services come first."""
        return LGBT_GROUPS if self.service_for is ServiceFor.LGBT else frozenset()

    @cached_property
    def own_groups(self) -> frozenset[str]:
        """Slugs of her groups, or the child's: a service for one of them is not put beside the others."""
        return self.groups_first | CHILDS_GROUPS if self.is_for_child else self.groups_first

    def locality(self, reach: int) -> int:
        """Return the place in the order of the first area that a service reaches; after the last if it reaches none."""
        for place, bit in enumerate(self.reaches):
            if reach & bit:
                return place
        return len(self.reaches)

    def is_her_boroughs(self, intake: Intake) -> bool:
        """Whether a service is for her own borough, which we know."""
        return bool(self.borough) and self.borough in intake.places

    def is_another_boroughs(self, intake: Intake) -> bool:
        """Whether a service is for single boroughs alone, and not for hers, which we know."""
        if not self.borough or not intake.places or intake.reach & (Reach.LONDON | Reach.NATIONAL):
            return False
        may_be_hers = any(is_in_london(name) and name not in LONDON_BOROUGHS for name in intake.places)  # "West London"
        return not may_be_hers and not self.is_her_boroughs(intake)

    def is_out_of_area(self, intake: Intake) -> bool:
        """Whether a service reaches nowhere that is looked at for her."""
        return not intake.reach & self._any_reach

    def is_of_another_place(self, intake: Intake) -> bool:
        """Whether a service is no use where she is. Children's services serve one place: Brent, if hers is unknown."""
        if not self.is_childrens_services_elsewhere:
            return self.is_out_of_area(intake) or self.is_another_boroughs(intake)
        may_be_there = self.area is Area.UNKNOWN and intake.reach & Reach.BRENT
        return not (may_be_there or self.is_her_boroughs(intake))

    @cached_property
    def is_urgent(self) -> bool:
        """Whether the first response is due today or now."""
        return self.urgency is not Urgency.STANDARD

    @cached_property
    def ages(self) -> tuple[int, int]:
        """The ages she, or the child, may have."""
        if self.is_for_child:
            return YOUNGEST, GROWN_UP - 1
        return (GROWN_UP, OLDEST) if self.age is Age.ADULT else (YOUNGEST, OLDEST)

    @cached_property
    def taken_by(self) -> Take | None:
        """Whose call the service has to take: hers or a professional's. None for care now, which asks nobody's."""
        if self.action is Action.CARE_NOW:
            return None
        return Take.SELF if self.action is Action.SHE_CAN_RING else Take.PROFESSIONAL

    @cached_property
    def wants_a_place(self) -> bool:
        """Whether somewhere to go comes before a number to ring: she cannot decide just now, and needs care."""
        return self.action is Action.CARE_NOW and self.cannot_decide_now

    def people_of(self, intake: Intake) -> str:
        """Whom one listing is for, in a word: children, or women, only where it says so."""
        if self.is_for_child:
            return "children" if is_for_children(intake) else "people"
        return "women" if self.service_for is ServiceFor.WOMEN and is_for_women_only(intake) else "people"

    @cached_property
    def is_childrens_services_elsewhere(self) -> bool:
        """Whether children's services are asked for, and she is not known to be in Brent."""
        return self.kind is AgencyType.CHILDRENS_SOCIAL_CARE and self.area is not Area.BRENT


def is_for_children(intake: Intake) -> bool:
    """Whether a service says that it is for children, or about them."""
    return not CHILDS_GROUPS.isdisjoint(intake.groups) or (intake.maximum_age or OLDEST) <= GROWN_UP


def is_for_women_only(intake: Intake) -> bool:
    """Whether a service says that it is for women, of whatever group."""
    return bool(intake.women_only) or (bool(intake.groups) and all("women" in group for group in intake.groups))
