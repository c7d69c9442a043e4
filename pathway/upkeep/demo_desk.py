"""A made-up duty desk, roles that answer its clock, and the two made-up people who turned the 72-hour pathway on."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from pathway.accounts import queries as accounts
from pathway.accounts.permissions import Person
from pathway.accounts.proposals import lifecycle
from pathway.accounts.vocabulary import Role, SignInMethod
from pathway.core.clock import LONDON, as_if, london_today, utc_now
from pathway.core.errors import ChangeRefusedError, SeedError
from pathway.directory.models import Fallback, Service
from pathway.directory.search.index import indexer
from pathway.directory.stable_ids import stable_id
from pathway.directory.vocabulary import AgencyType
from pathway.extensions import db
from pathway.launch.fallback_words import operations as words
from pathway.launch.pathway_switch import proposals
from pathway.launch.signatures import operations as signatures
from pathway.launch.single_proposal import waiting_one
from pathway.referral import queries as referral
from pathway.referral.models import SignOffRole
from pathway.upkeep import demo_leads, demo_referrals
from pathway.upkeep.demo_referrals import MADE_UP

_NO_DESK = f"{MADE_UP}: no duty desk suits her. Do tonight's steps yourself, in the order in which they are here."


@dataclass(frozen=True)
class People:
    """The made-up people who have a part in made-up clocks."""

    referrer: Person
    caseworker: Person
    service_manager: Person
    coordinator: Person
    second: Person
    safeguarding_lead: Person


def people() -> People:
    """Return them, as if they had just signed in."""
    return People(
        referrer=_person(Role.REFERRER, 1),
        caseworker=_person(Role.CASEWORKER, 1),
        service_manager=_person(Role.SERVICE_MANAGER, 1),
        coordinator=_person(Role.COORDINATOR, 1),
        second=_person(Role.COORDINATOR, 2),
        safeguarding_lead=_person(Role.SAFEGUARDING_LEAD, 2),
    )


def is_there() -> bool:
    """Whether the made-up duty desk is listed here."""
    return db.session.get(Service, demo_referrals.service_id(demo_referrals.DESK)) is not None


def load(who: People, since: datetime) -> None:
    """List the duty desk, see to all that the pathway needs, and let two people turn it on, as of `since`.

    What is there already stays: a role that is ready, a signature, a pathway that runs. The caller commits. Raises
    SeedError where it cannot be turned on.
    """
    desk = demo_referrals.service(demo_referrals.DESK, who.coordinator.organization_id)
    indexer.refresh(db.session(), [desk.id])
    today = london_today()
    with as_if(since):
        _see_to_needs(who, since.astimezone(LONDON).date(), today)
        if not referral.pathway_is_running():
            _turn_on(who)
        db.session.flush()


def _see_to_needs(who: People, since: date, today: date) -> None:
    demo_leads.fill_duties(who.coordinator.organization_id, since, today, who.coordinator)
    kept = select(Fallback).where(Fallback.agency_type == AgencyType.PATHWAY_COORDINATOR)
    for row in db.session.scalars(kept).all():
        if "not running" in row.text.casefold():
            key = (row.agency_type, row.area, row.age, row.hours)
            words.save(key, _NO_DESK, who.coordinator, seen=None)
    signed = {one.role for one in referral.sign_offs()}
    for role in SignOffRole:
        if role not in signed:
            signatures.record(role, f"Nobody. {MADE_UP}", since, who.coordinator)
    db.session.flush()


def _turn_on(who: People) -> None:
    try:
        proposals.propose(on=True, why=MADE_UP, by=who.coordinator)
        asked = waiting_one(proposals.TURN)
        if asked is not None:
            lifecycle.approve(asked, who.safeguarding_lead)
    except ChangeRefusedError as error:
        raise SeedError(f"The 72-hour pathway could not be turned on for the demo. {error}") from error


def _person(role: Role, number: int) -> Person:
    user = accounts.user(account_id(role.value, number))
    return Person(
        id=user.id,
        organization_id=user.organization_id,
        name=user.name,
        role=user.role,
        organization_name=user.organization.name,
        organization_kind=user.organization.kind,
        session_id=user.id,
        factor_at=utc_now(),
        method=SignInMethod.PASSWORD,
    )


def account_id(called: str, number: int) -> UUID:
    """Return the id of a made-up account."""
    return stable_id("demo-user", f"{called}-{number}")
