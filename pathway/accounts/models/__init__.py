"""Tables of accounts, one file for each family."""

from pathway.accounts.models.factors import Enrolment, Passkey, RecoveryCode, SignInCode, UsedToken
from pathway.accounts.models.proposal import Proposal
from pathway.accounts.models.user import DeviceSession, User

__all__ = [
    "DeviceSession",
    "Enrolment",
    "Passkey",
    "Proposal",
    "RecoveryCode",
    "SignInCode",
    "UsedToken",
    "User",
]
