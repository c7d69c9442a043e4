"""Signing in: each way gives a user or nothing, and nothing says which half was wrong."""

from pathway.accounts import attempt_limits, codes, passkeys, passwords, queries, recovery, sessions, totp
from pathway.accounts.models import User
from pathway.accounts.permissions import BY_EMAIL_CODE
from pathway.accounts.sessions import Begun
from pathway.accounts.vocabulary import Role, SignInMethod, UserStatus
from pathway.audit import trail
from pathway.core.addresses import domain_of
from pathway.core.clock import utc_now
from pathway.extensions import db
from pathway.organizations.queries import organization_of_domain


def by_password(email: str, password: str, code: str) -> Begun | None:
    """Sign in with a password and a code of the app, or a recovery code. Raises LimitExceededError.

    The work is the same for every address: one password hash, one look at the app's codes, one at the recovery codes.
    """
    attempt_limits.count_of_account("password", email)
    # Locked while the hash is computed, so that the row is still the same when the session begins.
    user = queries.user_by_email(email, hold=True)
    if user and (user.status is not UserStatus.ACTIVE or not user.has_password):
        user = None
    is_right = passwords.matches(password, user.password_hash if user else None)
    counter = totp.used_counter(user.totp_secret if user else None, code, utc_now(), user.totp_counter if user else 0)
    recovers = recovery.use(user.id if user and is_right and counter is None else None, code)
    if user is None or not is_right or (counter is None and not recovers):
        _refuse(user)
        return None
    if counter is not None:
        user.totp_counter = counter
    if user.password_hash and passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.hashed(password)
    attempt_limits.account_was_right("password", email)
    return _begin(user, SignInMethod.RECOVERY_CODE if counter is None else SignInMethod.PASSWORD)


def by_passkey(answer: str | None, challenge: str | None) -> Begun | None:
    """Sign in with a passkey. Raises LimitExceededError."""
    attempt_limits.count_from_here()
    user = passkeys.user_who_signed(answer, challenge)
    if user is None or user.status is not UserStatus.ACTIVE:
        _refuse(user)
        return None
    attempt_limits.passkey_was_right()
    return _begin(user, SignInMethod.PASSKEY)


def by_code(code_request: codes.CodeRequest, typed: str) -> Begun | None:
    """Sign in with a code sent by e-mail; the first time makes a referrer of the domain's organisation."""
    attempt_limits.count_code_of_domain(code_request.email)
    is_right = codes.use(code_request, typed)
    user = queries.user_by_email(code_request.email, hold=True)
    if not is_right:
        _refuse(user)
        return None
    if user is None:
        user = _new_referrer(code_request.email)
    if user is None or user.is_disabled or user.role not in BY_EMAIL_CODE:
        _refuse(user)
        return None
    user.status = UserStatus.ACTIVE
    attempt_limits.code_was_right(code_request.email)
    return _begin(user, SignInMethod.EMAIL_CODE)


def has_shown_again(user: User, *, password_code: str, code_request: codes.CodeRequest | None = None) -> bool:
    """Whether somebody who is signed in has just proved it again, with a code of her app or of her mailbox."""
    attempt_limits.count_of_account("again", user.email)
    if code_request is not None and user.role in BY_EMAIL_CODE:
        is_right = code_request.email == user.email and codes.use(code_request, password_code)
    else:
        counter = totp.used_counter(user.totp_secret, password_code, utc_now(), user.totp_counter)
        is_right = counter is not None
        if counter is not None:
            user.totp_counter = counter
    if is_right:
        attempt_limits.account_was_right("again", user.email)
    return is_right


def _new_referrer(email: str) -> User | None:
    organization = organization_of_domain(domain_of(email))
    if organization is None or not codes.may_join(email):
        return None
    user = User(
        organization_id=organization.id,
        role=Role.REFERRER,
        status=UserStatus.ACTIVE,
        name=email.partition("@")[0][:100],
        email=email,
    )
    db.session.add(user)
    db.session.flush()
    trail.record("user.joined", f"user:{user.id}", user)
    return user


def _begin(user: User, method: SignInMethod) -> Begun:
    begun = sessions.begin(user, method)
    trail.record(f"session.begun_{method}", f"user:{user.id}", user)
    return begun


def _refuse(user: User | None) -> None:
    trail.record(
        "session.refused",
        f"user:{user.id}" if user else "user:unknown",
        None,
        organization_id=user.organization_id if user else None,
    )
