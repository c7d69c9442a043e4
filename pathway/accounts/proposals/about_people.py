"""Proposals about accounts, for two administrators: a new link, another role, letting somebody in again."""

from uuid import UUID

from pathway.accounts import operations, queries
from pathway.accounts.models import User
from pathway.accounts.permissions import Person
from pathway.accounts.proposals.lifecycle import Details, ProposalKind, register
from pathway.accounts.vocabulary import Role
from pathway.core.errors import InvalidTransitionError
from pathway.core.permission import Permission


def _id(details: Details) -> UUID:
    return UUID(details["user_id"])


def _who(details: Details) -> str:
    user = queries.user(_id(details))
    return f"{user.name}, {user.email} ({user.role.label.lower()} of {user.organization.name})"


def _locked_user(details: Details) -> User:
    return queries.user(_id(details), hold=True)


def _send_link(details: Details, by: Person) -> None:
    user = _locked_user(details)
    if user.is_disabled:
        raise InvalidTransitionError("This person was shut out. Ask to let her in again instead")
    operations.send_link(user, by)


SEND_LINK = register(
    ProposalKind(
        "user.send_link",
        Permission.MANAGE_ORGANIZATIONS,
        lambda details: f"Send a new link to {_who(details)}, to set up signing in anew",
        _send_link,
        about=_id,
    )
)


def _let_in(details: Details, by: Person) -> None:
    user = _locked_user(details)
    if not user.is_disabled:
        raise InvalidTransitionError("This person is not shut out any more")
    operations.enable(user, by)


LET_IN = register(
    ProposalKind(
        "user.let_in",
        Permission.MANAGE_ORGANIZATIONS,
        lambda details: f"Let in again, and send a link to, {_who(details)}",
        _let_in,
        about=_id,
    )
)


def _set_role(details: Details, by: Person) -> None:
    operations.set_role(_locked_user(details), Role(details["role"]), by)


SET_ROLE = register(
    ProposalKind(
        "user.set_role",
        Permission.MANAGE_ORGANIZATIONS,
        lambda details: f"Give the role of {Role(details['role']).label.lower()} to {_who(details)}",
        _set_role,
        about=_id,
    )
)
