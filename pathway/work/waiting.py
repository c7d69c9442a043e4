"""What waits for somebody: proposals she may decide, listings and roles of hers that are due."""

from dataclasses import dataclass
from datetime import date

from pathway.accounts import queries as accounts
from pathway.accounts.models import Proposal
from pathway.accounts.permissions import Person
from pathway.accounts.proposals import lifecycle
from pathway.cards.translations import proposals as card_words
from pathway.core.clock import utc_now
from pathway.core.permission import Permission
from pathway.directory.editing import proposed_changes
from pathway.directory.editing import queries as editing
from pathway.directory.editing.queries import DueCounts, ManagedListing, WeekOfReports
from pathway.directory.spot_checks import queries as spot_checks
from pathway.directory.spot_checks.queries import Call
from pathway.episodes import referrer_tasks
from pathway.episodes.inbox import queries as inbox
from pathway.episodes.inbox.queries import ChangedReferral, Waiting
from pathway.episodes.referrer_tasks import ReferrerTask
from pathway.episodes.sharing import proposals as sharing
from pathway.episodes.subject_access import proposals as subject_access
from pathway.episodes.to_do import to_do
from pathway.launch.milestones import proposals as milestones
from pathway.launch.pathway_switch import proposals as pathway_switch
from pathway.launch.progress import Progress, progress
from pathway.leads import queries as leads
from pathway.leads.queries import ManagedLead
from pathway.work import queries
from pathway.work.queries import answers_referrals, waiting_for

FIRST = 5
"""Listings shown on the page of work."""


@dataclass(frozen=True)
class ToDecide:
    """A proposal in a sentence, and the page where it is decided."""

    told: str
    href: str


@dataclass(frozen=True)
class Work:
    """What waits for somebody. `counts`: None for who looks after no listings. `launch`: None once it is complete.

    `calls`: numbers of this month for her to ring. `week`: what was reported about her listings; None when nothing was.
    `referrals`: those that wait at her organisation, None for who may not know; `answers`: they wait for her.
    `own`: the first of those she sent that want something of her. `changed`: those at her organisation to look at now.
    """

    proposals: tuple[ToDecide, ...] = ()
    counts: DueCounts | None = None
    listings: tuple[ManagedListing, ...] = ()
    launch: Progress | None = None
    leads_due: int = 0
    leads: tuple[ManagedLead, ...] = ()
    calls: tuple[Call, ...] = ()
    week: WeekOfReports | None = None
    referrals: Waiting | None = None
    answers: bool = False
    to_decide: int = 0
    own: tuple[ReferrerTask, ...] = ()
    own_count: int = 0
    changed: tuple[ChangedReferral, ...] = ()
    changed_count: int = 0

    @property
    def count(self) -> int:
        """How many things wait."""
        listings = self.counts.to_confirm if self.counts else 0
        referrals = self.referrals.count if self.referrals and self.answers else 0
        of_women = referrals + self.to_decide + self.own_count + self.changed_count
        return len(self.proposals) + len(self.calls) + listings + self.leads_due + of_women


def work_of(person: Person, today: date) -> Work:
    """Return what waits for somebody, with the first of her listings that are due."""
    waiting = waiting_for(person, today)  # one query; what nothing waits of is not asked for
    counts, due = _listings(person, today)
    first = leads.managed(person, today, 1, min(waiting.leads, FIRST)) if waiting.leads else []
    week = editing.reports_of_the_week(person, today) if counts else None
    return Work(
        _decisions(person, waiting),
        counts,
        due,
        _launch(person),
        waiting.leads,
        tuple(first),
        calls=tuple(spot_checks.calls_of(today.replace(day=1), waiting=True)) if waiting.calls else (),
        week=None if week is None or week.is_quiet else week,
        referrals=_referrals(person),
        answers=answers_referrals(person),
        to_decide=waiting.warned,
        own=tuple(referrer_tasks.tasks_of(person, utc_now())) if waiting.own else (),
        own_count=waiting.own,
        changed=tuple(inbox.changed(person)) if waiting.changed else (),
        changed_count=waiting.changed,
    )


def count_for(person: Person, today: date, answers: int | None = None) -> int:
    """Return how many things wait for somebody: for the menu. `answers`: of them referrals, if the page has counted."""
    waiting = waiting_for(person, today, answers)
    proposals = len(_proposals(person)) if waiting.pending else 0
    listed = proposals + waiting.leads + waiting.calls + waiting.to_confirm
    return listed + waiting.referrals + waiting.answers + waiting.warned + waiting.changed + waiting.own


def _referrals(person: Person) -> Waiting | None:
    """Return how many referrals wait at her organisation, and since when."""
    return inbox.waiting_at_home(person, utc_now()) if person.may(Permission.SEE_WAITING) else None


def _listings(person: Person, today: date) -> tuple[DueCounts | None, tuple[ManagedListing, ...]]:
    """Return how many listings she looks after, if any, and the first of those that are due."""
    if not person.may(Permission.CONFIRM_LISTING):
        return None, ()
    first = editing.due_listings(person, today, 1, FIRST)
    due = tuple(listing for listing in first.listings if listing.tier != "fresh")
    return first.counts if first.counts.total else None, due


def _launch(person: Person) -> Progress | None:
    if not person.may(Permission.SIGN_OFF):
        return None
    so_far = progress()
    return None if so_far.is_complete else so_far


def _decisions(person: Person, waiting: queries.Waiting) -> tuple[ToDecide, ...]:
    """Return what is for her to decide: of referrals first, since that cannot wait."""
    of_referrals = to_do(person, utc_now()) if waiting.referrals else []
    return (
        *(ToDecide(told, href) for told, href in of_referrals),
        *(_proposals(person) if waiting.pending else ()),
    )


def _proposals(person: Person) -> tuple[ToDecide, ...]:
    """Return each proposal that she may decide now."""
    if not person.decides_with_another:
        return ()
    waiting = accounts.proposals_for(person, waiting=True)
    return tuple(
        ToDecide(lifecycle.describe(proposal), _address(proposal))
        for proposal in waiting
        if lifecycle.why_not(proposal, person) is None
    )


def _address(proposal: Proposal) -> str:
    if proposal.act in subject_access.ACTS:
        return f"/referrals/{lifecycle.details_of(proposal)['reference']}/for-her"
    if proposal.act == pathway_switch.TURN.name:
        return "/manage/pathway"
    if proposal.act == card_words.APPROVE.name:
        return f"/manage/cards/words/{lifecycle.details_of(proposal)['language']}"
    if proposal.act == milestones.PUBLISH.name:
        return "/manage/pathway/milestones"
    if proposal.act == sharing.SWITCH_ON.name:
        return "/manage/sharing"
    if proposed_changes.is_of_a_listing(proposal):
        return f"/manage/services/proposals/{proposal.id}"
    return "/manage/proposals"
