"""Who may open a page. A route that says nothing is refused: the default is no."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
_ATTRIBUTE = "__pathway_access__"


def public(view: View) -> View:
    """Mark a page as open to anybody, without an account."""
    setattr(view, _ATTRIBUTE, PUBLIC)
    return view


def requires(permission: str) -> Callable[[View], View]:
    """Mark a page as needing a permission. Until somebody can sign in, nobody has one."""

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
    app.view_functions["static"] = public(app.view_functions["static"])
    app.before_request(_refuse_undeclared)


def _refuse_undeclared() -> None:
    if request.endpoint is None:
        return  # no such page: routing answers 404 or 405
    if declared(current_app.view_functions.get(request.endpoint)) != PUBLIC:
        abort(403)
