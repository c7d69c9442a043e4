"""The page behind the link of a reminder: what is due, and one button. Opening it uses nothing up."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.models import User
from pathway.core.clock import london_today, utc_now
from pathway.directory.reminders import operations, queries
from pathway.directory.reminders.due_page import as_shown
from pathway.directory.reminders.models import Reminder
from pathway.web.access import public
from pathway.web.limits import count_or_refuse
from pathway.web.security import never_stored, same_origin
from pathway.web.text import refuse_nul
from pathway.web.transactions import commits

bp = Blueprint("reminders", __name__, url_prefix="/still-correct")

TRIES_A_DAY = 200


@bp.get("/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    """Show the listings of a reminder, with what to look at."""
    if (found := _reminder(token)) is None:
        return _gone()
    reminder, user = found
    if reminder.used_at is not None:
        return _page("reminders/used.html", used_at=reminder.used_at)
    return _asked(reminder, user)


@bp.post("/<token>")
@public
@same_origin(strict=True)
@commits
def answer(token: str) -> ResponseReturnValue:
    """Record that all of them are still correct. A second tap is answered like the first."""
    refuse_nul(list(request.form.items(multi=True)))
    count_or_refuse("still-correct-from", at_most=TRIES_A_DAY)
    if (found := _reminder(token, for_writing=True)) is None:
        return _gone()  # returned, not raised: the try stays counted
    reminder, user = found
    if reminder.used_at is None:
        listings = queries.listings_of(reminder, user)
        if not listings or request.form.get("seen") != operations.fingerprint(listings):
            return _asked(reminder, user, has_changed=True)
        operations.answer(reminder, user, listings, utc_now())
    return redirect(url_for(".show", token=token), 303)


def _asked(reminder: Reminder, user: User, *, has_changed: bool = False) -> ResponseReturnValue:
    listings = queries.listings_of(reminder, user)
    return _page(
        "reminders/due.html",
        status=409 if has_changed else 200,
        listings=[as_shown(listing, london_today()) for listing in listings],
        organization_name=user.organization.name,
        seen=operations.fingerprint(listings),
        expires_at=reminder.expires_at,
        has_changed=has_changed,
    )


def _reminder(token: str, *, for_writing: bool = False) -> tuple[Reminder, User] | None:
    """Return the reminder of a link, used or not, and whose it is; None where the link works no more."""
    reminder = None if "\x00" in token else queries.reminder_of(token)
    if reminder is not None and utc_now() < reminder.expires_at:
        user = queries.who_may_answer(reminder, for_writing=for_writing)
        if for_writing:
            # Her row is locked first, then the link's: the link is read again, as another tap may have used it up.
            reminder = queries.reminder_of(token, for_writing=True)
        if user is not None and reminder is not None:
            return reminder, user
    return None


def _gone() -> Response:
    """Return the one page for a link that is old, was never one, or is of somebody who may do this no more."""
    return _page("reminders/gone.html", status=410)


def _page(template: str, *, status: int = 200, **values: object) -> Response:
    page = never_stored(make_response(render_template(template, active="", **values), status))
    page.headers["X-Robots-Tag"] = "noindex, nofollow, noai, noimageai"
    return page
