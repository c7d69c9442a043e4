"""Pages of accounts: signing in, one's own account, looking after people, and proposals."""

from pathway.accounts.views import (
    enrolment_page,
    organizations,
    own,
    people,
    proposals,
    proposals_about_people,
    sign_in,
)

BLUEPRINTS = (
    sign_in.bp,
    enrolment_page.bp,
    own.bp,
    people.bp,
    proposals_about_people.bp,
    organizations.bp,
    proposals.bp,
)
