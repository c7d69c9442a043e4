"""Who a service is for: a filter of the search, and which other services suit each choice."""

import re
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Group:
    """People whom a service says it is for.

    `is_particular`: its services never come first unless the group was asked for.
    `also`: groups whose services suit these people as well. A service that names no group suits anyone.
    """

    slug: str
    label: str
    is_particular: bool = True
    also: tuple[str, ...] = ()
    is_choice: bool = True


_ANY_GENDER = "people-of-any-gender-who-sell-sex"
_GROUPS = (
    Group("women", "women", is_particular=False, also=(_ANY_GENDER,)),
    Group(_ANY_GENDER, "people of any gender who sell sex", is_particular=False),
    Group(
        "black-and-minoritised-women",
        "Black and minoritised women",
        also=("women", _ANY_GENDER, "black-and-minoritised-women-and-children"),
    ),
    Group(
        "black-and-minoritised-women-and-children",
        "Black and minoritised women and children",
        also=("women", _ANY_GENDER, "black-and-minoritised-women"),
    ),
    Group(
        "latin-american-migrant-women",
        "Latin American migrant women",
        also=("women", _ANY_GENDER, "black-and-minoritised-women", "black-and-minoritised-women-and-children"),
    ),
    Group("lgbt-people", "LGBT+ people", also=(_ANY_GENDER, "trans-and-non-binary-people")),
    Group("trans-and-non-binary-people", "trans and non-binary people", also=(_ANY_GENDER, "lgbt-people")),
    Group("migrant-domestic-workers-only", "migrant domestic workers only", also=("women", _ANY_GENDER)),
    Group(
        "people-facing-honour-based-abuse-or-forced-marriage",
        "people facing honour-based abuse or forced marriage",
        also=("women", _ANY_GENDER),
    ),
    Group("students", "students", also=("women", _ANY_GENDER)),
    Group("under-19", "under 19"),
    Group(
        "adults-already-in-the-national-referral-mechanism",
        "adults already in the National Referral Mechanism",
        also=("women", _ANY_GENDER),
    ),
    Group("professionals-about-a-child", "professionals, about a child", is_choice=False),
)

EXCLUSIONS = (
    "women using drugs or drinking",
    "women still selling sex",
    "women without papers",
    "children",
    "pregnant women",
    "trans women",
    "dogs",
)
"""What services are asked whether they cannot take it, in words that give the term's code."""

GROUPS = MappingProxyType({group.slug: group for group in _GROUPS})


def slug_of(words: str) -> str:
    """Return the slug of a group from its name in listings."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def is_particular(slug: str) -> bool:
    """Whether a group is a particular one (a community, an age, a status). An unknown group counts as one."""
    return GROUPS[slug].is_particular if slug in GROUPS else True


def suited(slug: str) -> tuple[str, ...]:
    """Return every group whose services suit people of this group, the group itself first."""
    return (slug, *GROUPS[slug].also)
