"""Who may open a page. A route that says nothing is refused: the default is no.

`@public` opens a page to anybody. `@requires(permission)` asks the guard, which accounts put in place with
`guard_with`; without one nobody has any permission. `@requires(MAILBOX)` and `@requires(WALL)` each ask a guard of
their own: an account opens nothing there, and a mailbox or a wall nothing elsewhere. Pages that are not public are
stored by no browser and no proxy.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue

from pathway.core.actor import Actor
from pathway.web.security import never_stored

View = TypeVar("View", bound=Callable[..., Any])
Guard = Callable[[str], ResponseReturnValue | None]

PUBLIC = "public"
SELF = "self"
"""Anybody who is signed in, about herself."""
SELF_STEP = "self-step"
"""The same, with a factor shown in the last ten minutes."""

MAILBOX = "mailbox"
"""Whoever typed a code from the mailbox of an agency, about one leg; nobody with an account."""

WALL = "wall"
"""A screen on a wall, to which somebody let the board's references be shown; nobody with an account."""

_ATTRIBUTE = "__pathway_access__"
_UNATTENDED = "__pathway_unattended__"
_SAME_FOR_ALL = "__pathway_same_for_all__"
_GUARDS = "pathway_guards"


def public(view: View) -> View:
    """Mark a page as open to anybody, without an account."""
    setattr(view, _ATTRIBUTE, PUBLIC)
    return view


def same_for_all(view: View) -> View:
    """Mark a public view that is the same for everybody, such as a picture: no session is looked up for it."""
    setattr(view, _SAME_FOR_ALL, True)
    return public(view)


def unattended(view: View) -> View:
    """Mark a view that a page asks for by itself: that it is asked for does not mean that somebody is there."""
    setattr(view, _UNATTENDED, True)
    return view


def is_unattended() -> bool:
    """Whether a page sent this request by itself, so that it keeps no session awake."""
    return getattr(current_app.view_functions.get(request.endpoint or ""), _UNATTENDED, False)


def requires(permission: str) -> Callable[[View], View]:
    """Mark a page as needing a permission of the policy table, or `SELF` or `SELF_STEP`."""

    def mark(view: View) -> View:
        setattr(view, _ATTRIBUTE, str(permission))
        return view

    return mark


def declared(view: Callable[..., Any] | None) -> str | None:
    """Return what a view declares: "public", a permission, or None when it was forgotten."""
    return getattr(view, _ATTRIBUTE, None)


def init_access(app: Flask) -> None:
    """Check every request against what its view declares."""
    # Flask adds this route itself; a stylesheet is for anybody.
    app.view_functions["static"] = same_for_all(app.view_functions["static"])
    app.before_request(_refuse_undeclared)
    app.after_request(_never_store)


def guard_with(app: Flask, guard: Guard, *, only: str = "") -> None:
    """Let a guard decide on permissions: it returns None to let the request through, an answer, or raises.

    `only`: it decides on what is declared so, and on nothing else.
    """
    app.extensions.setdefault(_GUARDS, {})[only] = guard


def current_actor() -> Actor:
    """Return who sends this request, as the trail records her. Only for views with `@requires`."""
    actor: Actor = g.person
    return actor


def may_differ() -> bool:
    """Whether this request is for a public page that may differ for somebody who is signed in.

    A 404 page counts: it has a menu too.
    """
    if request.endpoint is None:
        return True
    view = current_app.view_functions.get(request.endpoint)
    return declared(view) == PUBLIC and not getattr(view, _SAME_FOR_ALL, False)


def _declared_here() -> str | None:
    return declared(current_app.view_functions.get(request.endpoint or ""))


def _refuse_undeclared() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such page: routing answers 404 or 405
    permission = _declared_here()
    if permission == PUBLIC:
        return None
    guards: dict[str, Guard] = current_app.extensions.get(_GUARDS, {})
    guard = guards.get(permission if permission in {MAILBOX, WALL} else "")
    if permission is None or guard is None:
        abort(403)
    return guard(permission)


def _never_store(response: Response) -> Response:
    is_open = request.endpoint is None or _declared_here() == PUBLIC
    return response if is_open else never_stored(response)
