"""The guard behind `@requires(MAILBOX)`: whether a link still stands, asked each time, and whose form it is.

Nobody with an account comes in here, and whoever comes in here comes in nowhere else.
"""

from dataclasses import dataclass

from flask import Flask, Response, abort, g, make_response, render_template, request
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import OPENED_TOO_LONG, SAFE
from pathway.episodes import queries as episodes
from pathway.episodes.inbox.leg_for_agency import done_words
from pathway.episodes.leg_link import queries
from pathway.episodes.leg_link.queries import LinkNow
from pathway.episodes.mailbox import sessions
from pathway.episodes.mailbox.sessions import Presented
from pathway.extensions import begin_writing
from pathway.web import csrf
from pathway.web.access import MAILBOX, guard_with
from pathway.web.sealed_forms import seal_field
from pathway.web.security import ANOTHER_SITE, from_another_site, never_stored
from pathway.web.text import refuse_nul

CONTINUE = "mailbox-continue"
"""Purpose of the sealed field that carries what was typed through another code."""


@dataclass(frozen=True)
class AtTheMailbox:
    """Whoever sends this request, and the one link she came by."""

    session: Presented
    link: LinkNow


def init_mailbox_guard(app: Flask) -> None:
    """Let it decide on what is for mailboxes, and on nothing else."""
    guard_with(app, _guard, only=MAILBOX)


def current_mailbox() -> AtTheMailbox:
    """Return who sends this request. Only for views with `@requires(MAILBOX)`."""
    current: AtTheMailbox = g.at_the_mailbox
    return current


def over_page() -> Response:
    """Say that the link leads nowhere any more; after an act that ended it, what was done."""
    done = done_words(request.args.get("done"))
    page = make_response(render_template("mailbox/over.html", active="", done=done), 200 if done else 410)
    return sessions.clear_cookie(never_stored(page))


def nobody_page() -> ResponseReturnValue:
    """Say how to come in."""
    is_out = request.args.get("out") == "1"
    return render_template("mailbox/nobody.html", active="", is_out=is_out), 200 if is_out else 403


def _guard(_permission: str) -> ResponseReturnValue | None:
    writes = request.method not in SAFE
    if writes:
        if from_another_site(strict=True):
            abort(403, description=ANOTHER_SITE)
        # One transaction from here to the commit: whether the link stands, and what is done, are decided together.
        begin_writing()
    session = sessions.presented(hold=writes)
    link = queries.link(session.link_id) if session else None
    if session is None or link is None:
        return nobody_page()
    if writes:
        episodes.episode(link.reference, hold=True)
        link = queries.link(session.link_id, hold=True) or link
    if not link.stands:
        return over_page()
    if session.has_run_out:
        return _another_code_first(writes=writes)
    g.at_the_mailbox = AtTheMailbox(session, link)
    g.csrf_session_id = str(session.id)
    if writes:
        if not csrf.is_right(str(session.id)):
            abort(403, description=OPENED_TOO_LONG)
        refuse_nul(list(request.form.items(multi=True)))
    return None


def _another_code_first(*, writes: bool) -> ResponseReturnValue:
    carry = ""
    if writes and (act := (request.view_args or {}).get("act")):
        fields = [(name, value) for name, value in request.form.items(multi=True) if name != csrf.FIELD]
        carry = seal_field(CONTINUE, {"act": act, "fields": fields}) or ""
    return render_template("mailbox/again.html", active="", carry=carry, had_typed=writes), 403
