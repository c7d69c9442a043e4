"""Which service of one kind to send her to, why that one, and why not the others.

A pure function over candidates sorted by `candidates.candidates`: wanted first (`is_wanted_first`), area, takes calls
now, freshness, distance, name. It takes the first that suits, and gives each that does not a reason. A service
for a particular community, or only for another place, is offered beside it and is never chosen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_
from types import MappingProxyType

from pathway.directory.client_groups import GROUPS, is_particular
from pathway.directory.freshness import Tier
from pathway.directory.hours.clock_words import listed
from pathway.directory.intake import Intake, Reach
from pathway.directory.scope import LONDON_BOROUGHS, is_in_london
from pathway.directory.search.cards import age_words
from pathway.directory.vocabulary import AgencyType, Nations, ReferralChannel, Take
from pathway.referral.candidates import Candidate
from pathway.referral.routing import Step
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import AccessNeed, Action, Age, Area, Doubt, ServiceFor, Urgency

MOST_ALTERNATIVES = 3
MOST_BESIDE = 3
MOST_REASONED = 25
"""Services listed with a reason why they are not suggested; the rest are counted."""

CLOSED_FOR_NOW = 3
"""The `hours_rank` of a service that is closed for now."""

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

AWAY = frozenset({Area.OTHER_LONDON, Area.ELSEWHERE})
"""Areas where Brent's services, and outside London also London's, are not even named as unsuitable."""

LGBT_GROUPS = frozenset({"lgbt-people", "trans-and-non-binary-people"})

_BITS: Mapping[Area, tuple[int, ...]] = MappingProxyType(
    {
        area: tuple(int(reach) for reach in (*order, *filter(None, [ONLY_THERE.get(area)])))
        for area, order in ORDERS.items()
    }
)
"""`ORDERS` as bits, with `ONLY_THERE` at the end. A service that reaches none of them is out of area."""

_IN_AREA: Mapping[Area, int] = MappingProxyType({area: reduce(or_, reaches) for area, reaches in _BITS.items()})
"""All bits of an area in one."""

CHILDS_RULES = frozenset({"S3", "S3b", "S4", "S5"})
"""Rules whose steps are for a child: its age and its groups count, and not the woman's."""

CHILD = "under-19"
ABOUT_A_CHILD = "professionals-about-a-child"

EXCLUDED_BY: Mapping[str, AccessNeed] = MappingProxyType(
    {
        "dogs": AccessNeed.DOG,
        "pets": AccessNeed.DOG,
        "children": AccessNeed.CHILD_WITH_HER,
        "pregnant-women": AccessNeed.PREGNANT,
    }
)
"""Exclusions that one of her access needs can match. About any other the worker has to ask."""

_REACH_WORDS = {
    Reach.BRENT: "in Brent",
    Reach.LONDON: "across London",
}
_NATIONS_WORDS = {
    Nations.UK: "anywhere in the UK",
    Nations.ENGLAND_WALES: "in England and Wales",
    Nations.ENGLAND: "in England",
    None: "nationally",
}
"""Where a national service takes women from, by the nations it serves."""


@dataclass(frozen=True)
class Asked:
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
    def of(cls, step: Step, answers: Answers) -> "Asked":
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

    @property
    def order(self) -> tuple[Reach, ...]:
        """What the service must reach, the most local first."""
        return ORDERS[self.area]

    @property
    def looked_for(self) -> tuple[Reach, ...]:
        """`order`, and then what may be offered beside: the order in which candidates are looked at."""
        only_there = ONLY_THERE.get(self.area)
        return (*self.order, only_there) if only_there else self.order

    @property
    def is_urgent(self) -> bool:
        """Whether the first response is due today or now."""
        return self.urgency is not Urgency.STANDARD

    @cached_property
    def ages(self) -> tuple[int, int]:
        """The ages she, or the child, may have."""
        if self.is_for_child:
            return YOUNGEST, GROWN_UP - 1
        return (GROWN_UP, OLDEST) if self.age is Age.ADULT else (YOUNGEST, OLDEST)

    @property
    def wants_a_place(self) -> bool:
        """Whether somewhere to go comes before a number to ring: she cannot decide just now, and needs care."""
        return self.action is Action.CARE_NOW and self.cannot_decide_now

    @property
    def people(self) -> str:
        """Whom the service is for, in a word: "women"."""
        if self.is_for_child:
            return "children"
        return "women" if self.service_for is ServiceFor.WOMEN else "people"

    def people_of(self, intake: Intake) -> str:
        """Whom one listing is for, in a word: women only where it says so."""
        if self.people == "children" and not is_for_children(intake):
            return "people"
        return "people" if self.people == "women" and not is_for_women_only(intake) else self.people

    @cached_property
    def is_childrens_services_elsewhere(self) -> bool:
        """Whether children's services are asked for, and she is not known to be in Brent."""
        return self.kind is AgencyType.CHILDRENS_SOCIAL_CARE and self.area is not Area.BRENT


@dataclass(frozen=True)
class Offer:
    """A service with a note: why it was chosen, for whom it is, or why it does not suit."""

    candidate: Candidate
    note: str


@dataclass(frozen=True)
class Choice:
    """The service chosen of one kind. `chosen` is None where nothing suits: then there are the fallback's words.

    `beside`: for a community or a place of their own. `rejected`: each with its reason. `more`: how many are not named.
    """

    chosen: Offer | None = None
    alternatives: tuple[Offer, ...] = ()
    beside: tuple[Offer, ...] = ()
    rejected: tuple[Offer, ...] = ()
    more: int = 0

    def not_suited_of(self, borough: str) -> tuple[Offer, ...]:
        """Return one borough's services that do not suit, each with its reason; none without a borough."""
        return tuple(offer for offer in self.rejected if borough and borough in offer.candidate.intake.places)

    @property
    def takes_calls_now(self) -> bool:
        """Whether the chosen service is known to take calls now."""
        return self.chosen is not None and self.chosen.candidate.hours_rank == 0

    @property
    def open_instead(self) -> Offer | None:
        """The first alternative that takes calls now, where the chosen service is not known to."""
        if self.takes_calls_now:
            return None
        return next((offer for offer in self.alternatives if offer.candidate.hours_rank == 0), None)


@dataclass
class _Tally:
    suited: list[Candidate] = field(default_factory=list)
    beside: list[Offer] = field(default_factory=list)
    rejected: list[Offer] = field(default_factory=list)
    looked_at: int = 0

    @property
    def is_enough(self) -> bool:
        settled = len(self.suited) > MOST_ALTERNATIVES
        return settled and (len(self.rejected) >= MOST_REASONED or self.looked_at >= 2 * MOST_REASONED)


def choose(asked: Asked, candidates: Iterable[Candidate], total: int) -> Choice:
    """Choose among candidates in order; `total` is their number."""
    tally = _Tally()
    for candidate in candidates:
        if tally.is_enough or (len(tally.rejected) >= MOST_REASONED and _is_out_of_area(asked, candidate)):
            break  # what follows comes later in the order, or is out of area like this one
        tally.looked_at += 1
        if asked.area in AWAY and _is_of_another_place(asked, candidate):
            if not is_wanted_first(asked, candidate) and not _is_another_boroughs(asked, candidate):
                break  # sorted by area: the rest are elsewhere too, except that one for no single borough may follow
            continue
        if reason := why_not(asked, candidate):
            tally.rejected.append(Offer(candidate, reason))
        elif note := why_beside(asked, candidate):
            tally.beside.append(Offer(candidate, note))
        else:
            tally.suited.append(candidate)
    first, others = tally.suited[:1], tally.suited[1 : 1 + MOST_ALTERNATIVES]
    shown = len(first) + len(others) + len(tally.beside[:MOST_BESIDE]) + len(tally.rejected[:MOST_REASONED])
    return Choice(
        chosen=Offer(first[0], why(asked, first[0])) if first else None,
        alternatives=tuple(Offer(other, why_second(asked, first[0], other)) for other in others),
        beside=tuple(tally.beside[:MOST_BESIDE]),
        rejected=tuple(tally.rejected[:MOST_REASONED]),
        more=total - shown,
    )


def rank(asked: Asked, candidate: Candidate) -> tuple[int, int, int, int, float, str]:
    """Return the sort key of a candidate, smallest first. The name settles a tie."""
    miles = float("inf") if candidate.miles is None else candidate.miles
    local = _locality(asked, candidate)
    wanted = 0 if is_wanted_first(asked, candidate) else 1
    return wanted, local, candidate.hours_rank, candidate.tier.rank, miles, candidate.card.name.lower()


def is_wanted_first(asked: Asked, candidate: Candidate) -> bool:
    """Whether it comes before what is nearer or open: her own borough's, for LGBT+ people, or a place to go to."""
    if asked.wants_a_place:
        return candidate.card.where is not None
    for_her = asked.service_for is ServiceFor.LGBT and bool(LGBT_GROUPS.intersection(candidate.intake.groups))
    return for_her or _is_her_boroughs(asked, candidate)


def why_not(asked: Asked, candidate: Candidate) -> str | None:
    """Return the first reason why a service does not suit, None where it does."""
    intake = candidate.intake
    if intake.is_enforcement:
        return "an enforcement body: it may be rung, and is never sent a referral"
    if candidate.hours_rank == CLOSED_FOR_NOW:
        return "closed for now"
    if intake.is_full:
        return "full, as it last said"
    return _wrong_place(asked, candidate) or _wrong_person(asked, candidate) or _unsafe_to_send(asked, candidate)


def why_beside(asked: Asked, candidate: Candidate) -> str | None:
    """Say for whom a service is offered beside the others, None where it may be chosen."""
    intake = candidate.intake
    who = "the child" if asked.is_for_child else "she"
    if _is_her_boroughs(asked, candidate):
        return None
    if asked.is_childrens_services_elsewhere:
        return "if the child is in Brent"
    if _locality(asked, candidate) >= len(asked.order):
        return f"if {who} is in {_either(intake.places)}" if intake.places else f"if it is where {who} is"
    particular = [group for group in intake.groups if is_particular(group)]
    if asked.service_for is ServiceFor.LGBT:
        particular = [group for group in particular if group not in LGBT_GROUPS]
    if asked.is_for_child:
        particular = [group for group in particular if group not in {CHILD, ABOUT_A_CHILD}]
    if particular and len(particular) == len(intake.groups):
        return f"for {listed([_group(group) for group in particular])}"
    return None


def why(asked: Asked, candidate: Candidate) -> str:
    """Say in a sentence why this service was chosen."""
    parts = [_for_whom_where(asked, candidate), _state(candidate)]
    if candidate.tier is not Tier.NEVER and candidate.days_old is not None:
        parts.append(f"its own people confirmed it {_days(candidate.days_old)} ago")
    words = "; ".join(parts)
    return f"{words[0].upper()}{words[1:]}."


def why_second(asked: Asked, first: Candidate, other: Candidate) -> str:
    """Say why the other comes second, or when it takes calls."""
    ours, theirs = rank(asked, first), rank(asked, other)
    if ours[:2] != theirs[:2] and (asked.wants_a_place or _place(asked, first) != _place(asked, other)):
        return "by telephone" if asked.wants_a_place else _for_whom_where(asked, other)
    if ours[2] != theirs[2]:
        return _state(other)
    if ours[3] != theirs[3]:
        return "its own people have not confirmed it as recently"
    is_farther = first.miles is not None and other.miles is not None and other.miles > first.miles
    return "farther away" if is_farther else _state(other)


def _wrong_place(asked: Asked, candidate: Candidate) -> str | None:
    if _is_of_another_place(asked, candidate):
        return f"only for {asked.people_of(candidate.intake)} in {_places(candidate)}"
    return None


def _wrong_person(asked: Asked, candidate: Candidate) -> str | None:
    intake = candidate.intake
    hers = asked.action is Action.SHE_CAN_RING
    if asked.action is not Action.CARE_NOW and (Take.SELF if hers else Take.PROFESSIONAL) not in intake.takes:
        return "it takes referrals from professionals only" if hers else "she has to get in touch with it herself"
    if asked.service_for is ServiceFor.ANYONE and is_for_women_only(intake):
        return "for women only"
    youngest, oldest = asked.ages
    if (intake.minimum_age or YOUNGEST) > oldest or (intake.maximum_age or OLDEST) < youngest:
        return f"for others: {age_words(intake.minimum_age, intake.maximum_age)}"
    if intake.groups and all(group == ABOUT_A_CHILD for group in intake.groups) and (hers or not asked.is_for_child):
        return "for others: professionals, about a child"
    barred = [exclusion for exclusion in intake.exclusions if EXCLUDED_BY.get(exclusion) in asked.access_needs]
    return f"it cannot take {listed([slug.replace('-', ' ') for slug in barred])}" if barred else None


def _unsafe_to_send(asked: Asked, candidate: Candidate) -> str | None:
    if not candidate.tier.routable:
        return f"nobody confirmed it for {_days(candidate.days_old or 0)}"
    if asked.action is Action.CARE_NOW:
        if candidate.card.where is not None:
            return None if candidate.hours_rank == 0 else "not known to be open now"
        return None if candidate.intake.has_voice else "no number to ring"
    if asked.is_urgent and not candidate.intake.has_voice:
        by_form = candidate.intake.channel is ReferralChannel.WEB_FORM
        return "it has a web form and no number, which is too slow for this" if by_form else "no number to ring"
    if asked.is_urgent and candidate.intake.channel is None:
        return "nobody knows how one refers to it"
    return None


def _locality(asked: Asked, candidate: Candidate) -> int:
    """The place in the order of the first area that a service reaches; after the last when it reaches none."""
    reach, bits = candidate.intake.reach, _BITS[asked.area]
    for place, reach_bit in enumerate(bits):
        if reach & reach_bit:
            return place
    return len(bits)


def _is_out_of_area(asked: Asked, candidate: Candidate) -> bool:
    return not candidate.card.intake.reach & _IN_AREA[asked.area]


def _is_her_boroughs(asked: Asked, candidate: Candidate) -> bool:
    return bool(asked.borough) and asked.borough in candidate.intake.places


def _is_another_boroughs(asked: Asked, candidate: Candidate) -> bool:
    """Whether a service is for single boroughs alone, and not for hers, which we know."""
    intake = candidate.intake
    if not asked.borough or not intake.places or intake.reach & (Reach.LONDON | Reach.NATIONAL):
        return False
    may_be_hers = any(is_in_london(name) and name not in LONDON_BOROUGHS for name in intake.places)  # "West London"
    return not may_be_hers and not _is_her_boroughs(asked, candidate)


def _is_of_another_place(asked: Asked, candidate: Candidate) -> bool:
    """Whether a service is no use where she is. Children's services serve one place: Brent, if hers is unknown."""
    if not asked.is_childrens_services_elsewhere:
        return _is_out_of_area(asked, candidate) or _is_another_boroughs(asked, candidate)
    may_be_there = asked.area is Area.UNKNOWN and candidate.intake.reach & Reach.BRENT
    return not (may_be_there or _is_her_boroughs(asked, candidate))


def is_for_children(intake: Intake) -> bool:
    """Whether a service says that it is for children, or about them."""
    return bool({CHILD, ABOUT_A_CHILD}.intersection(intake.groups)) or (intake.maximum_age or OLDEST) <= GROWN_UP


def is_for_women_only(intake: Intake) -> bool:
    """Whether a service says that it is for women, of whatever group."""
    return bool(intake.women_only) or (bool(intake.groups) and all("women" in group for group in intake.groups))


def _place(asked: Asked, candidate: Candidate) -> int:
    return -1 if _is_her_boroughs(asked, candidate) else _locality(asked, candidate)


def _for_whom_where(asked: Asked, candidate: Candidate) -> str:
    """Say for whom, and where: "for women across London"."""
    people = asked.people_of(candidate.intake)
    if _is_her_boroughs(asked, candidate):
        return f"for {people} in {asked.borough}"
    reach = asked.order[_locality(asked, candidate)]
    where = _NATIONS_WORDS[candidate.intake.nations] if reach is Reach.NATIONAL else _REACH_WORDS[reach]
    return f"for {people} {where}"


def _either(names: tuple[str, ...]) -> str:
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _places(candidate: Candidate) -> str:
    intake = candidate.intake
    names = [name for reach, name in ((Reach.BRENT, "Brent"), (Reach.LONDON, "London")) if intake.reach & reach]
    return listed([*names, *intake.places]) or "elsewhere"


def _group(slug: str) -> str:
    return GROUPS[slug].label if slug in GROUPS else slug.replace("-", " ")


def _state(candidate: Candidate) -> str:
    text = candidate.state.text
    return f"{text[0].lower()}{text[1:]}"


def _days(days: int) -> str:
    return f"{days} {'day' if days == 1 else 'days'}"
