"""The sweep of the clocks, and whom of a referral it tells: its agencies, and whoever referred her."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select

from pathway.accounts import queries as accounts
from pathway.core.errors import SweepError
from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.episodes import queries
from pathway.episodes.leg_link import operations as links
from pathway.episodes.leg_link.queries import mailbox_of
from pathway.episodes.models import Episode, Leg
from pathway.episodes.sight import ANSWERED_HERE
from pathway.extensions import db
from pathway.notifications.models import OutboxMessage
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind
from pathway.turnaround import queries as clocks
from pathway.turnaround import sweep as sweeping
from pathway.turnaround.models import EpisodeClock
from pathway.turnaround.operations import ACCEPTED, RECEIVED
from pathway.turnaround.policy import Owner
from pathway.turnaround.recipients import Near
from pathway.turnaround.sweep import Swept

AGENCIES: Mapping[Owner, frozenset[AgencyType]] = MappingProxyType(
    {
        Owner.HOUSING: frozenset({AgencyType.EMERGENCY_ACCOMMODATION, AgencyType.HOUSING_ADVICE}),
        Owner.SEXUAL_HEALTH: frozenset({AgencyType.SEXUAL_HEALTH, AgencyType.SARC}),
        Owner.SUBSTANCE_MISUSE: frozenset({AgencyType.SUBSTANCE_MISUSE}),
    }
)
"""Which agencies see to a strand."""


def run(now: datetime) -> None:
    """Sweep, as a job. Raises SweepError where something could not be raised: the next sweep tries it again."""
    swept = sweep(now)
    if swept.failed:
        raise SweepError(f"{swept.failed} could not be raised")


def sweep(now: datetime) -> Swept:
    """Raise every threshold that has passed by `now` (aware UTC); return how many of each."""
    return sweeping.sweep(now, AroundAReferral())


class AroundAReferral:
    """Who has a part in a referral, by its legs. It reads, and locks nothing."""

    def near(self, clock: EpisodeClock, key: str, owner: Owner) -> Near:
        """Return who has a part in it, as far as one milestone goes."""
        episode = db.session.get_one(Episode, clock.episode_id)
        legs = db.session.scalars(
            select(Leg).where(Leg.episode_id == clock.episode_id, Leg.ended_at.is_(None)).order_by(Leg.number)
        ).all()
        leading = next((leg for leg in legs if leg.id == clock.lead_leg_id), None)
        if owner in {Owner.LEAD_AGENCY, Owner.NAMED_WORKER}:
            theirs = [leading] if leading else []
        else:
            theirs = [leg for leg in legs if leg.agency_type in AGENCIES.get(owner, ())]
        answered = [leg for leg in theirs if leg.way in ANSWERED_HERE]
        people = queries.answerers(sorted({leg.organization_id for leg in answered}))
        managers = clocks.service_managers(leading.organization_id) if leading else ()
        return Near(
            reference=episode.reference,
            owners=(*_coordinator(clock, owner), *(person.email for person in people)),
            owner_legs=tuple(leg.id for leg in theirs if _takes_links(leg)),
            service_managers=tuple(manager.email for manager in managers),
            referrer=_referrer(episode, key),
        )

    def mail_link(self, leg_id: UUID) -> OutboxMessage | None:
        """Tell the mailbox of a leg that there is an update, by a link; None where there is none any more."""
        leg = db.session.get_one(Leg, leg_id)
        return links.tell_mailbox(db.session.get_one(Episode, leg.episode_id), leg)


def _coordinator(clock: EpisodeClock, owner: Owner) -> tuple[str, ...]:
    """Return whoever has taken the clock on, where the milestone is hers."""
    if owner not in {Owner.DUTY_COORDINATOR, Owner.COORDINATOR} or clock.owner_id is None:
        return ()
    return _mailbox_of(clock.owner_id)


def _takes_links(leg: Leg) -> bool:
    return leg.way is ReferralChannel.EMAIL_LINK and mailbox_of(leg.id) is not None


def _referrer(episode: Episode, key: str) -> str | None:
    """Return where whoever referred her hears that something is late, if that is hers to know.

    An enforcement body hears only that nobody has received her yet: that nobody took her in time would say, by its
    absence, when somebody did. Others hear what they hear of an agency's answer, and the rest where she agreed to it.
    """
    query = select(Organization.kind).where(Organization.id == episode.referrer_organization_id)
    if db.session.scalars(query).one() is OrganizationKind.ENFORCEMENT:
        is_hers = key == RECEIVED
    else:
        is_hers = key in {RECEIVED, ACCEPTED} or episode.agreed_feedback
    return next(iter(_mailbox_of(episode.referrer_id)), None) if is_hers else None


def _mailbox_of(user_id: UUID) -> tuple[str, ...]:
    person = accounts.user_by_id(user_id)
    return (person.email,) if person is not None and not person.is_disabled else ()
