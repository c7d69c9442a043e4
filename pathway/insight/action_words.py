"""What a page says of each act. The trail itself holds the act's name."""

WORDS = {
    "demo.loaded": "Demo accounts made",
    "device.others_revoked": "Every other device signed out",
    "device.renamed": "Device named",
    "device.revoked": "Device signed out",
    "keys.rotated": "Sealed fields sealed anew",
    "message.discarded": "Message given up",
    "message.retried": "Message sent again",
    "organization.created": "Organisation added",
    "organization.domain_added": "Mail domain added",
    "organization.kind_set": "Kind of organisation set",
    "proposal.approved": "Approved, as the second person",
    "proposal.made": "Asked for what takes two",
    "proposal.refused": "Refused, as the second person",
    "proposal.withdrawn": "Took back what takes two",
    "session.begun_email_code": "Signed in with a code by e-mail",
    "session.begun_passkey": "Signed in with a passkey",
    "session.begun_password": "Signed in with password and app",  # nosec B105 - words of a page
    "session.begun_recovery_code": "Signed in with a recovery code",
    "session.ended": "Signed out",
    "session.factor_refused": "Confirming was refused",
    "session.factor_shown": "Confirmed that it is you",
    "session.refused": "Signing in was refused",
    "user.added": "Account added",
    "user.authenticator_changed": "App changed",
    "user.details_set": "Details changed",
    "user.disabled": "Shut out",
    "user.enabled": "Let in again",
    "user.enrolled": "Account set up",
    "user.joined": "Joined by a partner's mailbox",
    "user.link_made": "Link to set up an account made",
    "user.passkey_added": "Passkey added",
    "user.passkey_removed": "Passkey removed",
    "user.password_changed": "Password changed",
    "user.recovery_codes_renewed": "Recovery codes made anew",
    "user.role_set": "Role set",
}


def words_for(action: str) -> str:
    """Return what a page says of an act; its name in plain letters where nobody gave it words."""
    return WORDS.get(action) or action.replace(".", " ").replace("_", " ").capitalize()
