"""Queries of reminders: who may get one, what is due, what a link is about."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select

from pathway.accounts import queries as accounts
from pathway.accounts.models import User
from pathway.accounts.permissions import POLICY, Grant, column_of
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.core.crypto import blind_index
from pathway.core.permission import Permission
from pathway.directory.exchange import load
from pathway.directory.freshness import due_on
from pathway.directory.listing_record import ServiceRecord
from pathway.directory.models import ListingVersion, Service
from pathway.directory.reminders.ladder import Listing, People
from pathway.directory.reminders.models import Reminder, ReminderListing
from pathway.directory.tier_conditions import is_asked, is_late
from pathway.directory.vocabulary import Publication, ServiceStatus
from pathway.extensions import db

_CHUNK = 1000

_PUBLIC = (
    Service.publication == Publication.PUBLISHED,
    Service.status.in_((ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED)),
)


def people() -> People:
    """Return who may be reminded: managers by organisation, and coordinators."""
    managers: dict[UUID, list[UUID]] = defaultdict(list)
    for user in accounts.holders(Permission.CONFIRM_LISTING, Grant.ORGANIZATION):
        managers[user.organization_id].append(user.id)
    coordinators = [user.id for user in accounts.holders(Permission.CONFIRM_LISTING, Grant.YES)]
    return People(managers, coordinators)


def last_sent() -> dict[UUID, datetime]:
    """Return when each person's last reminder was sent."""
    query = select(Reminder.user_id, func.max(Reminder.sent_at)).group_by(Reminder.user_id)
    return dict(db.session.execute(query).all())


def last_reminder(user_id: UUID) -> Reminder | None:
    """Return somebody's last reminder."""
    query = select(Reminder).where(Reminder.user_id == user_id).order_by(Reminder.number.desc()).limit(1)
    return db.session.scalar(query)


def due_listings(today: date, organization_ids: Collection[UUID] | None) -> list[Listing]:
    """Return the public listings that are due or stale, of these organisations or of all (None)."""
    due = or_(is_late(today), is_asked(today))
    columns = (Service.id, Service.organization_id, Service.assured_on, Service.funded_until, Service.unanswered_on)
    rows = db.session.execute(select(*columns).where(*_PUBLIC, due).order_by(Service.id)).all()
    rows = [row for row in rows if organization_ids is None or row.organization_id in organization_ids]
    owners = _owners([row.id for row in rows])
    return [
        Listing(row.id, row.organization_id, owners.get(row.id), row.assured_on, day)
        for row in rows
        if (day := due_on(row.assured_on, row.funded_until, row.unanswered_on)) is not None
    ]


def _owners(service_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Return who of its own organisation, still active, confirmed or changed each listing last."""
    owners: dict[UUID, UUID] = {}
    for start in range(0, len(service_ids), _CHUNK):
        query = (
            select(ListingVersion.service_id, ListingVersion.made_by)
            .join(Service, Service.id == ListingVersion.service_id)
            .join(User, (User.id == ListingVersion.made_by) & (User.organization_id == Service.organization_id))
            .where(ListingVersion.service_id.in_(service_ids[start : start + _CHUNK]))
            .where(User.status == UserStatus.ACTIVE, User.role == Role.SERVICE_MANAGER)
            .order_by(ListingVersion.service_id, ListingVersion.number)
        )
        owners |= {service_id: made_by for service_id, made_by in db.session.execute(query) if made_by}
    return owners


def who_looks_after(service_id: UUID) -> list[UUID]:
    """Return who is told of one listing: its owner, else the managers of its organisation, else the coordinators."""
    everybody = people()
    organization_id = db.session.scalars(select(Service.organization_id).where(Service.id == service_id)).one()
    managers = everybody.managers.get(organization_id, ())
    owner = _owners([service_id]).get(service_id)
    return [owner] if owner in managers and owner else [*(managers or everybody.coordinators)]


def reminder_of(token: str, *, for_writing: bool = False) -> Reminder | None:
    """Return the reminder with this token in its link, used or not. `for_writing` locks it."""
    query = select(Reminder).where(Reminder.token_hash == hashed(token))
    return db.session.scalar(query.with_for_update() if for_writing else query)


def hashed(token: str) -> str:
    """Return what is stored of a token."""
    return blind_index("reminder-link", token)


def who_may_answer(reminder: Reminder, *, for_writing: bool = False) -> User | None:
    """Return whose reminder it is, if she is still active and may still confirm listings of her organisation."""
    user = accounts.user(reminder.user_id, hold=for_writing)
    grant = POLICY[Permission.CONFIRM_LISTING][column_of(user.role, user.organization.kind)]
    return user if user.status is UserStatus.ACTIVE and grant in {Grant.ORGANIZATION, Grant.YES} else None


def listings_of(reminder: Reminder, user: User) -> list[ServiceRecord]:
    """Return the listings of a reminder that are still public and still of her organisation, by name."""
    listed = select(ReminderListing.service_id).where(ReminderListing.reminder_id == reminder.id)
    query = select(Service.id).where(Service.id.in_(listed), Service.organization_id == user.organization_id, *_PUBLIC)
    ids = list(db.session.scalars(query.order_by(Service.id)))
    return sorted(load.load(db.session(), ids).values(), key=lambda listing: (listing.name.lower(), listing.id))
