"""What a listing still lacks of what a worker needs, and whether it has enough to be published or chosen.

Beside freshness: a listing may be confirmed today and still not say how one refers to it. Only what is missing counts
here, never whether it is right.
"""

from enum import StrEnum

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


def missing(listing: Listed) -> tuple[Part, ...]:
    """Return what a listing lacks, what workers need most first; nothing for a complete one."""
    has = {
        Part.WAY: _has_way(listing),
        Part.NUMBER: bool(listing.phones),
        Part.HOURS: _has_hours(listing),
        Part.FOR_WHOM: _says_for_whom(listing),
        Part.AREA: bool(listing.areas or listing.service_area_description),
    }
    return tuple(part for part in Part if not has[part])


def may_publish(listing: Listed) -> bool:
    """Whether it has the least that the public may be shown: where it takes women from, and one way to reach it.

    A number, a web page, an e-mail address or a door that is no secret: any one will do.
    """
    return Part.AREA not in missing(listing) and _can_be_reached(listing)


def may_be_chosen(listing: Listed) -> bool:
    """Whether it has the least to be the answer to "where do I send her": it may be published, and one knows how.

    A number is enough to ask how; without one, the way to refer must be known.
    """
    lacks = missing(listing)
    return may_publish(listing) and not {Part.WAY, Part.NUMBER} <= set(lacks)


def _has_way(listing: Listed) -> bool:
    """Whether one knows how to refer, and has what that takes: a number to ring, the address of a form."""
    if not (listing.takes_professionals or listing.takes_self):
        return False
    match listing.referral_channel:
        case None:
            return False
        case ReferralChannel.PHONE:
            return any(not phone.is_text for phone in listing.phones)
        case ReferralChannel.WEB_FORM:
            return listing.url is not None
        case ReferralChannel.SELF_ONLY:
            return _can_be_reached(listing)
        case _:
            return True


def _has_hours(listing: Listed) -> bool:
    """Whether the hours of its desk, its door or one of its numbers are known. Hours in words only are not."""
    return bool(listing.schedules) or any(stated_hours(phone.description) for phone in listing.phones)


def _says_for_whom(listing: Listed) -> bool:
    limits = (listing.eligibility_description, listing.minimum_age, listing.maximum_age, listing.women_only)
    return any(limit is not None for limit in limits) or bool(codes_of(listing, TaxonomyName.FOR_WHOM))


def _can_be_reached(listing: Listed) -> bool:
    has_door = any(at.location.kind is LocationKind.SITE for at in listing.at_locations)
    return bool(listing.phones or listing.url or listing.email) or has_door
