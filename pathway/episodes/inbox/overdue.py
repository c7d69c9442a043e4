"""Jobs: legs that nobody answered in time go back to whoever referred her, and time on hold ends.

Nothing is ever sent to another agency: she was asked about this one only. Each leg has a transaction of its own, and is
looked at again once it is locked, so that two workers at once, or a late start after an outage, do each thing once.
"""

from datetime import datetime

from pathway.episodes.events import Happening, happen
from pathway.episodes.inbox import notices, queries
from pathway.episodes.models import Episode, Leg
from pathway.episodes.sight import ANSWERED_HERE
from pathway.episodes.vocabulary import UNANSWERED, LegEventKind, LegStatus, Party, ReasonCode
from pathway.extensions import db, writing

AT_ONCE = 200
_SYSTEM = frozenset({Party.SYSTEM})


def reject_unanswered(now: datetime) -> None:
    """Let legs end that were not answered in time, and tell the referrer and the coordinators."""
    due = queries.overdue(now, AT_ONCE)
    db.session.rollback()
    for episode_id, leg_id in due:
        with writing():
            if held := queries.held_leg(episode_id, leg_id):
                _reject(*held, now)


def resume_held(now: datetime) -> None:
    """Take up again what was on hold until now."""
    due = queries.held_too_long(now, AT_ONCE)
    db.session.rollback()
    for episode_id, leg_id in due:
        with writing():
            if held := queries.held_leg(episode_id, leg_id):
                _resume(*held, now)


def _reject(episode: Episode, leg: Leg, now: datetime) -> None:
    if leg.status not in UNANSWERED or leg.answer_by >= now or leg.way not in ANSWERED_HERE:
        return
    happen(leg, Happening(LegEventKind.NOT_ANSWERED, _SYSTEM, reason=ReasonCode.NO_RESPONSE), None)
    notices.tell_referrer(episode, LegEventKind.NOT_ANSWERED)
    notices.tell_coordinators(episode)


def _resume(episode: Episode, leg: Leg, now: datetime) -> None:
    if leg.status is not LegStatus.ON_HOLD or leg.held_until is None or leg.held_until > now:
        return
    happen(leg, Happening(LegEventKind.RESUMED, _SYSTEM), None)
    notices.tell_agency(episode, leg)
