"""The first two administrators, and bringing one back. Every other account comes from a person who has one."""

from collections.abc import Sequence

from pathway.accounts import enrolment, operations, queries
from pathway.accounts.models import User
from pathway.accounts.operations import AccountError
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.core.addresses import normal_email
from pathway.organizations import operations as organizations
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind

NAME = "Pathway administration"
TWO = 2


def add(emails: Sequence[str], *, anew: bool = False) -> dict[str, str]:
    """Add administrators until there are two, or bring one back; return the enrolment link of each by her address.

    The address of an administrator gets a new link if she never signed in, or was shut out, or with `anew`, by which
    the operator of this host insists. Raises AccountError, with what to do.
    """
    addresses = [normal_email(email) for email in emails]
    if len(set(addresses)) < len(addresses):
        raise AccountError("the two addresses are the same")
    existing = {email: user for email in addresses if (user := queries.user_by_email(email, hold=True))}
    fresh = [email for email in addresses if email not in existing]
    for user in existing.values():
        _refuse_unless_lost(user, anew=anew)
    others = [user for user in queries.administrators() if user.email not in existing]
    if len(addresses) > TWO or len(others) + len(addresses) < TWO:
        raise AccountError("give --admin twice: what administrators do takes two of them")
    if fresh and len(others) + len(addresses) > TWO:
        raise AccountError("there are administrators already. They appoint others, two together")
    links = {email: _bring_back(user) for email, user in existing.items()}
    if fresh:
        organization = _organization(others + list(existing.values()))
        links |= {email: _add(organization, email) for email in fresh}
    return links


def _refuse_unless_lost(user: User, *, anew: bool) -> None:
    if user.role is not Role.ADMINISTRATOR:
        raise AccountError(f"{user.email} has an account in another role. Use another address")
    if user.status is not UserStatus.DISABLED and user.signed_in_at is not None and not anew:
        raise AccountError(
            f"{user.email} is an administrator already. To print a new link for her all the same, --anew"
        )


def _bring_back(user: User) -> str:
    if user.is_disabled:
        operations.let_back(user, None)
    return enrolment.make_link(user, None)


def _organization(administrators: Sequence[User]) -> Organization:
    """Return the organisation of the administrators; a new one when there are none."""
    if administrators:
        return administrators[0].organization
    return organizations.create(NAME, OrganizationKind.OTHER, None)


def _add(organization: Organization, email: str) -> str:
    user = operations.new_user(organization.id, email.partition("@")[0], email, Role.ADMINISTRATOR, None)
    return enrolment.make_link(user, None)
