"""The words of pages for each act. The trail itself has the act's name."""

from pathway.accounts.vocabulary import Role
from pathway.organizations.vocabulary import OrganizationKind

WORDS = {
    "demo.loaded": "Demo accounts made",
    "call.changed": "Rang: the number has changed",
    "call.confirmed": "Rang: the number is right",
    "call.no_answer": "Rang: no answer",
    "call.ring_again": "Rang: to be rung again",
    "call.taken_back": "Took back what came of a call",
    "call.wrong": "Rang: the number is wrong",
    "device.others_revoked": "Every other device signed out",
    "device.renamed": "Device named",
    "device.revoked": "Device signed out",
    "keys.rotated": "Sealed fields sealed anew",
    "message.discarded": "Message given up",
    "message.retried": "Message sent again",
    "draft.begun": "Began to write a referral",
    "draft.discarded": "Threw a draft of a referral away",
    "referral.sent": "Sent a referral",
    "step.taken": "Rang about her: they took her",
    "step.not_taken": "Rang about her: they did not take her",
    "step.no_answer": "Rang about her: nobody answered",
    "step.ring_again": "Rang about her: to be rung again",
    "referrals.exported": "Exported referrals, without names",
    "leg.sent": "Asked a service to take her",
    "leg.acknowledged": "Said that a referral was seen",
    "leg.accepted": "Took her",
    "leg.declined": "Did not take her",
    "leg.not_answered": "Nobody answered in time",
    "leg.attempted": "Tried to reach her",
    "leg.rung": "Rang an agency about her",
    "leg.contact_made": "Reached her",
    "leg.held": "Put a referral on hold",
    "leg.resumed": "Took a referral up again",
    "leg.delivered": "Noted that the help was given",
    "leg.ended": "Ended a referral without help",
    "leg.cancelled": "Stopped a referral",
    "leg.contact_changed": "Changed how she is reached",
    "leg.read": "Read what a referral says",
    "identity.unmasked": "Read who she is and how to reach her",
    "question.asked": "Asked whoever referred her something",
    "question.answered": "Answered a question about a referral",
    "unreached.raised": "Asked whether a referral may end, as she was not reached",
    "unreached.confirmed": "Let a referral end, as she was not reached",
    "unreached.kept_open": "Had an agency go on looking for her",
    "sharing.recorded": "Recorded a signed sharing agreement",
    "sharing.withdrawn": "Withdrew a sharing agreement",
    "leg.entered_in_error": "Marked a referral as a mistake",
    "her_word.stop": "Passed on that she takes her agreement back",
    "her_word.phone": "Passed on that somebody else has her phone",
    "her_word.nobody": "Passed on that nobody is to contact her",
    "her_word.new_contact": "Changed how she is reached, on her word",
    "her_word.seen": "Noted that an agency knows what she said",
    "her_word.was_not_hers": "Brought back who she is: she had not asked to stop",
    "referral.closed": "Closed a referral",
    "referral.forgotten": "A referral was forgotten, its time being over",
    "referral.erased": "Erased a referral",
    "identity.forgotten": "Who she is was forgotten, its time being over",
    "hold.placed": "Placed a legal hold on a referral",
    "hold.reviewed": "Kept a legal hold longer",
    "hold.lifted": "Lifted a legal hold",
    "lead.added": "Added a role of leads",
    "lead.appointed": "Said who takes on a role",
    "lead.brought_back": "Put a role on the list again",
    "lead.changed": "Changed what everybody sees of a role",
    "lead.confirmed": "Said that a role is still correct",
    "lead.forgotten": "Had the name of somebody forgotten who held a role, or was to",
    "lead.handed_over": "Handed a role over",
    "lead.holder_changed": "Changed what is known of who holds a role",
    "lead.hours_set": "Set the staffed hours of a role",
    "lead.retired": "Took a role off the list",
    "organization.domain_added": "Mail domain added",
    "organization.domain_removed": "Mail domain removed",
    "listing.rung": "Rang a number of a listing, and it was right",
    "listing.closed": "Closed a service for now",
    "listing.confirmed": "Said that a listing is still correct",
    "listing.changed": "Changed a listing",
    "listing.found_wrong": "Rang a number of a listing, and it was wrong",
    "listing.unanswered": "Rang a number of a listing, and nobody answered",
    "listing.hidden": "Hid a number of a listing",
    "listing.imported": "Changed a listing by an import",
    "listing.opened": "Opened a service that was closed for now",
    "listing.published": "Published a draft",
    "listing.restored": "Brought back an earlier version of a listing",
    "listing.room": "Said whether a service has room",
    "listing.agreed": "Changed how a service is reached, as two people agreed",
    "listing.added": "Added a listing, as a draft",
    "listing.ended": "Ended a listing",
    "listing.merged": "Led a listing on to another, the same service",
    "reminder.answered": "Said by the link of a reminder that listings are still correct",
    "proposal.approved": "Approved, as the second person",
    "proposal.expired": "What takes two was not decided in time",
    "proposal.made": "Asked for what takes two",
    "proposal.refused": "Refused, as the second person",
    "proposal.stopped": "Stopped an approved change before it counted",
    "proposal.waived": "Approved a change of a contact without the day's wait",
    "proposal.withdrawn": "Took back what takes two",
    "session.begun_email_code": "Signed in with a code by e-mail",
    "session.begun_enrolment": "Signed in by setting the account up",
    "session.begun_passkey": "Signed in with a passkey",
    "session.begun_password": "Signed in with password and app",  # nosec B105 - words of a page
    "session.begun_recovery_code": "Signed in with a recovery code",
    "session.ended": "Signed out",
    "session.factor_refused": "Confirming was refused",
    "session.factor_shown": "Confirmed that it is you",
    "session.refused": "Signing in was refused",
    "sign_off.signed": "Recorded a signature",
    "sign_off.withdrawn": "Withdrew a signature",
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
    "words.changed": "Changed what is said where we list nobody",
}
WORDS |= {f"organization.created_{kind}": f"Organisation added ({kind.label})" for kind in OrganizationKind}
WORDS |= {f"organization.kind_set_{kind}": f"Kind of organisation set ({kind.label})" for kind in OrganizationKind}
WORDS |= {f"user.added_{role}": f"Account added ({role.label.lower()})" for role in Role}
WORDS |= {f"user.role_set_{role}": f"Role set ({role.label.lower()})" for role in Role}


def words_for(action: str) -> str:
    """Return the words for an act; its name in plain letters where it has none."""
    return WORDS.get(action) or action.replace(".", " ").replace("_", " ").capitalize()


def choices(action: str) -> list[tuple[str, str]]:
    """Return (code, words) of every act, for a pick-list in the order of its words, with "Anything" before them.

    `action` is the one in the address. In shared links it may be the beginning of several codes: it then has a line of
    its own, so that showing the list again does not lose it.
    """
    acts = sorted(WORDS.items(), key=lambda act: act[1])
    its_own = [(action, f"As in the address: {action}")] if action and action not in WORDS else []
    return [("", "Anything"), *its_own, *acts]
