"""Words of accounts."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody does. A person has one role in one organisation."""

    REFERRER = "referrer"
    OUTREACH = "outreach"
    CASEWORKER = "caseworker"
    SERVICE_MANAGER = "service_manager"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    PARTNER = "partner"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        """The role as a page says it."""
        return self.value.replace("_", " ").capitalize()

    @property
    def does(self) -> str:
        """What somebody in this role does here, in a line."""
        return _DOES[self]


_DOES = {
    Role.REFERRER: "Sends referrals, and sees her own",
    Role.OUTREACH: "Sends referrals, also from a phone at night, and counts sessions",
    Role.CASEWORKER: "Takes referrals for her agency",
    Role.SERVICE_MANAGER: "Keeps the agency's listings, and looks after its people",
    Role.SAFEGUARDING_LEAD: "Decides with a second person where something is shared without agreement",
    Role.PARTNER: "Keeps the progress pages, and sees statistics",
    Role.COORDINATOR: "Sees every 72-hour clock, re-routes, and keeps all listings",
    Role.ADMINISTRATOR: "Looks after organisations and accounts. Never sees what a referral holds",
    Role.AUDITOR: "Reads who did what. Never sees what a referral holds",
}


class UserStatus(StrEnum):
    """Whether somebody may sign in."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"

    @property
    def label(self) -> str:
        """The status as a page says it."""
        return {self.INVITED: "Invited", self.ACTIVE: "Active"}.get(self, "Shut out")


class SignInMethod(StrEnum):
    """How a session began."""

    PASSKEY = "passkey"
    PASSWORD = "password"  # noqa: S105 # nosec B105 - the name of a method and no secret
    RECOVERY_CODE = "recovery_code"
    EMAIL_CODE = "email_code"
    ENROLMENT = "enrolment"

    @property
    def label(self) -> str:
        """The method as a page says it."""
        return {
            self.PASSKEY: "passkey",
            self.PASSWORD: "password and app code",
            self.RECOVERY_CODE: "password and recovery code",
            self.EMAIL_CODE: "code by e-mail",
        }.get(self, "first sign-in")


class EndReason(StrEnum):
    """Why a session ended."""

    SIGNED_OUT = "signed_out"
    REVOKED = "revoked"
    FACTOR_CHANGED = "factor_changed"
    DISABLED = "disabled"
    REPLACED = "replaced"
    EXPIRED = "expired"


class ProposalStatus(StrEnum):
    """The state of a proposal."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
