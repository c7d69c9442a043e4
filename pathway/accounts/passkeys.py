"""Passkeys (WebAuthn): the browser proves that it holds a key. The challenge travels sealed, and counts once."""

import ipaddress
import json
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import abort, current_app, request
from sqlalchemy import select
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from pathway.accounts import queries
from pathway.accounts.models import Passkey, User
from pathway.accounts.single_use import use_once
from pathway.core.clock import utc_now
from pathway.extensions import db
from pathway.web.sealed_forms import open_field, seal_field

SIGN_IN = "passkey-sign-in"
REGISTER = "passkey-register"

Options = dict[str, Any]


def are_possible() -> bool:
    """Whether a browser can use passkeys at this address: it needs a host name."""
    return _relying_party() is not None


def sign_in_options() -> Options:
    """Return what the browser needs to sign in with any passkey for this site, and the sealed challenge."""
    challenge = secrets.token_bytes(32)
    options = generate_authentication_options(
        rp_id=_needed_host(), challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return {"options": json.loads(options_to_json(options)), "challenge": _sealed(SIGN_IN, challenge, "")}


def registration_options(user: User) -> Options:
    """Return what the browser needs to make a passkey for somebody, and the sealed challenge."""
    challenge = secrets.token_bytes(32)
    options = generate_registration_options(
        rp_id=_needed_host(),
        rp_name="Pathway",
        user_id=user.id.bytes,
        user_name=user.email,
        user_display_name=user.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in queries.passkeys_of(user.id)
        ],
    )
    return {"options": json.loads(options_to_json(options)), "challenge": _sealed(REGISTER, challenge, str(user.id))}


def user_who_signed(answer: str | None, challenge: str | None) -> User | None:
    """Return the user whose passkey signed this challenge; None when no passkey did, or it was used before."""
    ceremony = open_field(SIGN_IN, challenge)
    credential = _parsed(answer)
    if ceremony is None or credential is None or not use_once(ceremony["id"]):
        return None
    passkey = _locked_passkey(_credential_id(credential))
    if passkey is None:
        return None
    try:
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(ceremony["challenge"]),
            expected_rp_id=_relying_party() or "",
            expected_origin=_origin(),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    passkey.sign_count = verified.new_sign_count
    passkey.used_at = utc_now()
    return queries.user(passkey.user_id)


def register(user: User, answer: str | None, challenge: str | None, label: str) -> Passkey | None:
    """Add the passkey that the browser made for somebody; None when it did not make one for her, now."""
    ceremony = open_field(REGISTER, challenge)
    credential = _parsed(answer)
    if ceremony is None or credential is None or ceremony["whose"] != str(user.id) or not use_once(ceremony["id"]):
        return None
    try:
        verified = verify_registration_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(ceremony["challenge"]),
            expected_rp_id=_relying_party() or "",
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    same_credential = select(Passkey.id).where(Passkey.credential_id == verified.credential_id)
    if db.session.scalar(same_credential) is not None:
        return None
    passkey = Passkey(
        user_id=user.id,
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        label=label,
    )
    db.session.add(passkey)
    db.session.flush()
    return passkey


def _locked_passkey(credential_id: bytes) -> Passkey | None:
    """Return a passkey, locked with its owner until the transaction ends: the owner first, as everywhere."""
    query = select(Passkey).where(Passkey.credential_id == credential_id)
    passkey = db.session.scalar(query)
    if passkey is None:
        return None
    queries.user(passkey.user_id, hold=True)
    return db.session.scalar(query.with_for_update().execution_options(populate_existing=True))


def _sealed(purpose: str, challenge: bytes, whose: str) -> str | None:
    ceremony = {"id": secrets.token_hex(16), "challenge": bytes_to_base64url(challenge), "whose": whose}
    return seal_field(purpose, ceremony)


def _parsed(answer: str | None) -> dict[str, Any] | None:
    try:
        credential = json.loads(answer or "")
    except (ValueError, RecursionError):
        return None
    return credential if isinstance(credential, dict) and isinstance(credential.get("rawId"), str) else None


def _credential_id(credential: Mapping[str, Any]) -> bytes:
    try:
        return base64url_to_bytes(credential["rawId"])
    except ValueError:
        return b""


def _origin() -> str:
    """The origin that the browser must name. Outside production that is wherever the page was opened."""
    settings = current_app.config["SETTINGS"]
    return str(settings.origin) if settings.env == "production" else request.host_url.rstrip("/")


def _needed_host() -> str:
    host = _relying_party()
    if host is None:
        abort(400, description="Passkeys need an address with a host name. Sign in another way here.")
    return host


def _relying_party() -> str | None:
    host = urlsplit(_origin()).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host or None
    return None
