"""An enforcement body is never a recipient: not by a page, not by a file, not by a statement."""

from datetime import datetime
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.episodes.models import Leg, SharingAgreement
from pathway.extensions import db, writing
from pathway.organizations import operations as organizations
from pathway.organizations.models import Organization
from pathway.organizations.operations import OrganizationError
from pathway.organizations.vocabulary import OrganizationKind
from tests import referrals
from tests.integration.reading import parser
from tests.referrals import World, begin, filled, make_world, publish, send
from tests.staff import organization, signed_in, user


def as_stored(app: Flask, row_id: UUID) -> str:
    """An id as the engine keeps it."""
    with app.app_context():
        return row_id.hex if db.engine.dialect.name == "sqlite" else str(row_id)


def copy_of_a_leg(organization_id: str, kind: str) -> str:
    """A statement that adds a leg like one that is there, for another organisation."""
    columns = "episode_id, agency_type, service_id, way, urgency, status, sent_at, answer_by, changed_at, version"
    return (
        f"INSERT INTO leg (id, number, organization_id, organization_kind, {columns}) "
        f"SELECT '{uuid4().hex}', 9, '{organization_id}', '{kind}', {columns} FROM leg WHERE number = 1"
    )


def test_its_services_are_offered_to_nobody(world: World) -> None:
    police = organization(world.app, OrganizationKind.ENFORCEMENT)
    service = publish(world.app, police, AgencyType.SUBSTANCE_MISUSE, referral_channel=ReferralChannel.INBOX)

    page = parser.fromstring(world.referrer.get(begin(world.referrer)).text)

    values = [radio.get("value") for radio in page.cssselect("input[name='agree-substance_misuse']")]
    assert len(values) == 2
    assert not [value for value in values if value.startswith(str(service))]


def test_a_forged_form_sends_it_nothing(world: World) -> None:
    police = organization(world.app, OrganizationKind.ENFORCEMENT)
    service = publish(world.app, police, AgencyType.SUBSTANCE_MISUSE, referral_channel=ReferralChannel.INBOX)
    address = begin(world.referrer)
    forged = filled(world.referrer, address, **{"agree-substance_misuse": f"{service}.0123456789"})

    assert world.referrer.post(address, forged).status_code == 400


@pytest.mark.parametrize("kind", ["enforcement", "charity"])
@pytest.mark.usefixtures("reference")
def test_the_database_refuses_a_leg_to_it(world: World, kind: str) -> None:
    police = organization(world.app, OrganizationKind.ENFORCEMENT)
    statement = text(copy_of_a_leg(as_stored(world.app, police), kind))

    with world.app.app_context(), pytest.raises(IntegrityError), writing():
        db.session.execute(statement)


@pytest.mark.usefixtures("reference")
def test_an_organisation_with_legs_does_not_become_one(world: World) -> None:
    statement = text(f"UPDATE organization SET kind = 'enforcement' WHERE id = '{as_stored(world.app, world.agency)}'")

    with world.app.app_context(), pytest.raises(IntegrityError), writing():
        db.session.execute(statement)


def test_it_cannot_sign_how_referrals_are_shared(world: World) -> None:
    police = organization(world.app, OrganizationKind.ENFORCEMENT)
    signed = SharingAgreement(
        organization_id=police,
        organization_kind=OrganizationKind.ENFORCEMENT,
        document="None",
        recorded_by=world.referrer.user_id,
    )

    with world.app.app_context(), pytest.raises(IntegrityError), writing():
        db.session.add(signed)


def test_its_own_referrer_sees_receipts_and_nothing_else(app: Flask, now: datetime) -> None:
    make_world(app)
    officer = signed_in(app, user(app, organization(app, OrganizationKind.ENFORCEMENT)))
    reference = send(officer)

    page = officer.get(f"/referrals/{reference}").text

    assert "Sent" in page
    assert not [word for word in (referrals.NOTE, referrals.ALIAS, referrals.HER_NUMBER) if word in page]


@pytest.mark.usefixtures("reference")
def test_an_organisation_that_has_none_may_become_one_and_others_are_told_why_not(world: World) -> None:
    new = organization(world.app)
    with world.app.app_context():
        with writing():
            organizations.set_kind(db.session.get_one(Organization, new), OrganizationKind.ENFORCEMENT, None)
        with pytest.raises(OrganizationError, match="An enforcement body can have neither"), writing():
            organizations.set_kind(db.session.get_one(Organization, world.agency), OrganizationKind.ENFORCEMENT, None)
        with writing():
            organizations.set_kind(db.session.get_one(Organization, world.agency), OrganizationKind.COUNCIL, None)
        kinds = db.session.scalars(select(Leg.organization_kind).where(Leg.organization_id == world.agency)).all()
        assert set(kinds) == {OrganizationKind.COUNCIL}
