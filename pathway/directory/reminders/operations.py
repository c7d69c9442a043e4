"""Reminding people of listings that are due, and what the link of a reminder does."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import delete, insert

from pathway.accounts import queries as accounts
from pathway.accounts.models import User
from pathway.accounts.vocabulary import UserStatus
from pathway.audit import trail
from pathway.core.clock import LONDON
from pathway.directory.editing import operations as editing
from pathway.directory.listing_record import ServiceRecord
from pathway.directory.reminders import ladder, queries
from pathway.directory.reminders.ladder import Listing, People
from pathway.directory.reminders.models import Reminder, ReminderListing
from pathway.extensions import db, insert_into, writing
from pathway.notifications.operations import enqueue

LASTS = timedelta(days=14)
"""How long the link of a reminder works."""

KEPT = timedelta(days=90)
"""How long it is kept that somebody was reminded."""


@dataclass(frozen=True)
class Answerer:
    """Whoever answers by a link, as far as a confirmation needs to know."""

    id: UUID
    organization_id: UUID
    organization_name: str


def send(now: datetime) -> None:
    """Remind everybody whose listings are due and who had no mail in the last seven days: one mail each.

    Each mail is a transaction of its own, so that nothing that fails sends one twice or keeps others waiting.
    """
    if not ladder.is_office_hour(now):
        return
    people, today = _who_may_be_written_to(now), now.astimezone(LONDON).date()
    organization_ids = None if people.coordinators else set(people.managers)
    everybody = queries.people()
    listings = queries.due_listings(today, organization_ids)
    db.session.rollback()  # what follows writes, in transactions of its own
    waiting = {*people.coordinators, *(id_ for ids in people.managers.values() for id_ in ids)}
    for person_id, due in ladder.by_person(listings, everybody, today).items():
        if person_id in waiting:
            _remind(person_id, due, now)


def _who_may_be_written_to(now: datetime) -> People:
    everybody, sent = queries.people(), queries.last_sent()
    managers = {
        organization_id: [id_ for id_ in ids if ladder.may_write(sent.get(id_), now)]
        for organization_id, ids in everybody.managers.items()
    }
    coordinators = [id_ for id_ in everybody.coordinators if ladder.may_write(sent.get(id_), now)]
    return People({id_: ids for id_, ids in managers.items() if ids}, coordinators)


def _remind(person_id: UUID, due: Sequence[Listing], now: datetime) -> None:
    with writing():
        # Her row is locked first, then asked again: another worker may have written to her meanwhile.
        user = accounts.user(person_id, hold=True)
        last = queries.last_reminder(person_id)
        if user.status is not UserStatus.ACTIVE or not ladder.may_write(last.sent_at if last else None, now):
            return
        hers = [listing.id for listing in due if listing.organization_id == user.organization_id]
        token = secrets.token_urlsafe(32) if hers else None
        reminder_id = _noted(user, last.number + 1 if last else 1, token, now)
        if reminder_id is None:
            return
        of_others = [listing.id for listing in due if listing.organization_id != user.organization_id]
        rows = [{"reminder_id": reminder_id, "service_id": id_} for id_ in [*hers, *of_others][: editing.AT_ONCE]]
        db.session.execute(insert(ReminderListing), rows)
        _write_to(user, len(hers), len(of_others), token, now)


def _noted(user: User, number: int, token: str | None, now: datetime) -> UUID | None:
    """Note the reminder; None where the database has one of this number already."""
    values: dict[str, Any] = {
        "id": uuid4(),
        "user_id": user.id,
        "number": number,
        "sent_at": now,
        "expires_at": now + LASTS,
        "token_hash": queries.hashed(token) if token else None,
    }
    noted = insert_into(Reminder).values(values).on_conflict_do_nothing(index_elements=["user_id", "number"])
    return db.session.scalar(noted.returning(Reminder.id))


def _write_to(user: User, hers: int, of_others: int, token: str | None, now: datetime) -> None:
    """Queue the mail. It names no service: a mailbox is read in company."""
    origin = current_app.config["SETTINGS"].origin
    values = {
        "hers": f"{hers}" if hers else "",
        "of_others": f"{of_others}" if of_others else "",
        "link": f"{origin}/still-correct/{token}" if token else "",
    }
    enqueue("entries_due", user.email, values, expires_at=now + LASTS)


def fingerprint(listings: Sequence[ServiceRecord]) -> str:
    """Return what the listings say, in a few letters: other letters, and somebody has changed one meanwhile."""
    said = [repr(replace(listing, assured_on=None, assured_by=None)) for listing in listings]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


def answer(reminder: Reminder, user: User, listings: Sequence[ServiceRecord], now: datetime) -> None:
    """Record that all these listings are still correct, said by somebody through her link, and use the link up."""
    reminder.used_at = now
    by = Answerer(user.id, user.organization_id, user.organization.name)
    editing.confirm([listing.id for listing in listings], by)
    trail.record("reminder.answered", f"reminder:{reminder.id}", user)


def forget_old(now: datetime) -> None:
    """Delete what is kept of reminders sent more than 90 days ago."""
    with writing():
        db.session.execute(delete(Reminder).where(Reminder.sent_at < now - KEPT))
