"""Referrals through Pathway are offered only while somebody at the service can answer them here."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select

from pathway.accounts import queries as accounts
from pathway.accounts.models import User
from pathway.accounts.vocabulary import UserStatus
from pathway.core.permission import Permission
from pathway.directory.editing.operations import save
from pathway.directory.editing.queries import ANSWERERS
from pathway.directory.exchange import load
from pathway.directory.exchange.importer.versions import Edit, numbers_of
from pathway.directory.exchange.importer.write import wait_for_import
from pathway.directory.listing_record import ServiceRecord
from pathway.directory.models import Service
from pathway.directory.vocabulary import THROUGH_PATHWAY, EditKind, ReferralChannel, ServiceStatus
from pathway.extensions import db, writing
from pathway.notifications.operations import enqueue

_AT_ONCE = 100


def fall_back_to_telephone(_now: datetime) -> None:
    """Let services whose last active caseworker left be rung again, and tell those who reach every listing."""
    with writing():
        unanswered = select(Service.id).where(
            Service.referral_channel.in_(THROUGH_PATHWAY), Service.status != ServiceStatus.DEFUNCT, ~_is_answered()
        )
        wait_for_import(db.session())
        # Locked as they are chosen: whoever adds a caseworker meanwhile waits for the next round.
        ids = list(db.session.scalars(unanswered.order_by(Service.id).limit(_AT_ONCE).with_for_update()))
        if not ids:
            return
        numbers = numbers_of(db.session(), ids)
        services = load.load(db.session(), ids).values()
        save([(_by_telephone(service), service) for service in services], Edit(EditKind.CHANGED, None, numbers))
        for user in accounts.people_who_reach_all(Permission.PUBLISH_LISTING):
            enqueue("nobody_answers", user.email)


def _is_answered() -> ColumnElement[bool]:
    somebody = (User.organization_id == Service.organization_id) & (User.status == UserStatus.ACTIVE)
    return exists().where(somebody, User.role.in_(ANSWERERS))


def _by_telephone(service: ServiceRecord) -> ServiceRecord:
    can_be_rung = any(not phone.is_text for phone in service.phones)
    return replace(service, referral_channel=ReferralChannel.PHONE if can_be_rung else None)
