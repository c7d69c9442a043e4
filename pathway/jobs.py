"""Scheduled jobs, and how often each runs. Any number of workers: each job runs once a period over all of them."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from pathway.accounts import retention
from pathway.board import walls
from pathway.core.clock import utc_now
from pathway.directory.editing import at_once, inbox, proposed_changes
from pathway.directory.look_ups import operations as look_ups
from pathway.directory.reminders import operations as reminders
from pathway.directory.spot_checks import operations as spot_checks
from pathway.episodes import clock_sweep
from pathway.episodes.disclosure import operations as disclosure
from pathway.episodes.evidence import operations as evidence
from pathway.episodes.inbox import lost_links, overdue
from pathway.episodes.mailbox import sessions as mailbox_sessions
from pathway.episodes.retention import purge
from pathway.episodes.send import drafts
from pathway.extensions import db, insert_into, writing
from pathway.leads import reminders as lead_reminders
from pathway.leads import retention as leads
from pathway.notifications import delivery
from pathway.notifications.models import JobRun
from pathway.outage import renewal
from pathway.turnaround import counts as clocks

logger = logging.getLogger("pathway.jobs")

LEASE = timedelta(minutes=10)
"""How long most jobs may take."""
PRESSING = timedelta(minutes=2)


@dataclass(frozen=True)
class Job:
    """A function of the present moment, and how often it is called.

    `lease`: how long it may take before another worker thinks that its worker died. Short where what it does is
    pressing: two at once then have to do no harm.
    """

    name: str
    every: timedelta
    run: Callable[[datetime], None]
    lease: timedelta = LEASE


JOBS = (
    Job("forget old messages", timedelta(hours=1), delivery.forget_old),
    Job("end what is over at services", timedelta(minutes=10), at_once.end_what_is_over),
    Job("fall back to telephone where nobody answers", timedelta(minutes=10), inbox.fall_back_to_telephone),
    Job("make approved changes of contacts", timedelta(minutes=10), proposed_changes.make_due),
    Job("forget former holders of roles", timedelta(hours=1), leads.forget_former_holders),
    Job("remind of roles to look at", timedelta(hours=1), lead_reminders.remind),
    Job("remind of what is due", timedelta(hours=1), reminders.send),
    Job("draw numbers to ring", timedelta(hours=1), spot_checks.draw_numbers),
    Job("forget old reminders", timedelta(days=1), reminders.forget_old),
    Job("forget old counts of look-ups", timedelta(days=1), look_ups.forget_old),
    Job("end referrals that nobody answered", timedelta(minutes=1), overdue.reject_unanswered),
    Job("take up referrals that were on hold", timedelta(minutes=5), overdue.resume_held),
    Job("end links to mailboxes that lead nowhere", timedelta(minutes=1), lost_links.end_lost),
    Job("say what is late on the 72-hour pathway", timedelta(minutes=1), clock_sweep.run, PRESSING),
    Job("forget sessions of mailboxes", timedelta(hours=1), mailbox_sessions.forget_old),
    Job("forget drafts of referrals", timedelta(hours=1), drafts.forget_old),
    Job("write down the public pages", timedelta(minutes=1), renewal.renew),
    Job("forget old wall screens", timedelta(days=1), walls.forget_old),
    Job("end what nobody authorised in time", timedelta(minutes=10), disclosure.expire),
    Job("count clocks of months that are over", timedelta(hours=1), clocks.count_due),
    Job("count referrals of months that are over", timedelta(hours=1), evidence.count_due),
    Job("forget what is due of referrals", timedelta(hours=1), purge.forget_due),
    Job("end and forget old sessions", timedelta(minutes=10), retention.forget_old),
)


def run_due(worker: str, jobs: tuple[Job, ...] = JOBS) -> int:
    """Run every job that is due and nobody runs; return how many. One that fails is noted, and the others run."""
    return sum(_run(job, worker) for job in jobs)


def _run(job: Job, worker: str) -> bool:
    now = utc_now()
    if not _take(job, worker, now):
        return False
    failed = None
    try:
        job.run(now)
    except Exception as error:  # noqa: BLE001 - whatever one job does, the others go on
        db.session.rollback()
        failed = type(error).__name__
        logger.error("job %s failed: %s", job.name, failed)
    with writing():
        db.session.execute(
            update(JobRun)
            .where(JobRun.name == job.name, JobRun.leased_by == worker)
            .values(due_at=now + job.every, leased_until=None, leased_by=None, finished_at=utc_now(), last_error=failed)
        )
    return True


def _take(job: Job, worker: str, now: datetime) -> bool:
    due_at = db.session.scalar(select(JobRun.due_at).where(JobRun.name == job.name))
    db.session.rollback()
    if due_at is not None and due_at > now:
        return False
    free = or_(JobRun.leased_until.is_(None), JobRun.leased_until <= now)
    with writing():
        first = insert_into(JobRun).values(name=job.name, due_at=now)
        db.session.execute(first.on_conflict_do_nothing(index_elements=["name"]))
        taken = db.session.execute(
            update(JobRun)
            .where(JobRun.name == job.name, JobRun.due_at <= now, free)
            .values(leased_until=now + job.lease, leased_by=worker)
            .returning(JobRun.name)
        ).first()
    return taken is not None
