"""A job: links by e-mail that lead nowhere any more are ended for good, and whoever referred her is told to ring.

They stopped working the moment the mailbox, the way or the agreement changed: this is what follows from it. What nobody
has answered is rung from now on. Nothing is sent to the new mailbox: she agreed to a service, and nobody knows yet who
reads it.
"""

from datetime import datetime

from pathway.audit import trail
from pathway.directory.vocabulary import ReferralChannel
from pathway.episodes.inbox import notices, queries
from pathway.episodes.leg_link import queries as leg_link
from pathway.episodes.models import Episode, Leg
from pathway.episodes.vocabulary import UNANSWERED
from pathway.episodes.withdrawal.queries import messages_about
from pathway.extensions import db, writing
from pathway.notifications.operations import stop_unsent

AT_ONCE = 200


def end_lost(now: datetime) -> None:
    """End them, each leg in a transaction of its own."""
    legs = dict.fromkeys((link.episode_id, link.leg_id) for link in leg_link.lost(AT_ONCE))
    db.session.rollback()
    for episode_id, leg_id in legs:
        with writing():
            if held := queries.held_leg(episode_id, leg_id):
                _end(*held, now)


def _end(episode: Episode, leg: Leg, now: datetime) -> None:
    links = leg_link.links_of([leg.id])
    if all(link.stands for link in links):
        return
    leg_link.end_links(leg.id, now)
    if not leg.is_open or leg.way is not ReferralChannel.EMAIL_LINK:
        return  # nobody has to ring: it is only that the job need not look at it again
    stop_unsent(messages_about([leg.id]), now)
    if leg.status in UNANSWERED:
        leg.way = ReferralChannel.PHONE
    leg.changed_at = now
    trail.record("leg.link_ended", f"leg:{leg.id}", None, organization_id=leg.organization_id)
    notices.tell_to_ring(episode, leg)
