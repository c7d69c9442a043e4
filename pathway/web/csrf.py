"""The token of signed-in forms: an HMAC of the session's id, so that nothing has to be stored for it."""

import hashlib
import hmac

from flask import current_app, g, request
from markupsafe import Markup

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"


def token_for(session_id: str, secret: str | None = None) -> str:
    """Return the token of a session."""
    key = (secret or str(current_app.config["SECRET_KEY"])).encode()
    return hmac.new(key, f"csrf:{session_id}".encode(), hashlib.sha256).hexdigest()


def is_right(session_id: str) -> bool:
    """Whether this request carries the token of its session, made with the present or an earlier secret."""
    token = request.form.get(FIELD) or request.headers.get(HEADER) or ""
    secrets = [str(current_app.config["SECRET_KEY"]), *current_app.config["SECRET_KEY_FALLBACKS"]]
    matches = [hmac.compare_digest(token_for(session_id, secret).encode(), token.encode()) for secret in secrets]
    return any(matches)


def csrf_field() -> Markup:
    """Return the hidden field of the signed-in person's forms; nothing where nobody is signed in."""
    session_id = g.get("csrf_session_id")
    if session_id is None:
        return Markup("")
    if "csrf_field" not in g:
        g.csrf_field = Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token_for(session_id))
    field: Markup = g.csrf_field
    return field
