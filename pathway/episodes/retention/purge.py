"""Forgetting, a hundred at a time: each hundred with its counts in one transaction, so that any stop loses nothing."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import delete

from pathway.accounts.queries import user as user_of
from pathway.audit import trail
from pathway.core.actor import Actor
from pathway.core.clock import utc_now
from pathway.core.errors import ChangeRefusedError
from pathway.episodes.evidence import operations as evidence
from pathway.episodes.models import Episode, Identity
from pathway.episodes.retention import queries
from pathway.extensions import db, writing
from pathway.notifications.operations import enqueue
from pathway.turnaround import counts as clocks

logger = logging.getLogger("pathway.retention")

AT_ONCE = 100
MOST = 5_000
"""In one run, so that it ends well within a job's lease; the next goes on."""

_PLAINLY = {"synchronize_session": False}


def forget_due(now: datetime) -> None:
    """Forget what is due: the job."""
    logger.info("forgotten: %s", run(now))


def run(now: datetime) -> dict[str, int]:
    """Forget what is due at `now` (aware UTC); return how many of each."""
    return {
        "identities": _by_the_hundred(lambda: _forget_identities(now)),
        "referrals": _by_the_hundred(lambda: _forget_episodes(now)),
        "warned": _by_the_hundred(lambda: _warn(now)),
    }


def forget_whole(episodes: Sequence[Episode], by: Actor | None, action: str) -> None:
    """Keep the counts of these referrals, and delete everything else of them."""
    now = utc_now()
    evidence.count_before_forgetting(episodes, now)
    for episode in episodes:
        trail.record(action, episode.reference, by, organization_id=None if by else episode.referrer_organization_id)
    ids = [episode.id for episode in episodes]
    clocks.count_before_forgetting(ids, now)
    db.session.flush()
    # The database takes what hangs on them.
    db.session.execute(delete(Episode).where(Episode.id.in_(ids)), execution_options=_PLAINLY)


def erase(episode: Episode, by: Actor) -> None:
    """Forget one referral now. Raises ChangeRefusedError while it is kept by a hold, or while an agency has it."""
    if queries.is_held(episode.id):
        raise ChangeRefusedError("A legal hold keeps this referral. It has to be lifted first")
    if any(leg.is_open for leg in episode.legs):
        raise ChangeRefusedError("An agency still has this referral. Stop it first, on her word")
    forget_whole([episode], by, "referral.erased")


def _by_the_hundred(act: Callable[[], int]) -> int:
    done = 0
    while done < MOST:
        with writing():
            number = act()
        done += number
        if number < AT_ONCE:
            break
    return done


def _forget_identities(now: datetime) -> int:
    due = queries.identities_due(now, AT_ONCE)
    for _identity, episode in due:
        trail.record("identity.forgotten", episode.reference, None, organization_id=episode.referrer_organization_id)
    ids = [identity.id for identity, _episode in due]
    db.session.execute(delete(Identity).where(Identity.id.in_(ids)), execution_options=_PLAINLY)
    return len(due)


def _forget_episodes(now: datetime) -> int:
    due = queries.episodes_due(now, AT_ONCE)
    number = len(due)
    if due:
        forget_whole(due, None, "referral.forgotten")
    return number


def _warn(now: datetime) -> int:
    due = queries.open_too_long(now, AT_ONCE)
    for episode in due:
        episode.warned_open_at = now
        told = {user_of(episode.referrer_id).email, *(user.email for user in queries.coordinators())}
        for address in sorted(told):
            enqueue("referral_update", address, {"reference": episode.reference})
    return len(due)
