"""Headers on every response, and the check that a form was sent from our own page."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request

P = ParamSpec("P")
R = TypeVar("R")

ANOTHER_SITE = "This form was sent from another site, so nothing was done."


def csp_nonce() -> str:
    """Return this response's nonce; the same for every script on it."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(18)
    nonce: str = g.csp_nonce
    return nonce


def add_headers(response: Response) -> Response:
    """Put the security headers on a response: pages, errors and static files alike."""
    headers = response.headers
    headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'nonce-{csp_nonce()}'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), browsing-topics=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers.setdefault("X-Robots-Tag", "noai, noimageai")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint != "static":
        # A shared phone or a proxy must not keep a page; the browser may, if it asks again each time.
        headers.setdefault("Cache-Control", "private, no-cache" if response.status_code == 200 else "no-store")
    elif response.status_code >= 400:
        headers["Cache-Control"] = "no-store"
    return response


def never_stored(response: Response) -> Response:
    """Let no browser and no proxy keep a copy of a response."""
    response.headers["Cache-Control"] = "no-store"
    return response


def init_security(app: Flask) -> None:
    """Add the headers to everything the app answers."""
    app.after_request(add_headers)


def from_another_site(*, strict: bool) -> bool:
    """Say whether this POST came from another origin.

    Our own `Referrer-Policy: no-referrer` makes browsers send `Origin: null` with our own forms, so
    `Sec-Fetch-Site` decides where there is one. Without it, a real Origin must be ours. With neither to go by
    (an old browser, a script), `strict` decides: a POST that writes is refused, a search is let through.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin", "null")
    if origin != "null":
        return _host_of(origin) != request.host.lower()
    return strict


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:  # such as "http://[": no browser sends it
        return None


def same_origin(*, strict: bool) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Refuse an anonymous POST from another site with a 403 page. Anonymous forms carry no CSRF token and no cookie."""

    def wrap(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            if request.method == "POST" and from_another_site(strict=strict):
                abort(403, description=ANOTHER_SITE)
            return view(*args, **kwargs)

        return checked

    return wrap
