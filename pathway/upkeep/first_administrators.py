"""The first two administrators. Every other account comes from a person who has one."""

from collections.abc import Sequence

from pathway.accounts import enrolment, operations, queries
from pathway.accounts.operations import AccountError
from pathway.accounts.vocabulary import Role
from pathway.core.addresses import normal_email
from pathway.organizations import operations as organizations
from pathway.organizations.vocabulary import OrganizationKind

NAME = "Pathway administration"


def add(emails: Sequence[str]) -> dict[str, str]:
    """Add two administrators; return the enrolment link of each by her address.

    Raises AccountError when there are administrators who have signed in already, or the addresses are the same. Those
    who were added before and never used their link get new ones.
    """
    addresses = [normal_email(email) for email in emails]
    if len(set(addresses)) < len(addresses):
        raise AccountError("the two addresses are the same")
    waiting = [user for user in map(queries.user_by_email, addresses) if user and user.role is Role.ADMINISTRATOR]
    if len(waiting) == len(addresses) and all(user.signed_in_at is None for user in waiting):
        return {user.email: enrolment.make_link(user, None) for user in waiting}
    if queries.active_administrators():
        raise AccountError("there are administrators already. They appoint others, two together")
    organization = organizations.create(NAME, OrganizationKind.OTHER, None)
    links = {}
    for email in addresses:
        name = email.partition("@")[0]
        user = operations.new_user(organization.id, name, email, Role.ADMINISTRATOR, None)
        links[email] = enrolment.make_link(user, None)
    return links
