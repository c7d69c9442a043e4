"""What a listing still lacks of what a worker needs, and whether it has enough to be published or chosen.

Beside freshness: a listing may be confirmed today and still not say how one refers to it. Only what is missing counts
here, never whether it is right.
"""

from enum import StrEnum
from typing import NamedTuple

from pathway.directory.any_listing import Listed
from pathway.directory.hours.phone_words import stated_hours
from pathway.directory.intake import codes_of
from pathway.directory.vocabulary import LocationKind, ReferralChannel, TaxonomyName


class Part(StrEnum):
    """What a worker needs of a listing, what she needs most first."""

    WAY = "way"
    NUMBER = "number"
    HOURS = "hours"
    FOR_WHOM = "for_whom"
    AREA = "area"

    @property
    def label(self) -> str:
        """What it is called on pages."""
        return _LABELS[self]


_LABELS = {
    Part.WAY: "how one refers",
    Part.NUMBER: "a number",
    Part.HOURS: "when it takes calls or referrals",
    Part.FOR_WHOM: "for whom it is",
    Part.AREA: "where it takes women from",
}


class Said(NamedTuple):
    """What a listing says of what is asked here: from the listing itself (`said_by`), or from a query of many."""

    takes_somebody: bool
    channel: ReferralChannel | None
    has_number: bool
    has_voice: bool
    has_page: bool
    has_email: bool
    has_door: bool
    has_hours: bool
    says_for_whom: bool
    says_where: bool

    @property
    def can_be_reached(self) -> bool:
        """Whether there is any way to it: a number, a web page, an e-mail address or a door that is no secret."""
        return self.has_number or self.has_page or self.has_email or self.has_door


def said_by(listing: Listed) -> Said:
    """Return what one listing says."""
    limits = (listing.eligibility_description, listing.minimum_age, listing.maximum_age, listing.women_only)
    return Said(
        takes_somebody=listing.takes_professionals or listing.takes_self,
        channel=listing.referral_channel,
        has_number=bool(listing.phones),
        has_voice=any(not phone.is_text for phone in listing.phones),
        has_page=bool(listing.url),
        has_email=bool(listing.email),
        has_door=any(at.location.kind is LocationKind.SITE for at in listing.at_locations),
        has_hours=bool(listing.schedules) or any(states_hours(phone.description) for phone in listing.phones),
        says_for_whom=any(limit is not None for limit in limits) or bool(codes_of(listing, TaxonomyName.FOR_WHOM)),
        says_where=bool(listing.areas or listing.service_area_description),
    )


def states_hours(description: str | None) -> bool:
    """Whether a number's description says when it answers. Hours of the service in words only do not count."""
    return stated_hours(description) is not None


def lacking(said: Said) -> tuple[Part, ...]:
    """Return what a listing that says this lacks, what workers need most first; nothing for a complete one."""
    has = {
        Part.WAY: _has_way(said),
        Part.NUMBER: said.has_number,
        Part.HOURS: said.has_hours,
        Part.FOR_WHOM: said.says_for_whom,
        Part.AREA: said.says_where,
    }
    return tuple(part for part, is_there in has.items() if not is_there)


def missing(listing: Listed) -> tuple[Part, ...]:
    """Return what a listing lacks, what workers need most first; nothing for a complete one."""
    return lacking(said_by(listing))


def may_publish(listing: Listed) -> bool:
    """Whether it has the least that the public may be shown: where it takes women from, and one way to reach it.

    A number, a web page, an e-mail address or a door that is no secret: any one will do.
    """
    said = said_by(listing)
    return said.says_where and said.can_be_reached


def may_be_chosen(listing: Listed) -> bool:
    """Whether it has the least to be the answer to "where do I send her": it may be published, and one knows how.

    A number is enough to ask how; without one, the way to refer must be known.
    """
    said = said_by(listing)
    return said.says_where and said.can_be_reached and (said.has_number or _has_way(said))


def _has_way(said: Said) -> bool:
    """Whether one knows how to refer, and has what that takes: a number to ring, the address of a form."""
    if not said.takes_somebody:
        return False
    match said.channel:
        case None:
            return False
        case ReferralChannel.PHONE:
            return said.has_voice
        case ReferralChannel.WEB_FORM:
            return said.has_page
        case ReferralChannel.SELF_ONLY:
            return said.can_be_reached
        case _:
            return True
