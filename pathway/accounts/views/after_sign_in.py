"""Where somebody goes once she is signed in: on with what she was doing."""

from flask import Response, current_app, g, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from pathway.accounts import sessions
from pathway.accounts.guard import CONTINUE
from pathway.accounts.sessions import Begun
from pathway.web.access import PUBLIC, declared
from pathway.web.sealed_forms import open_field
from pathway.web.security import never_stored


def arrive(begun: Begun, *, following: str, carry: str) -> Response:
    """Answer the request that signed somebody in."""
    g.csrf_session_id = str(begun.session.id)
    return sessions.set_cookie(go_on(following=following, carry=carry), begun.token)


def go_on(*, following: str, carry: str) -> Response:
    """Go on with a carried form, or to the page that was wanted, or to the page of work."""
    if carry:
        form = open_field(CONTINUE, carry)
        page = render_template(
            "accounts/go_on.html",
            form=form,
            # A page that is open to anybody wants no token, and would take it for an answer.
            with_token=form is not None and _declared_at(form["to"], "POST") != PUBLIC,
            following=safe_address(following),
        )
        return never_stored(make_response(page))  # it holds what she typed
    return redirect(safe_address(following) or url_for("work.index"), 303)  # type: ignore[return-value] # ours is Flask's


def safe_address(address: str | None) -> str:
    """Return a path that is one of our own staff pages, or ""."""
    if not address or not address.startswith("/") or address.startswith("//") or "\\" in address:
        return ""
    path = address.partition("?")[0]
    return path if _declared_at(path, "GET") not in {PUBLIC, None} else ""


def _declared_at(path: str, method: str) -> str | None:
    adapter = current_app.url_map.bind(request.host)
    try:
        endpoint, _ = adapter.match(path, method=method)
    except (HTTPException, RequestRedirect):
        return None
    return declared(current_app.view_functions[endpoint])
