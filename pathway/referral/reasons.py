"""Why a service suits her, or does not, in words: a reason each, which the page shows beside the service."""

from collections.abc import Mapping
from types import MappingProxyType

from pathway.directory.client_groups import GROUPS, is_particular
from pathway.directory.freshness import Tier
from pathway.directory.hours.clock_words import listed
from pathway.directory.intake import Intake, Reach
from pathway.directory.search.cards import age_words
from pathway.directory.vocabulary import Nations, ReferralChannel, Take
from pathway.referral.candidates import Candidate, rank
from pathway.referral.inquiry import ABOUT_A_CHILD, OLDEST, YOUNGEST, Inquiry, is_for_women_only
from pathway.referral.vocabulary import AccessNeed, Action, ServiceFor

CLOSED_FOR_NOW = 3
"""The `hours_rank` of a service that is closed for now."""

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


def why_not(inquiry: Inquiry, candidate: Candidate) -> str | None:
    """Return the first reason why a service does not suit, None where it does."""
    return why_never(inquiry, candidate) or _shut_door(inquiry, candidate)


def why_never(inquiry: Inquiry, candidate: Candidate) -> str | None:
    """Return the first reason why a service does not suit at any hour, None where at some hour it does."""
    intake = candidate.intake
    if intake.is_enforcement:
        return "an enforcement body: it may be rung, and is never sent a referral"
    if candidate.hours_rank == CLOSED_FOR_NOW:
        return "closed for now"
    if intake.is_full:
        return "full, as it last said"
    if inquiry.is_of_another_place(intake):
        return f"only for {inquiry.people_of(intake)} in {_places(intake)}"
    return _wrong_person(inquiry, intake) or _unsafe_to_send(inquiry, candidate)


def why_beside(inquiry: Inquiry, candidate: Candidate) -> str | None:
    """Say for whom a service is offered beside the others, None where it may be chosen."""
    intake = candidate.intake
    who = "the child" if inquiry.is_for_child else "she"
    if inquiry.is_her_boroughs(intake):
        return None
    if inquiry.is_childrens_services_elsewhere:
        return "if the child is in Brent"
    if inquiry.locality(intake.reach) >= len(inquiry.order):
        return f"if {who} is in {_either(intake.places)}" if intake.places else f"if it is where {who} is"
    particular = [group for group in intake.groups if is_particular(group) and group not in inquiry.own_groups]
    if particular and len(particular) == len(intake.groups):
        return f"for {listed([_group(group) for group in particular])}"
    return None


def why(inquiry: Inquiry, candidate: Candidate) -> str:
    """Say in a sentence why this service was chosen."""
    parts = [_for_whom_where(inquiry, candidate), _state(candidate)]
    parts.append(_confirmed(candidate))
    words = "; ".join(parts)
    return f"{words[0].upper()}{words[1:]}."


def _confirmed(candidate: Candidate) -> str:
    if candidate.tier is Tier.NEVER or candidate.days_old is None:
        return "its own people have not confirmed it yet"
    words = f"its own people confirmed it {_days(candidate.days_old)} ago"
    return f"{words} and are due to be asked again" if candidate.tier is Tier.DUE else words


def why_second(inquiry: Inquiry, first: Candidate, other: Candidate) -> str:
    """Say why the other comes second, or when it takes calls."""
    ours, theirs = rank(inquiry, first), rank(inquiry, other)
    is_elsewhere = (ours.wanted, ours.locality) != (theirs.wanted, theirs.locality)
    if is_elsewhere and (inquiry.wants_a_place or _place(inquiry, first) != _place(inquiry, other)):
        return "by telephone" if inquiry.wants_a_place else _for_whom_where(inquiry, other)
    if ours.hours != theirs.hours:
        return _state(other)
    if ours.freshness != theirs.freshness:
        return "its own people have not confirmed it as recently"
    is_farther = first.miles is not None and other.miles is not None and other.miles > first.miles
    return "farther away" if is_farther else _state(other)


def _wrong_person(inquiry: Inquiry, intake: Intake) -> str | None:
    hers = inquiry.taken_by is Take.SELF
    if inquiry.taken_by and inquiry.taken_by not in intake.takes:
        return "it takes referrals from professionals only" if hers else "she has to get in touch with it herself"
    if inquiry.service_for is ServiceFor.ANYONE and is_for_women_only(intake):
        return "for women only"
    youngest, oldest = inquiry.ages
    if (intake.minimum_age or YOUNGEST) > oldest or (intake.maximum_age or OLDEST) < youngest:
        return f"for others: {age_words(intake.minimum_age, intake.maximum_age)}"
    if intake.groups and all(group == ABOUT_A_CHILD for group in intake.groups) and (hers or not inquiry.is_for_child):
        return "for others: professionals, about a child"
    barred = [exclusion for exclusion in intake.exclusions if EXCLUDED_BY.get(exclusion) in inquiry.access_needs]
    return f"it cannot take {listed([slug.replace('-', ' ') for slug in barred])}" if barred else None


def _unsafe_to_send(inquiry: Inquiry, candidate: Candidate) -> str | None:
    if not candidate.card.may_be_chosen:
        return "its listing says too little: no number, and no way to refer"
    if not candidate.tier.routable:
        return f"nobody confirmed it for {_days(candidate.days_old or 0)}"
    if inquiry.action is Action.CARE_NOW:
        return None if candidate.card.where is not None or candidate.intake.has_voice else "no number to ring"
    if inquiry.is_urgent and not candidate.intake.has_voice:
        by_form = candidate.intake.channel is ReferralChannel.WEB_FORM
        return "it has a web form and no number, which is too slow for this" if by_form else "no number to ring"
    if inquiry.is_urgent and candidate.intake.channel is None:
        return "nobody knows how one refers to it"
    return None


def _shut_door(inquiry: Inquiry, candidate: Candidate) -> str | None:
    """Say why nobody is taken there just now for care: it has a door, and is not known to be open."""
    is_door = inquiry.action is Action.CARE_NOW and candidate.card.where is not None
    return "not known to be open now" if is_door and candidate.hours_rank != 0 else None


def _place(inquiry: Inquiry, candidate: Candidate) -> int:
    return -1 if inquiry.is_her_boroughs(candidate.intake) else inquiry.locality(candidate.intake.reach)


def _for_whom_where(inquiry: Inquiry, candidate: Candidate) -> str:
    """Say for whom, and where: "for women across London"."""
    people = inquiry.people_of(candidate.intake)
    if inquiry.is_her_boroughs(candidate.intake):
        return f"for {people} in {inquiry.borough}"
    reach = inquiry.order[inquiry.locality(candidate.intake.reach)]
    where = _NATIONS_WORDS[candidate.intake.nations] if reach is Reach.NATIONAL else _REACH_WORDS[reach]
    return f"for {people} {where}"


def _either(names: tuple[str, ...]) -> str:
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _places(intake: Intake) -> str:
    names = [name for reach, name in ((Reach.BRENT, "Brent"), (Reach.LONDON, "London")) if intake.reach & reach]
    return listed([*names, *intake.places]) or "elsewhere"


def _group(slug: str) -> str:
    return GROUPS[slug].label if slug in GROUPS else slug.replace("-", " ")


def _state(candidate: Candidate) -> str:
    text = candidate.state.text
    return f"{text[0].lower()}{text[1:]}"


def _days(days: int) -> str:
    return f"{days} {'day' if days == 1 else 'days'}"
