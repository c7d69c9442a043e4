"""Every question about accounts. Those about other people take who asks, and answer only what she may know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.orm import joinedload

from pathway.accounts.models import DeviceSession, Passkey, Proposal, User
from pathway.accounts.permissions import POLICY, Grant, Person
from pathway.accounts.vocabulary import ProposalStatus, Role, UserStatus
from pathway.core.clock import utc_now
from pathway.core.permission import Permission
from pathway.extensions import db
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind

PAGE = 50


@dataclass(frozen=True)
class UserPage:
    """One page of a list, and how many there are in all."""

    rows: Sequence[Any]
    total: int
    number: int


@dataclass(frozen=True)
class PersonName:
    """Somebody's name and organisation."""

    id: UUID
    name: str
    organization_id: UUID


def user_by_email(email: str, *, hold: bool = False) -> User | None:
    """Return the user with this (normal) address. `hold` locks the row until the transaction ends."""
    query = select(User).where(User.email == email).options(joinedload(User.organization))
    return db.session.scalar(for_update(query) if hold else query)


def for_update(query: Select[User]) -> Select[User]:
    """Lock the users of a query until the transaction ends, and read them again.

    A writer locks herself first, then whom she acts on: with one order there is no deadlock. `key_share` lets others
    write rows that only point at a user.
    """
    return query.with_for_update(of=User, key_share=True).execution_options(populate_existing=True)


def user(user_id: UUID, *, hold: bool = False) -> User:
    """Return a user who exists. `hold` locks the row until the transaction ends."""
    if hold:
        return db.session.scalars(for_update(select(User).where(User.id == user_id))).one()
    return db.session.get_one(User, user_id, options=[joinedload(User.organization)])


def users_for(person: Person, *, words: str = "", page: int = 1) -> UserPage:
    """Return the people whom somebody may look after: of her organisation, or of all."""
    rows = db.session.scalars(
        _matching(person, words)
        .options(joinedload(User.organization))
        .order_by(User.status == UserStatus.DISABLED, User.name, User.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    total = db.session.scalar(select(func.count()).select_from(_matching(person, words).subquery())) or 0
    return UserPage(rows.all(), total, page)


def _matching(person: Person, words: str) -> Select[User]:
    query = _visible(person)
    if not words:
        return query
    small = words.lower()
    has_words = func.lower(User.name).contains(small, autoescape=True) | User.email.contains(small, autoescape=True)
    return query.where(has_words)


def user_for(person: Person, user_id: UUID, *, hold: bool = False) -> User | None:
    """Return one of the people whom somebody may look after. `hold` locks the row until the transaction ends."""
    query = _visible(person).where(User.id == user_id).options(joinedload(User.organization))
    return db.session.scalar(for_update(query) if hold else query)


def _visible(person: Person) -> Select[User]:
    query = select(User)
    if person.reaches_all(Permission.DISABLE_ACCOUNT):
        return query
    return query.where(User.organization_id == person.organization_id)


def devices_of(user_id: UUID) -> Sequence[DeviceSession]:
    """Return where somebody is signed in, last seen first."""
    return db.session.scalars(
        select(DeviceSession)
        .where(DeviceSession.user_id == user_id, DeviceSession.ended_at.is_(None), DeviceSession.expires_at > utc_now())
        .order_by(DeviceSession.last_seen_at.desc(), DeviceSession.id)
    ).all()


def passkeys_of(user_id: UUID) -> Sequence[Passkey]:
    """Return somebody's passkeys, oldest first."""
    return db.session.scalars(
        select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.created_at, Passkey.id)
    ).all()


def proposals_for(person: Person, *, waiting: bool) -> Sequence[Proposal]:
    """Return the pending or the latest decided proposals, of the kinds that somebody may take part in."""
    if not person.permissions:
        return []
    query = (
        select(Proposal)
        .where(*_may_take_part(person))
        .options(joinedload(Proposal.proposer).joinedload(User.organization))
        .order_by(Proposal.proposed_at.desc(), Proposal.id)
        .limit(PAGE)
    )
    condition = _waits(utc_now())
    return db.session.scalars(query.where(condition if waiting else ~condition)).all()


def pending_counting(person: Person, now: Any) -> Select[int]:
    """Return the query that counts the pending proposals of the kinds somebody may take part in: part of another's."""
    return select(func.count(Proposal.id)).where(*_may_take_part(person), _waits(now))


def _may_take_part(person: Person) -> tuple[ColumnElement[bool], ...]:
    is_hers = Proposal.organization_id.is_(None) | (Proposal.organization_id == person.organization_id)
    reaches_all = person.grant(Permission.PUBLISH_LISTING) is Grant.YES
    return Proposal.permission.in_(person.permissions), true() if reaches_all else is_hers


def _waits(now: Any) -> ColumnElement[bool]:
    return and_(Proposal.status == ProposalStatus.WAITING, Proposal.expires_at > now)


def waiting_proposals() -> Sequence[Proposal]:
    """Return every pending proposal, oldest first."""
    query = select(Proposal).where(Proposal.status == ProposalStatus.WAITING, Proposal.expires_at > utc_now())
    return db.session.scalars(query.order_by(Proposal.proposed_at, Proposal.id)).all()


def open_proposal(subject_id: UUID, act: str) -> Proposal | None:
    """Return the proposal of one kind about something that waits, or that is approved and has not taken effect."""
    query = select(Proposal).where(Proposal.subject_id == subject_id, Proposal.act == act, _is_open())
    return db.session.scalars(query.order_by(Proposal.proposed_at, Proposal.id).limit(1)).first()


def _is_open() -> ColumnElement[bool]:
    rests = (Proposal.status == ProposalStatus.APPROVED) & Proposal.applied_at.is_(None)
    return _waits(utc_now()) | (rests & Proposal.takes_effect_at.is_not(None))


def proposals_of(user_id: UUID) -> Sequence[Proposal]:
    """Return what somebody asked for last, the latest first."""
    query = select(Proposal).where(Proposal.proposed_by == user_id, Proposal.subject_id.is_not(None))
    return db.session.scalars(query.order_by(Proposal.proposed_at.desc(), Proposal.id).limit(PAGE)).all()


def proposals_about(subject_id: UUID, user_id: UUID, since: datetime) -> Sequence[Proposal]:
    """Return what somebody asked for about something: what is still open, and whatever she asked for since a moment."""
    query = select(Proposal).where(Proposal.subject_id == subject_id, Proposal.proposed_by == user_id)
    query = query.where(_is_open() | (Proposal.proposed_at >= since))
    return db.session.scalars(query.order_by(Proposal.proposed_at.desc(), Proposal.id).limit(PAGE)).all()


def deciders(permission: Permission) -> Sequence[User]:
    """Return everybody who may decide what needs a permission: the second person, or who may do it alone."""
    return holders(permission, Grant.TWO, Grant.YES, Grant.ORGANIZATION)


def people_who_reach_all(permission: Permission) -> Sequence[User]:
    """Return everybody active whose permission reaches beyond her own organisation."""
    return holders(permission, Grant.YES, Grant.TWO)


def holders(permission: Permission, *grants: Grant) -> Sequence[User]:
    """Return everybody active whose permission reaches so far. People of enforcement bodies are never among them."""
    roles = [role for role in Role if POLICY[permission][role.value] in grants]
    query = (
        select(User)
        .join(User.organization)
        .where(
            User.role.in_(roles),
            User.status == UserStatus.ACTIVE,
            Organization.kind != OrganizationKind.ENFORCEMENT,
        )
    )
    return db.session.scalars(query.order_by(User.id)).all()


def proposal_for(person: Person, proposal_id: UUID) -> Proposal | None:
    """Return one proposal that somebody may take part in, locked until the transaction ends."""
    proposal = db.session.scalar(select(Proposal).where(Proposal.id == proposal_id).with_for_update())
    return proposal if proposal and person.may(proposal.permission) else None


def proposal_seen(person: Person, proposal_id: UUID) -> Proposal | None:
    """Return a proposal about a listing that somebody asked for or may take part in, locked until the transaction ends.

    One that is for an organisation's own people is nobody else's, but for those who reach all.
    """
    proposal = db.session.scalar(select(Proposal).where(Proposal.id == proposal_id).with_for_update())
    if proposal is None or proposal.subject_id is None:
        return None
    reaches_all = person.grant(Permission.PUBLISH_LISTING) is Grant.YES
    is_near = proposal.organization_id in {None, person.organization_id} or reaches_all
    may_take_part = person.may(proposal.permission) and is_near
    return proposal if may_take_part or proposal.proposed_by == person.id else None


def names_of(user_ids: Sequence[UUID]) -> dict[UUID, PersonName]:
    """Return the name of each person, for pages that have only ids. The caller checks who may see them."""
    rows = db.session.execute(
        select(User.id, User.name, User.organization_id).where(User.id.in_(user_ids)).order_by(User.id)
    )
    return {row.id: PersonName(*row) for row in rows}


def administrators() -> Sequence[User]:
    """Return the administrators who can sign in or have been invited."""
    query = select(User).where(User.role == Role.ADMINISTRATOR, User.status != UserStatus.DISABLED)
    return db.session.scalars(query.options(joinedload(User.organization)).order_by(User.created_at, User.id)).all()


def demo_accounts() -> int:
    """How many accounts were made for demonstration."""
    return db.session.scalar(select(func.count()).where(User.is_demo)) or 0


def user_by_id(user_id: UUID) -> User | None:
    """Return a user, for callers who may act on anybody."""
    return db.session.get(User, user_id, options=[joinedload(User.organization)])
