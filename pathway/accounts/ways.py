"""The ways in which somebody can show who she is."""

from dataclasses import dataclass
from uuid import UUID

from pathway.accounts import queries
from pathway.accounts.permissions import BY_EMAIL_CODE


@dataclass(frozen=True)
class Ways:
    """Which of the ways are open to somebody."""

    app: bool
    passkey: bool
    email: bool


def ways_of(user_id: UUID) -> Ways:
    """Return how somebody can show who she is."""
    user = queries.user(user_id)
    return Ways(app=user.has_password, passkey=bool(queries.passkeys_of(user_id)), email=user.role in BY_EMAIL_CODE)
