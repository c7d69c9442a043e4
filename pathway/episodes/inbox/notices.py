"""Who is told that there is an update, and of what. Each message holds a reference and nothing more."""

from collections.abc import Iterable
from uuid import UUID

from pathway.accounts import queries as accounts
from pathway.accounts.models import User
from pathway.core.actor import Actor
from pathway.core.permission import Permission
from pathway.episodes import queries as episodes
from pathway.episodes.inbox import queries
from pathway.episodes.leg_link import operations as links
from pathway.episodes.models import Episode, Leg
from pathway.episodes.vocabulary import UNANSWERED, LegEventKind
from pathway.notifications.operations import enqueue
from pathway.organizations.vocabulary import OrganizationKind

RECEIPTS = frozenset(
    {LegEventKind.ACKNOWLEDGED, LegEventKind.ACCEPTED, LegEventKind.DECLINED, LegEventKind.NOT_ANSWERED}
)
"""What the referrer hears in any case."""
FEEDBACK = frozenset({LegEventKind.CONTACT_MADE, LegEventKind.DELIVERED, LegEventKind.ENDED})
"""What she hears only if the woman agreed to it."""


def tell_referrer(episode: Episode, kind: LegEventKind, *, first_seen: bool = False) -> None:
    """Tell whoever referred her of an event, if it is hers to know.

    An enforcement body hears that it came in (`first_seen`) or that nobody took it, and never that she was taken.
    """
    if queries.referrer_kind(episode) is OrganizationKind.ENFORCEMENT:
        is_hers = first_seen or kind in {LegEventKind.DECLINED, LegEventKind.NOT_ANSWERED}
    else:
        is_hers = kind in RECEIPTS or (kind in FEEDBACK and episode.agreed_feedback)
    if is_hers:
        tell([accounts.user_by_id(episode.referrer_id)], episode)


def tell_agency(episode: Episode, leg: Leg, *, but: Actor | None = None) -> None:
    """Tell those who answer at an agency, or its mailbox, that there is an update, but for the one who made it."""
    people = episodes.answerers([leg.organization_id])
    tell([person for person in people if but is None or person.id != but.id], episode)
    links.tell_mailbox(episode, leg)


def tell_coordinators(episode: Episode) -> None:
    """Tell every coordinator that there is an update."""
    tell(accounts.people_who_reach_all(Permission.READ_BOARD), episode)


def tell_who_decides(episode: Episode, leg: Leg, *, by_mailbox: bool) -> None:
    """Tell the safeguarding leads of both organisations, and the coordinators, that a decision waits for them.

    `by_mailbox`: nobody knows who of the agency asked, so none of the agency decides.
    """
    organization_ids = {leg.organization_id, episode.referrer_organization_id}
    if by_mailbox:
        organization_ids.discard(leg.organization_id)
    leads = queries.safeguarding_leads(sorted(organization_ids))
    tell([*leads, *accounts.people_who_reach_all(Permission.READ_BOARD)], episode, "referral_unreached")


def tell(people: Iterable[User | None], episode: Episode, template: str = "referral_update") -> None:
    """Send everybody of these who can sign in one message."""
    told: set[UUID] = set()
    for person in people:
        if person is not None and not person.is_disabled and person.id not in told:
            told.add(person.id)
            enqueue(template, person.email, {"reference": episode.reference})


def tell_about_question(episode: Episode) -> None:
    """Tell whoever referred her that a question waits for her."""
    tell([accounts.user_by_id(episode.referrer_id)], episode)


def tell_to_ring(episode: Episode, leg: Leg) -> None:
    """Tell whoever referred her, and every coordinator, that an agency has to be rung: its page says which.

    Not an enforcement body once somebody took her: its page says nothing then, and a mail alone would.
    """
    is_hers = leg.status in UNANSWERED or queries.referrer_kind(episode) is not OrganizationKind.ENFORCEMENT
    referrer = [accounts.user_by_id(episode.referrer_id)] if is_hers else []
    tell([*referrer, *accounts.people_who_reach_all(Permission.READ_BOARD)], episode)
