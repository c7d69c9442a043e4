"""What people do to accounts: their own, and those they look after."""

from uuid import UUID

from sqlalchemy import delete, select

from pathway.accounts import enrolment, passkeys, passwords, queries, recovery, sessions
from pathway.accounts.models import Passkey, User
from pathway.accounts.permissions import Person
from pathway.accounts.vocabulary import EndReason, Role, UserStatus
from pathway.audit import trail
from pathway.core.actor import Actor
from pathway.core.addresses import domain_of
from pathway.core.clock import utc_now
from pathway.core.crypto import blind_index
from pathway.core.errors import ChangeRefusedError
from pathway.extensions import db
from pathway.notifications.operations import enqueue
from pathway.organizations.queries import organization_of_domain


class AccountError(ChangeRefusedError):
    """A change to an account is refused; the message says why and what to do."""


def invite_colleague(name: str, email: str, role: Role, by: Person) -> User:
    """Add somebody to one's own organisation, and send her a link. Raises AccountError.

    An address with an account and a domain of another organisation get the same answer: a manager is to learn neither,
    and nobody takes another organisation's people.
    """
    owner = organization_of_domain(domain_of(email))
    if queries.user_by_email(email) is not None or (owner is not None and owner.id != by.organization_id):
        raise AccountError(
            "This address cannot be invited here. It has an account already, or belongs to another organisation. "
            "Ask an administrator"
        )
    return add_user(by.organization_id, name, email, role, by)


def add_user(organization_id: UUID, name: str, email: str, role: Role, by: Actor | None) -> User:
    """Add somebody to an organisation, and send her the link by which she sets up how she signs in."""
    user = new_user(organization_id, name, email, role, by)
    enrolment.invite(user, by)
    return user


def new_user(organization_id: UUID, name: str, email: str, role: Role, by: Actor | None) -> User:
    """Add somebody to an organisation. Raises AccountError when the address has an account."""
    if queries.user_by_email(email) is not None:
        raise AccountError("There is an account with this e-mail address already")
    user = User(organization_id=organization_id, name=name, email=email, role=role)
    db.session.add(user)
    db.session.flush()
    trail.record(f"user.added_{role}", f"user:{user.id}", by, organization_id=organization_id)
    return user


def send_link(user: User, by: Person) -> None:
    """Send somebody a new link, for a lost phone or an old link. Her present factors work until she uses it."""
    enrolment.invite(user, by)


def set_role(user: User, role: Role, by: Person) -> None:
    """Give somebody another role. She signs in again: her session limits differ, and it may need other factors."""
    user.role = role
    sessions.end_all(user.id, EndReason.REVOKED)
    trail.record(f"user.role_set_{role}", f"user:{user.id}", by, organization_id=user.organization_id)
    if enrolment.needs_factors(user) and not enrolment.has_factors(user) and not user.is_disabled:
        enrolment.invite(user, by)


def disable(user: User, by: Actor) -> None:
    """Shut somebody out at once, on every device and worker. Her factors are deleted for good."""
    user.status = UserStatus.DISABLED
    user.disabled_at = utc_now()
    enrolment.forget_factors(user)
    sessions.end_all(user.id, EndReason.DISABLED)
    trail.record("user.disabled", f"user:{user.id}", by, organization_id=user.organization_id)


def enable(user: User, by: Person) -> None:
    """Let somebody in again: she gets a link to set up how she signs in."""
    let_back(user, by)
    enrolment.invite(user, by)


def let_back(user: User, by: Actor | None) -> None:
    """Undo that somebody was shut out. She has no factors before she gets a link."""
    user.status = UserStatus.INVITED
    user.disabled_at = None
    trail.record("user.enabled", f"user:{user.id}", by, organization_id=user.organization_id)


def revoke_device(user: User, session_id: UUID, by: Person) -> bool:
    """End one of somebody's sessions; return whether there was one to end."""
    if not sessions.end_one(user.id, session_id, EndReason.REVOKED):
        return False
    trail.record("device.revoked", f"session:{session_id}", by, organization_id=user.organization_id)
    return True


def revoke_others(person: Person) -> int:
    """End every session of hers but this one; return how many."""
    ended = sessions.end_all(person.id, EndReason.REVOKED, but=person.session_id)
    trail.record("device.others_revoked", f"user:{person.id}", person)
    return ended


def sign_out(person: Person) -> None:
    """End this session."""
    sessions.end_one(person.id, person.session_id, EndReason.SIGNED_OUT)
    trail.record("session.ended", f"user:{person.id}", person)


def change_password(user: User, password: str, by: Person) -> None:
    """Take a new password."""
    user.password_hash = passwords.hashed(password)
    _factor_changed(user, by, "user.password_changed")


def change_authenticator(user: User, secret: str, counter: int, by: Person) -> None:
    """Take another app, or another phone's."""
    user.totp_secret = secret
    user.totp_counter = counter
    _factor_changed(user, by, "user.authenticator_changed")


def renew_recovery_codes(user: User, by: Person) -> list[str]:
    """Replace the recovery codes; return the new ones, which can be read this once."""
    codes = list(recovery.renew(user.id))
    _factor_changed(user, by, "user.recovery_codes_renewed")
    return codes


def add_passkey(user: User, answer: str | None, challenge: str | None, label: str, by: Person) -> Passkey | None:
    """Add a passkey; None when the browser did not make one."""
    passkey = passkeys.register(user, answer, challenge, label)
    if passkey is not None:
        _factor_changed(user, by, "user.passkey_added")
    return passkey


def remove_passkey(user: User, passkey_id: UUID, by: Person) -> bool:
    """Take a passkey away; return whether there was one. Raises AccountError when it is the only way in."""
    passkey_ids = {passkey.id for passkey in queries.passkeys_of(user.id)}
    if passkey_id not in passkey_ids:
        return False
    if len(passkey_ids) == 1 and not user.has_password and enrolment.needs_factors(user):
        raise AccountError("This is your only way to sign in. Add another passkey or a password first")
    db.session.execute(delete(Passkey).where(Passkey.id == passkey_id))
    _factor_changed(user, by, "user.passkey_removed")
    return True


def set_details(user: User, name: str, number: str | None, by: Person) -> None:
    """Save her name and the number for urgent texts. Raises AccountError when a colleague has that number.

    Two people of one organisation need two numbers: when the first does not answer, the second is tried.
    """
    index = blind_index("user-phone", number) if number else None
    same = select(User.id).where(
        User.organization_id == user.organization_id, User.phone_index == index, User.id != user.id
    )
    if index and db.session.scalar(same.limit(1)) is not None:
        raise AccountError("A colleague has this number. Each person needs her own, so that a second is tried")
    user.name = name
    user.phone = number
    user.phone_index = index
    trail.record("user.details_set", f"user:{user.id}", by)


def _factor_changed(user: User, by: Person, action: str) -> None:
    """Record that a factor changed, end her other sessions, and tell her."""
    sessions.end_all(user.id, EndReason.FACTOR_CHANGED, but=by.session_id)
    trail.record(action, f"user:{user.id}", by)
    enqueue("sign_in_changed", user.email)
