"""Somebody signed in, as the policy sees her."""

from flask import Flask

from pathway.accounts.permissions import Person
from pathway.accounts.queries import user
from pathway.accounts.vocabulary import SignInMethod
from pathway.core.clock import utc_now
from tests.staff import Staff


def person(app: Flask, staff: Staff) -> Person:
    """Who sends the requests of a browser."""
    assert staff.user_id is not None
    assert staff.session_id is not None
    with app.app_context():
        row = user(staff.user_id)
        return Person(
            id=row.id,
            organization_id=row.organization_id,
            name=row.name,
            role=row.role,
            organization_name=row.organization.name,
            organization_kind=row.organization.kind,
            session_id=staff.session_id,
            factor_at=utc_now(),
            method=SignInMethod.PASSWORD,
        )
