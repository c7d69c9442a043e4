"""What the 72-hour pathway needs before it may run, each as a line with what to do about it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pathway.core.permission import Permission
from pathway.directory.vocabulary import THROUGH_PATHWAY, ReferralChannel
from pathway.leads.models import LeadRole
from pathway.leads.tenure import holder_on
from pathway.leads.vocabulary import ClockDuty
from pathway.referral.models import SignOffRole

DESK = ClockDuty.DUTY_COORDINATOR
WORDS_ADDRESS = "/manage/start/words/pathway_coordinator/any/any/any"


@dataclass(frozen=True)
class Requirement:
    """One thing that it needs. `to_do` says what to do, `link` where; `needs`: what one must be allowed to do it."""

    words: str
    is_met: bool
    to_do: str
    href: str
    link: str
    needs: Permission


@dataclass(frozen=True)
class DeskListing:
    """A published service of the duty desk's kind. `way`: how a referral goes there now, None if none can be sent."""

    id: UUID
    name: str
    channel: ReferralChannel | None
    way: ReferralChannel | None
    has_number: bool

    @property
    def takes_referrals(self) -> bool:
        """Whether a referral can be sent there as it says that it takes them."""
        if self.way is None or self.channel is None or self.way is not self.channel:
            return False
        return self.has_number or self.way is not ReferralChannel.PHONE


def requirements(
    roles: Mapping[ClockDuty, LeadRole],
    listings: Collection[DeskListing],
    desk_words: Iterable[str],
    signed: Collection[SignOffRole],
    today: date,
) -> list[Requirement]:
    """Return everything that it needs, met or not, in the order in which it is best seen to.

    `roles`: those of the leads list by their part; `desk_words`: what is shown where no desk suits.
    """
    return [
        *_of_the_desk(roles.get(DESK)),
        *(_filled(duty, roles.get(duty), today) for duty in ClockDuty),
        _deputy(roles.get(DESK), today),
        _listing(listings),
        _words(desk_words),
        *(_signature(role, role in signed) for role in SignOffRole),
    ]


def _of_the_desk(role: LeadRole | None) -> Iterator[Requirement]:
    name = DESK.label.lower()
    href, link = _page(role)
    yield Requirement(
        f"The {name} has a phone",
        bool(role and role.phone),
        "Give the role a team number: everybody sees it." if role else _NOBODYS,
        f"{href}/edit" if role else href,
        link,
        Permission.EDIT_LEADS,
    )
    yield Requirement(
        f"The {name} has staffed hours",
        bool(role and role.schedules),
        "Say in which hours the desk is staffed." if role else _NOBODYS,
        f"{href}/hours" if role else href,
        link,
        Permission.EDIT_LEADS,
    )


_NOBODYS = "No role on the list has this part. Open the role that has it, and choose the part there."


def _deputy(role: LeadRole | None, today: date) -> Requirement:
    href, link = _page(role)
    return Requirement(
        f"The {DESK.label.lower()} has a deputy",
        role is not None and holder_on(role.holders, today, deputy=True) is not None,
        "Add a deputy to the role." if role else _NOBODYS,
        f"{href}/holders/new?as=deputy" if role else href,
        link,
        Permission.EDIT_LEADS,
    )


def _filled(duty: ClockDuty, role: LeadRole | None, today: date) -> Requirement:
    holder = holder_on(role.holders, today, deputy=False) if role else None
    has_number = role is not None and bool(role.phone or (holder and holder.phone))
    href, link = _page(role)
    if role is None:
        to_do = _NOBODYS
    elif holder is None:
        to_do = "Nobody holds it today. Say who takes it on."
    else:
        to_do = "There is no number to ring. Give the role a team number, or whoever holds it a number of hers."
    return Requirement(
        f"{duty.label}: somebody holds it, with a number to ring",
        holder is not None and has_number,
        to_do,
        href,
        link,
        Permission.EDIT_LEADS,
    )


def _page(role: LeadRole | None) -> tuple[str, str]:
    return (f"/manage/leads/{role.id}", role.title) if role else ("/manage/leads", "Leads")


def _listing(listings: Collection[DeskListing]) -> Requirement:
    is_met = any(listing.takes_referrals for listing in listings)
    listing = next(iter(sorted(listings, key=lambda one: (one.name, str(one.id)))), None)
    href, link, needs = "/manage/services", "Listings", Permission.CONFIRM_LISTING
    if listing is None:
        to_do = "Publish a listing of the kind “72-hour pathway duty desk”, in use, for professionals."
    else:
        href, link = f"/manage/services/{listing.id}", listing.name
        to_do = _why_it_takes_none(listing)
        if listing.channel in THROUGH_PATHWAY and listing.way is ReferralChannel.PHONE:
            href, link, needs = "/manage/sharing", "Sharing agreements", Permission.SWITCH_ON_SHARING
    return Requirement(
        "The duty desk is listed, and its listing says how it takes referrals", is_met, to_do, href, link, needs
    )


def _why_it_takes_none(listing: DeskListing) -> str:
    if listing.channel in {None, ReferralChannel.SELF_ONLY}:
        return "Its listing does not say how it takes referrals from professionals."
    if listing.way is None:
        return "It takes nobody now: it is closed, full, or not for professionals."
    if listing.channel in THROUGH_PATHWAY:
        return "It says that it answers here. A sharing agreement and somebody there who answers are still missing."
    return "It is rung, and its listing has no number."


def _words(desk_words: Iterable[str]) -> Requirement:
    return Requirement(
        "The words for when no duty desk suits her do not say that it is not running",
        not any("not running" in words.casefold() for words in desk_words),
        "Change them: a result shows them where the desk is full or takes other women.",
        WORDS_ADDRESS,
        "Words where we list nobody",
        Permission.SIGN_OFF,
    )


def _signature(role: SignOffRole, is_signed: bool) -> Requirement:
    return Requirement(
        f"{role.label}: signed",
        is_signed,
        "Record the signature once you have it on paper.",
        "/manage/start/sign-offs",
        "Signatures",
        Permission.SIGN_OFF,
    )
