"""The guard behind `@requires`: who sends this request, whether the form is hers, and whether she may."""

from contextlib import suppress

from flask import Flask, Response, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from pathway.accounts import enrolment, sessions
from pathway.accounts.forms import AgainForm
from pathway.accounts.permissions import Grant, Person
from pathway.core.clock import utc_now
from pathway.core.permission import Permission
from pathway.extensions import begin_writing
from pathway.web import csrf
from pathway.web.access import SELF, SELF_STEP, guard_with, may_differ
from pathway.web.sealed_forms import seal_field
from pathway.web.security import ANOTHER_SITE, from_another_site, never_stored
from pathway.web.text import refuse_nul

SAFE = {"GET", "HEAD", "OPTIONS"}
CONTINUE = "continue"
"""Purpose of the sealed field that carries a form through signing in."""

OPENED_TOO_LONG = (
    "This form was opened in another sign-in, so nothing was done. Go back, load the page again, and repeat it."
)


def init_guard(app: Flask) -> None:
    """Let the policy table decide, and give templates the person who is signed in."""
    guard_with(app, _guard)
    app.before_request(_see_who_reads)
    app.after_request(_never_store_for_staff)
    app.jinja_env.globals["csrf_field"] = csrf.csrf_field
    app.context_processor(
        lambda: {"person": g.get("person"), "staff": g.get("person") or reader(), "Permission": Permission}
    )


def current_person() -> Person:
    """Return who sends this request. Only for views with `@requires`."""
    person: Person = g.person
    return person


def reader() -> Person | None:
    """Return the signed-in reader of a public page, or None. What she reads is not recorded."""
    person: Person | None = g.get("reader")
    return person


def reader_may(permission: Permission) -> bool:
    """Whether the reader of a public page is signed in and may do this."""
    person = reader()
    return person is not None and person.may(permission)


def is_signed_in() -> bool:
    """Whether the reader of a public page is signed in. Holds no lock."""
    return sessions.find(for_writing=False) is not None


def form_to_carry() -> str | None:
    """Seal what this request posted, so that it can go on after signing in."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != csrf.FIELD]
    return seal_field(CONTINUE, {"to": request.path, "fields": fields})


def _see_who_reads() -> None:
    """Find the reader of a public page, where a cookie says that somebody may be signed in."""
    if current_app.config["STAFF_COOKIE"] not in request.cookies or not may_differ():
        return
    # Without a database these pages look as they do to anybody, and say so themselves if they need one.
    person = None
    with suppress(SQLAlchemyError):
        person = sessions.find(for_writing=False)
    if person is not None:
        g.reader = person
        g.csrf_session_id = str(person.session_id)


def _never_store_for_staff(response: Response) -> Response:
    """Cache no public page as a signed-in reader sees it. As anybody else sees it, it may be cached."""
    return response if reader() is None else never_stored(response)


def _guard(permission: str) -> ResponseReturnValue | None:
    writes = request.method not in SAFE
    if writes:
        if from_another_site(strict=True):
            abort(403, description=ANOTHER_SITE)
        # One transaction from here to the commit: whether she may, and what she does, are decided together.
        begin_writing()
    person = sessions.find(for_writing=writes)  # a page that is read holds no lock while it is drawn
    if person is None:
        return _sign_in_first(writes=writes)
    g.person = person
    g.csrf_session_id = str(person.session_id)
    if writes and not csrf.is_right(str(person.session_id)):
        abort(403, description=OPENED_TOO_LONG)
    if writes:
        refuse_nul(list(request.form.items(multi=True)))
    return _decide(person, permission, writes=writes)


def _decide(person: Person, permission: str, *, writes: bool) -> ResponseReturnValue | None:
    if permission == SELF:
        return None
    if permission == SELF_STEP:
        grant = Grant.STEP
    else:
        if permission not in set(Permission) or not person.may(Permission(permission)):
            abort(403)
        grant = person.grant(Permission(permission))
    if grant is Grant.STEP and not person.has_shown_a_factor(utc_now()):
        return show_a_factor_first(writes=writes)
    return None


def _sign_in_first(*, writes: bool) -> ResponseReturnValue:
    if not writes:
        # If she was signed in, say that this has ended, so that she need not wonder.
        had = current_app.config["STAFF_COOKIE"] in request.cookies
        return redirect(url_for("sign_in.index", next=request.path, ended="1" if had else None), 303)
    page = render_template("accounts/signed_out.html", carry=form_to_carry())
    return page, 403


def show_a_factor_first(*, writes: bool) -> ResponseReturnValue:
    """Ask for a factor before this request goes on: also for a view of which only one act wants one."""
    g.again_next = "" if writes else request.path
    g.again_carry = form_to_carry() if writes else ""
    return again_page(AgainForm()), 403


def again_page(form: AgainForm, *, asked: str = "", problem: str = "") -> str:
    """Draw the page that asks for a factor again, and goes on afterwards with her request."""
    return render_template(
        "accounts/again.html",
        form=form,
        ways=enrolment.ways_of(current_person().id),
        asked=asked,
        problem=problem,
        following=g.get("again_next", request.form.get("next", "")),
        carry=g.get("again_carry", request.form.get("carry", "")),
    )
