"""Proposals about organisations, for two administrators: kind, mail domains, and people in powerful roles."""

from uuid import UUID

from pathway.accounts import operations
from pathway.accounts import queries as accounts
from pathway.accounts.permissions import Person
from pathway.accounts.proposals.lifecycle import Details, ProposalKind, register
from pathway.accounts.vocabulary import Role
from pathway.core.errors import InvalidTransitionError
from pathway.core.permission import Permission
from pathway.organizations import operations as organizations
from pathway.organizations import queries
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind


def _organization(details: Details) -> Organization:
    organization = queries.organization(UUID(details["organization_id"]))
    if organization is None:
        raise InvalidTransitionError("This organisation is gone")
    return organization


def _name_of(details: Details) -> str:
    organization = queries.organization(UUID(details["organization_id"]))
    return organization.name if organization else "an organisation that is gone"


def why_no_organization(name: str) -> str | None:
    """Say why no organisation can be added by this name; None when it can. Capitals and spaces do not count."""
    plain = _plain(name)
    if any(_plain(organization.name) == plain for organization in queries.organizations()):
        return "There is an organisation of this name already"
    return None


def why_no_account(email: str) -> str | None:
    """Say why nobody can be added with this address; None when somebody can."""
    if accounts.user_by_email(email) is not None:
        return "There is an account with this e-mail address already"
    return None


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _create(details: Details, by: Person) -> None:
    if problem := why_no_organization(details["name"]):
        raise InvalidTransitionError(problem)
    organization = organizations.create(
        details["name"], OrganizationKind(details["kind"]), by, is_first_responder=details["is_first_responder"]
    )
    if details["domain"]:
        organizations.add_domain(organization.id, details["domain"], by)
    if details["manager_email"]:
        operations.add_user(
            organization.id, details["manager_name"], details["manager_email"], Role.SERVICE_MANAGER, by
        )


def _describe_create(details: Details) -> str:
    parts = [f"Add the organisation {details['name']} ({OrganizationKind(details['kind']).label})"]
    if details["is_first_responder"]:
        parts.append("it is a first responder of the National Referral Mechanism")
    if details["domain"]:
        parts.append(f"whoever has a mailbox at {details['domain']} may refer for it")
    if details["manager_email"]:
        parts.append(f"its first service manager is {details['manager_name']}, {details['manager_email']}")
    return "; ".join(parts)


CREATE = register(ProposalKind("organization.create", Permission.MANAGE_ORGANIZATIONS, _describe_create, _create))

SET_KIND = register(
    ProposalKind(
        "organization.set_kind",
        Permission.MANAGE_ORGANIZATIONS,
        lambda details: f"Say that {_name_of(details)} is of the kind {OrganizationKind(details['kind']).label}",
        lambda details, by: organizations.set_kind(_organization(details), OrganizationKind(details["kind"]), by),
    )
)


def _add_domain(details: Details, by: Person) -> None:
    organizations.add_domain(_organization(details).id, details["domain"], by)


ADD_DOMAIN = register(
    ProposalKind(
        "organization.add_domain",
        Permission.MANAGE_ORGANIZATIONS,
        lambda details: f"Let whoever has a mailbox at {details['domain']} refer for {_name_of(details)}",
        _add_domain,
    )
)


def _remove_domain(details: Details, by: Person) -> None:
    organizations.remove_domain(_organization(details).id, details["domain"], by)


REMOVE_DOMAIN = register(
    ProposalKind(
        "organization.remove_domain",
        Permission.MANAGE_ORGANIZATIONS,
        lambda details: (
            f"Let nobody new refer for {_name_of(details)} because of a mailbox at {details['domain']}. "
            "Whoever has an account keeps it"
        ),
        _remove_domain,
    )
)


def _appoint(details: Details, by: Person) -> None:
    operations.add_user(_organization(details).id, details["name"], details["email"], Role(details["role"]), by)


APPOINT = register(
    ProposalKind(
        "user.appoint",
        Permission.MANAGE_ORGANIZATIONS,
        lambda details: (
            f"Make {details['name']}, {details['email']}, {Role(details['role']).label.lower()} of {_name_of(details)}"
        ),
        _appoint,
    )
)
