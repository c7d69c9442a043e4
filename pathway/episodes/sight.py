"""Who sees what of a referral. One place decides; pages and files only show what it gives them.

- The referrer sees receipts always, and what she typed until somebody has taken her and a day after.
- The people of an agency see their own leg, its facts by the table of `seen_by`, and who she is once they took her.
- A coordinator sees receipts and facts of all, and who she is only where her own organisation took her.
- A referrer of an enforcement body sees "received", or that nobody took her, and nothing else.
- The duty desk of a 72-hour clock reads who she is before it has taken her.
- Once she took her agreement back nobody reads who she is, but an agency that has her on a decision without it; and an
  agency that was stopped reads nothing.
- Whoever typed a code from an agency's mailbox sees that one leg as the agency's people do, and nothing else.
- Everybody else may not know that it exists.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from pathway.accounts.permissions import Grant, Person
from pathway.core.permission import Permission
from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.episodes.models import Episode, Leg
from pathway.episodes.vocabulary import UNANSWERED, LegStatus, Party, ReasonCode
from pathway.organizations.vocabulary import OrganizationKind

HERS_AFTER_ACCEPTANCE = timedelta(hours=24)
ANSWERED_HERE = (ReferralChannel.INBOX, ReferralChannel.EMAIL_LINK)
"""Ways by which an agency itself answers. By any other nothing is shown to its people: they heard it."""


class LegSight(Protocol):
    """What pages of an agency ask of whoever reads them."""

    @property
    def legs(self) -> tuple[Leg, ...]:
        """The legs that she may know of."""

    @property
    def is_referrer(self) -> bool:
        """Whether she sent it."""

    @property
    def own_name(self) -> str:
        """Her name; "" where nobody knows it."""

    def parties(self, leg: Leg) -> frozenset[Party]:
        """Return the parts that she has in a leg."""

    def reads_facts_of(self, leg: Leg) -> bool:
        """Whether she reads the facts that this leg's agency sees."""


@dataclass(frozen=True)
class MailboxSight:
    """What whoever answers through an agency's mailbox sees of a referral: the one leg that was sent there."""

    leg: Leg
    is_referrer = False
    own_name = ""

    @property
    def legs(self) -> tuple[Leg, ...]:
        """The one."""
        return () if _is_mistake(self.leg) else (self.leg,)

    def parties(self, leg: Leg) -> frozenset[Party]:
        """Return the receiver's part, in this leg only."""
        return frozenset({Party.RECEIVER}) if leg.id == self.leg.id else frozenset()

    def reads_facts_of(self, leg: Leg) -> bool:
        """Whether the facts that this leg's agency sees are shown."""
        return leg.id == self.leg.id and not was_stopped(leg)


@dataclass(frozen=True)
class Sight:
    """What one person sees of one referral.

    `is_referrer`: she sent it. `legs`: those she may know of. `reads_all_facts`: what was answered, and the note.
    `reads_identity`: who the woman is, and how to reach her, once she asks. `only_receipt`: of an enforcement body.
    """

    person: Person
    is_referrer: bool
    is_coordinator: bool
    legs: tuple[Leg, ...]
    reads_all_facts: bool
    reads_identity: bool
    only_receipt: bool

    @property
    def own_name(self) -> str:
        """Her name."""
        return self.person.name

    def parties(self, leg: Leg) -> frozenset[Party]:
        """Return the parts that she has in a leg."""
        parties = {Party.WORKER}
        if self.is_referrer:
            parties.add(Party.REFERRER)
            if leg.is_rung:
                parties.add(Party.ON_THEIR_WORD)
        elif self._receives(leg):
            parties.add(Party.RECEIVER)
        if self.is_coordinator:
            parties.add(Party.COORDINATOR)
            if leg.is_rung:
                parties.add(Party.ON_THEIR_WORD)
        return frozenset(parties)

    def reads_facts_of(self, leg: Leg) -> bool:
        """Whether she reads the facts that this leg's agency sees."""
        return self._receives(leg) and self.person.may(Permission.READ_FACTS) and not was_stopped(leg)

    def _receives(self, leg: Leg) -> bool:
        return receives(self.person, leg)


def receives(person: Person, leg: Leg) -> bool:
    """Whether a leg is addressed to somebody's organisation, is answered here, and she is one of those who answer."""
    return (
        leg.organization_id == person.organization_id
        and leg.way in ANSWERED_HERE
        and person.grant(Permission.ACT_ON_LEG) is Grant.ADDRESSED
        and person.organization_kind is not OrganizationKind.ENFORCEMENT
    )


def was_stopped(leg: Leg) -> bool:
    """Whether a leg was stopped because she took her agreement back: what was shared is shown no more."""
    return leg.status is LegStatus.CANCELLED and leg.reason is ReasonCode.AGREEMENT_WITHDRAWN


def sight_of(person: Person, episode: Episode, now: datetime) -> Sight | None:
    """Return what somebody sees of a referral at `now` (aware UTC); None where she may not know of it."""
    is_referrer = episode.referrer_id == person.id and person.may(Permission.SEE_RECEIPTS)
    is_coordinator = person.grant(Permission.SEE_RECEIPTS) is Grant.YES
    addressed = tuple(leg for leg in episode.legs if receives(person, leg) and not _is_mistake(leg))
    if not (is_referrer or is_coordinator or addressed):
        return None
    only_receipt = person.organization_kind is OrganizationKind.ENFORCEMENT
    still_hers = is_referrer and _still_the_referrers(episode, now)
    is_withheld = episode.identity is not None and episode.identity.withheld_at is not None
    return Sight(
        person=person,
        is_referrer=is_referrer,
        is_coordinator=is_coordinator,
        legs=tuple(episode.legs) if is_referrer or is_coordinator else addressed,
        reads_all_facts=not only_receipt and (is_coordinator or (still_hers and person.may(Permission.READ_FACTS))),
        reads_identity=not only_receipt
        and person.may(Permission.READ_IDENTITY)
        and (
            (still_hers and not is_withheld)
            or any(_may_see_her(episode, leg) for leg in addressed if leg.decision_id or not is_withheld)
        ),
        only_receipt=only_receipt,
    )


def _still_the_referrers(episode: Episode, now: datetime) -> bool:
    """Whether she may still read what she typed: until somebody took the woman, and a day after."""
    taken = [leg.accepted_at for leg in episode.legs if leg.accepted_at and not _is_mistake(leg)]
    return not taken or now < min(taken) + HERS_AFTER_ACCEPTANCE


def is_desk_on_the_clock(episode: Episode, leg: Leg) -> bool:
    """Whether a leg is one of the duty desk that runs her 72 hours: it reads who she is before it has taken her."""
    return leg.is_open and leg.agency_type is AgencyType.PATHWAY_COORDINATOR and episode.clock is not None


def _may_see_her(episode: Episode, leg: Leg) -> bool:
    return _took_her(leg) or is_desk_on_the_clock(episode, leg)


def _took_her(leg: Leg) -> bool:
    return leg.is_open and leg.status not in UNANSWERED


def _is_mistake(leg: Leg) -> bool:
    return leg.status is LegStatus.ENTERED_IN_ERROR
