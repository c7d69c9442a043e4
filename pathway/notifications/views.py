"""Messages that could not be delivered."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.core.permission import Permission
from pathway.notifications import operations, queries
from pathway.web.access import current_actor, requires
from pathway.web.missing import or_404
from pathway.web.paging import last_page, page_number, pages_of
from pathway.web.transactions import commits

bp = Blueprint("messages", __name__, url_prefix="/manage/messages")


@bp.get("")
@requires(Permission.READ_DEAD_LETTERS)
def index() -> str:
    """Show what could not be delivered: which kind, when, why. Never to whom, never what."""
    standing = queries.standing()
    number = page_number(request.args.get("page"))
    last = last_page(number, standing.dead, queries.PAGE)
    return render_template(
        "notifications/index.html",
        active="messages",
        letters=queries.dead_letters(number),
        standing=standing,
        pages=pages_of(number, last, lambda linked_page: url_for(".index", page=linked_page)),
    )


@bp.post("/<uuid:message_id>/retry")
@requires(Permission.READ_DEAD_LETTERS)
@commits
def retry(message_id: UUID) -> ResponseReturnValue:
    """Try one again."""
    operations.retry(or_404(queries.locked_message(message_id)), current_actor())
    return redirect(url_for(".index"), 303)


@bp.post("/<uuid:message_id>/discard")
@requires(Permission.READ_DEAD_LETTERS)
@commits
def discard(message_id: UUID) -> ResponseReturnValue:
    """Give one up."""
    operations.discard(or_404(queries.locked_message(message_id)), current_actor())
    return redirect(url_for(".index"), 303)
