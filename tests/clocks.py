"""The 72-hour pathway for tests: turned on, with a duty desk that answers here and roles that somebody holds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from pathway.accounts.vocabulary import Role
from pathway.core.clock import utc_now
from pathway.directory.models import Fallback
from pathway.directory.search.index import indexer
from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.episodes.models import Episode, Leg
from pathway.extensions import db, writing
from pathway.leads.models import LeadHolder, LeadRole, LeadSchedule
from pathway.leads.vocabulary import ClockDuty
from pathway.organizations.vocabulary import OrganizationKind
from pathway.referral.models import PathwaySwitch, SignOff, SignOffRole
from pathway.turnaround.models import ClockEvent, EpisodeClock, MilestonePolicy
from pathway.turnaround.policy import FIRST_POLICY, Level, Threshold, Told
from tests import factories, referrals
from tests.staff import Staff, organization, signed_in, user

FACTS: dict[str, Any] = {
    "age": "18_plus",
    "area": "brent",
    "violence_risk": "immediate",
    "setting": "on_street",
    "consent_share": "yes",
}
"""A woman for whom the 72-hour pathway is live."""

DESK_NUMBER = "020 7946 0172"
"""The number of the duty desk's listing."""

ROLE_NUMBER = "020 7946 0110"
"""The number of a role's team."""


@dataclass
class Desk:
    """A running pathway: its duty desk, another agency, a coordinator and a referrer."""

    app: Flask
    referrer: Staff
    desk_worker: Staff
    agency_worker: Staff
    coordinator: Staff
    second: Staff
    desk: UUID
    agency: UUID
    references: list[str] = field(default_factory=list)

    def send(self, **facts: Any) -> str:
        """Send a referral of hers as the pages do; return its reference."""
        return referrals.send(self.referrer, FACTS | facts)

    def act(self, staff: Staff, reference: str, name: str, number: int = 1, **typed: Any) -> None:
        """Do something with a leg, as its page would send it, from a session that has just begun."""
        assert staff.user_id is not None
        staff = signed_in(self.app, staff.user_id)
        leg = next(leg for leg in referrals.episode(self.app, reference).legs if leg.number == number)
        fields = {f"{name}-{field}": value for field, value in typed.items()} | {"version": str(leg.version)}
        done = staff.post(f"/referrals/{reference}/received/{number}/{name}", fields)
        assert done.status_code == 303, referrals.refusal(done)

    def turn(self, *, on: bool) -> None:
        """Turn the pathway on, or off, as two people have."""
        assert self.coordinator.user_id is not None
        assert self.second.user_id is not None
        turn(self.app, self.coordinator.user_id, self.second.user_id, on=on)

    def clock(self, reference: str) -> EpisodeClock:
        """Her clock as it is now, with milestones and pauses."""
        with self.app.app_context():
            clock = self._clock(reference)
            assert clock is not None
            db.session.expunge_all()
            return clock

    def has_clock(self, reference: str) -> bool:
        """Whether she has one."""
        with self.app.app_context():
            return self._clock(reference) is not None

    def settled(self, reference: str) -> dict[str, str | None]:
        """How each milestone of hers is settled, by key."""
        return {one.key: one.settled and one.settled.value for one in self.clock(reference).milestones}

    def events(self, reference: str) -> list[str]:
        """What happened to her clock, in words of ours."""
        with self.app.app_context():
            clock = self._clock(reference)
            assert clock is not None
            query = select(ClockEvent).where(ClockEvent.episode_id == clock.episode_id)
            return [
                ":".join(filter(None, [event.kind.value, event.key]))
                for event in db.session.scalars(query.order_by(ClockEvent.number))
            ]

    def _clock(self, reference: str) -> EpisodeClock | None:
        query = select(EpisodeClock).join(Episode, Episode.id == EpisodeClock.episode_id)
        query = query.where(Episode.reference == reference)
        both = (selectinload(EpisodeClock.milestones), selectinload(EpisodeClock.pauses))
        return db.session.scalars(query.options(*both)).one_or_none()


def turn(app: Flask, asked_by: UUID, approved_by: UUID, *, on: bool = True) -> None:
    """Turn the pathway on, or off, as two people have."""
    with app.app_context(), writing():
        db.session.add(PathwaySwitch(is_running=on, asked_by=asked_by, approved_by=approved_by, at=utc_now()))


def set_up(app: Flask, way: ReferralChannel = ReferralChannel.INBOX) -> Desk:
    """Make a running pathway."""
    desk, agency = organization(app, name="Duty desk charity"), organization(app, name="Women's agency")
    desk_worker, agency_worker = user(app, desk, Role.CASEWORKER), user(app, agency, Role.CASEWORKER)
    mailbox = referrals.MAILBOX if way is ReferralChannel.EMAIL_LINK else None
    partner = organization(app, OrganizationKind.COUNCIL)
    coordinator, second = user(app, partner, Role.COORDINATOR), user(app, partner, Role.COORDINATOR)
    for home, worker in ((desk, desk_worker), (agency, agency_worker)):
        referrals.share(app, home, worker)
    referrals.publish(app, desk, AgencyType.PATHWAY_COORDINATOR, name="Duty desk", referral_channel=way, email=mailbox)
    referrals.publish(
        app, agency, AgencyType.VAWG_SERVICE, name="Women's agency", referral_channel=ReferralChannel.INBOX
    )
    turn(app, coordinator, second)
    return Desk(
        app=app,
        referrer=signed_in(app, user(app, organization(app, OrganizationKind.COUNCIL))),
        desk_worker=signed_in(app, desk_worker),
        agency_worker=signed_in(app, agency_worker),
        coordinator=signed_in(app, coordinator),
        second=signed_in(app, second),
        desk=desk,
        agency=agency,
    )


def role_with(app: Flask, duty: ClockDuty) -> UUID:
    """The role of the leads list that has a duty."""
    with app.app_context():
        return db.session.scalars(select(LeadRole.id).where(LeadRole.clock_duty == duty)).one()


def fill_role(app: Flask, duty: ClockDuty, *, deputy: bool = True, phone: str | None = ROLE_NUMBER) -> None:
    """Let somebody hold a role, with a team mailbox and a number."""
    role_id = role_with(app, duty)
    since = utc_now().date() - timedelta(days=30)
    with app.app_context(), writing():
        role = db.session.get_one(LeadRole, role_id)
        role.email = f"{duty.value.replace('_', '-')}@example.org"
        if phone:
            role.phone, role.digits = phone, phone.replace(" ", "")
        for is_deputy in (False, True)[: 1 + deputy]:
            who = "deputy" if is_deputy else "holder"
            db.session.add(
                LeadHolder(
                    role_id=role_id,
                    is_deputy=is_deputy,
                    name=f"{who.capitalize()}, {duty.label}",
                    email=f"{who}-{duty.value.replace('_', '-')}@example.org",
                    phone="07700 900456",
                    agreed_on=since,
                    from_on=since,
                )
            )


def another_coordinator(desk: Desk) -> Staff:
    """A third coordinator."""
    return signed_in(desk.app, user(desk.app, organization(desk.app, OrganizationKind.COUNCIL), Role.COORDINATOR))


def another_caseworker(desk: Desk) -> Staff:
    """A caseworker of an organisation that has no part in it."""
    return signed_in(desk.app, user(desk.app, organization(desk.app), Role.CASEWORKER))


def legs_of(desk: Desk, reference: str) -> list[Leg]:
    """The legs of a referral, in order."""
    return list(referrals.episode(desk.app, reference).legs)


def publish_sooner(app: Flask, author: UUID, approver: UUID) -> None:
    """A second policy: received within half an hour, and the on-call manager hears of it."""
    first, *others = FIRST_POLICY.milestones
    red = Threshold(timedelta(minutes=30), Level.RED, (Told.ON_CALL_MANAGER,))
    sooner = replace(first, thresholds=(Threshold(timedelta(minutes=20), Level.AMBER, (Told.OWNER,)), red))
    written = json.dumps([milestone.as_json() for milestone in (sooner, *others)])
    with app.app_context(), writing():
        db.session.add(
            MilestonePolicy(version=2, milestones=written, why="Sooner", written_by=author, approved_by=approver)
        )


def make_ready(
    app: Flask,
    way: ReferralChannel = ReferralChannel.PHONE,
    *,
    desk: UUID | None = None,
    phones: Mapping[ClockDuty, str] = MappingProxyType({}),
) -> UUID:
    """See to everything that the pathway needs before it may be turned on; return the duty desk's listing.

    `desk`: whose desk it is, if not a charity of its own. `phones`: numbers of roles that have not the number of all.
    """
    for duty in ClockDuty:
        fill_role(app, duty, phone=phones.get(duty, ROLE_NUMBER))
    desk = desk or organization(app, name="Duty desk charity")
    listing = referrals.publish(
        app,
        desk,
        AgencyType.PATHWAY_COORDINATOR,
        name="Duty desk",
        referral_channel=way,
        phones=[factories.phone(number=DESK_NUMBER, digits=DESK_NUMBER.replace(" ", ""))],
    )
    with app.app_context(), writing():
        role = db.session.scalars(select(LeadRole).where(LeadRole.clock_duty == ClockDuty.DUTY_COORDINATOR)).one()
        db.session.add(
            LeadSchedule(role_id=role.id, byday="MO,TU,WE,TH,FR", opens_at=time(9), closes_at=time(17), position=0)
        )
        for signature in SignOffRole:
            db.session.add(SignOff(role=signature, signed_by="A. Example", signed_on=utc_now().date()))
        words = update(Fallback).where(Fallback.agency_type == AgencyType.PATHWAY_COORDINATOR)
        db.session.execute(words.values(text="Nobody is at its duty desk for her. Do the steps above yourself."))
        indexer.count_change(db.session())
    return listing
