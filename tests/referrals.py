"""Referrals for tests: services that take them, people who send and answer them, and what a page would send."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.test import TestResponse

from pathway.accounts.vocabulary import Role
from pathway.core.clock import utc_now
from pathway.directory.models import Service
from pathway.directory.search.index import indexer
from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.episodes.models import Episode, SharingAgreement
from pathway.extensions import db, writing
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind
from pathway.referral.forms import carried
from pathway.referral.triage import Answers
from tests import factories
from tests.integration.reading import parser
from tests.staff import Staff, organization, signed_in, user

FACTS: Mapping[str, Any] = {
    "age": "18_plus",
    "area": "brent",
    "needs": ["substance_misuse", "benefits_money"],
    "consent_share": "yes",
}
"""A woman in Brent with two needs that no listing of ours serves, so that a test's own services are chosen."""

MAILBOX = "referrals@agency.example.org"
"""Where the first agency's listing takes links, if it does."""

ALIAS, HER_NUMBER, NOTE = "Robin", "07700 900123", "Wants to begin again after the summer"


@dataclass
class World:
    """A referrer, two agencies with a caseworker each, and their services."""

    app: Flask
    referrer: Staff
    caseworker: Staff
    other_caseworker: Staff
    agency: UUID
    other_agency: UUID
    service: UUID
    other_service: UUID

    def over(self, app: Flask) -> "World":
        """The same people, over a copy of their database."""
        people = {name: getattr(self, name).over(app) for name in ("referrer", "caseworker", "other_caseworker")}
        return replace(self, app=app, **people)


def make_world(app: Flask, way: ReferralChannel = ReferralChannel.INBOX) -> World:
    """Make them: the first agency answers here (or as `way` says), the second is rung."""
    agency, other = organization(app), organization(app)
    caseworker = user(app, agency, Role.CASEWORKER)
    if way in {ReferralChannel.INBOX, ReferralChannel.EMAIL_LINK}:
        share(app, agency, caseworker)
    return World(
        app=app,
        referrer=signed_in(app, user(app, organization(app, OrganizationKind.COUNCIL))),
        caseworker=signed_in(app, caseworker),
        other_caseworker=signed_in(app, user(app, other, Role.CASEWORKER)),
        agency=agency,
        other_agency=other,
        service=publish(
            app,
            agency,
            AgencyType.SUBSTANCE_MISUSE,
            referral_channel=way,
            email=MAILBOX if way is ReferralChannel.EMAIL_LINK else None,
        ),
        other_service=publish(app, other, AgencyType.BENEFITS_ADVICE),
    )


def share(app: Flask, organization_id: UUID, by: UUID) -> None:
    """Record that an organisation signed how referrals are shared."""
    with app.app_context(), writing():
        kind = db.session.get_one(Organization, organization_id).kind
        row = SharingAgreement(
            organization_id=organization_id, organization_kind=kind, document="Agreement 1", recorded_by=by
        )
        db.session.add(row)


def publish(app: Flask, organization_id: UUID, kind: AgencyType, **given: Any) -> UUID:
    """Publish a service of an organisation, confirmed today and open at any hour."""
    with app.app_context():
        owner = db.session.get_one(Organization, organization_id)
        db.session.expunge(owner)
    service = factories.publish(
        app,
        agency_types=[kind],
        schedules=[factories.round_the_clock()],
        assured_on=utc_now().date(),
        assured_by="its own people",
        **given,
    )
    with app.app_context(), writing():
        db.session.get_one(Service, service).organization_id = organization_id
        indexer.refresh(db.session(), [service])
    return service


def refusal(page: TestResponse) -> str:
    """Why a page did not take what was sent: its status, its heading, and what it says is wrong."""
    shown = parser.fromstring(page.text or "<p>").cssselect("h1, .govuk-error-summary, [role=alert]")
    return " | ".join([str(page.status_code), *(" ".join(one.text_content().split()) for one in shown)])


def begin(staff: Staff, facts: Mapping[str, Any] = FACTS) -> str:
    """Begin a draft; return its address."""
    response = staff.post("/refer", carried(Answers.from_facts(dict(facts))))
    assert response.status_code == 303, response.text
    return str(response.location)


def filled(staff: Staff, address: str, *, agree: bool = True, **changes: Any) -> list[tuple[str, Any]]:
    """What a page's form sends: yes to every agency, or to none, and a plan to ring her."""
    page = parser.fromstring(staff.get(address).text)
    chosen = {}
    for radio in page.cssselect("input[type=radio][name^=agree-]"):
        if radio.get("value") != "no":
            chosen.setdefault(radio.get("name"), radio.get("value"))
    fields: dict[str, Any] = {
        **({name: value if agree else "no" for name, value in chosen.items()}),
        "alone": "yes",
        "alias": ALIAS,
        "method": "call",
        "where": HER_NUMBER,
        "safe_times": "weekdays before 3pm",
        "note": NOTE,
        "reach": "020 7946 0001, until 5pm",
    } | changes
    return [
        (name, one)
        for name, value in fields.items()
        if value is not None
        for one in (value if isinstance(value, list) else [value])
    ]


def look(staff: Staff, address: str, fields: list[tuple[str, Any]]) -> dict[str, str]:
    """Save the form and open the page to look it over; return what its button sends."""
    saved = staff.post(address, fields)
    assert saved.status_code == 303, refusal(saved)
    page = parser.fromstring(staff.get(saved.location).text)
    return {field.get("name"): field.get("value") for field in page.cssselect("#send input")}


def send(staff: Staff, facts: Mapping[str, Any] = FACTS, **changes: Any) -> str:
    """Send a referral as the pages do; return its reference."""
    address = begin(staff, facts)
    sent = staff.post(f"{address}/send", look(staff, address, filled(staff, address, **changes)))
    assert sent.status_code == 303, refusal(sent)
    return reference_of(sent.location)


def reference_of(address: str) -> str:
    """The reference in an address."""
    match = re.search(r"/referrals/([0-9A-Z]{5}-[0-9A-Z]{5})", address)
    assert match, address
    return match[1]


def episode(app: Flask, reference: str) -> Episode:
    """A referral as the database has it, with its legs, calls and identity."""
    with app.app_context():
        query = select(Episode).where(Episode.reference == reference)
        loaded = [selectinload(Episode.legs), selectinload(Episode.calls), selectinload(Episode.identity)]
        found = db.session.scalars(query.options(*loaded)).one()
        db.session.expunge_all()
        return found
