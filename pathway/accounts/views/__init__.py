"""Pages of accounts: signing in, one's own account, looking after people, and proposals."""

from flask import Flask

from pathway.accounts.views import (
    enrolment_page,
    organizations,
    own,
    people,
    proposals,
    proposals_about_people,
    sign_in,
)


def register(app: Flask) -> None:
    """Add every page of accounts."""
    for module in (sign_in, enrolment_page, own, people, proposals_about_people, organizations, proposals):
        app.register_blueprint(module.bp)
