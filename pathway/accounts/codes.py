"""Six-digit codes by e-mail, for referrers and for mailboxes of agencies: asked for, sent by the worker, used once."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import update

from pathway.accounts import attempt_limits, queries
from pathway.accounts.models import SignInCode
from pathway.accounts.permissions import BY_EMAIL_CODE
from pathway.core.addresses import domain_of, mailbox_of
from pathway.core.clock import utc_now
from pathway.extensions import db
from pathway.notifications.operations import enqueue
from pathway.organizations.queries import organization_of_domain

LASTS = timedelta(minutes=10)
GUESSES = 5
"""Of one code, over all workers: 5 of a million."""


@dataclass(frozen=True)
class CodeRequest:
    """A request for a code, as the page carries it sealed: the id of the code, and the address.

    Where the code is for something else than signing in, what it is for takes the place of the address.
    """

    code_id: UUID
    email: str


def ask(email: str) -> CodeRequest:
    """Make a code for an address, and send it if the address may sign in with one.

    Every address costs the same work, except for the message. Raises LimitExceededError.
    """
    attempt_limits.count_asked_code(email)
    user = queries.user_by_email(email)
    joins = may_join(email)
    reaches = user.role in BY_EMAIL_CODE and not user.is_disabled if user else joins
    made = make(email, reaches=reaches)
    if reaches:
        enqueue("sign_in_code", email, {"code": made.code}, expires_at=made.expires_at)
    elif user and not user.is_disabled:
        enqueue("sign_in_otherwise", email, {}, expires_at=made.expires_at)
    return made.request


@dataclass(frozen=True)
class MadeCode:
    """A new code, which is stored nowhere, and until when it works."""

    request: CodeRequest
    code: str
    expires_at: datetime


def make(whose: str, *, reaches: bool) -> MadeCode:
    """Make a code for an address, or for something else that no address can be. `reaches`: it is going to be sent."""
    code = f"{secrets.randbelow(1_000_000):06}"
    row = SignInCode(id=uuid4(), reaches=reaches, expires_at=utc_now() + LASTS)
    row.code_mac = _mac(row.id, whose, code)
    db.session.add(row)
    return MadeCode(CodeRequest(row.id, whose), code, row.expires_at)


def may_join(email: str) -> bool:
    """Whether a mailbox without an account may become a referrer of its domain's organisation.

    A tagged address may not: it is another name of a mailbox that may have been shut out.
    """
    return organization_of_domain(domain_of(email)) is not None and mailbox_of(email) == email


def use(code_request: CodeRequest, typed: str) -> bool:
    """Use a code up; return whether it was right, in time, unused and sent. Each try counts, right or wrong."""
    now = utc_now()
    tried = db.session.execute(
        update(SignInCode)
        .where(SignInCode.id == code_request.code_id, SignInCode.used_at.is_(None), SignInCode.expires_at > now)
        .where(SignInCode.attempts < GUESSES)
        .values(attempts=SignInCode.attempts + 1)
        .returning(SignInCode.code_mac, SignInCode.reaches)
    ).first()
    digits = "".join(letter for letter in typed if letter.isdigit())
    mac, reaches = (tried.code_mac, tried.reaches) if tried else ("0" * 64, False)
    if not hmac.compare_digest(mac, _mac(code_request.code_id, code_request.email, digits)) or not reaches:
        return False
    db.session.execute(update(SignInCode).where(SignInCode.id == code_request.code_id).values(used_at=now))
    return True


def _mac(code_id: UUID, email: str, code: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"sign-in-code:{code_id}:{email}:{code}".encode(), hashlib.sha256).hexdigest()
