"""Posters, leaflets and adverts: for anybody once somebody approved what they say, and the page where that is done."""

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from pathway.accounts.guard import current_person
from pathway.cards.leaflet import Leaflet
from pathway.cards.notices import operations, queries
from pathway.cards.notices.words import digest_of, parts_of
from pathway.cards.sheet import notice_of
from pathway.cards.vocabulary import Notice
from pathway.core.clock import london_today
from pathway.core.permission import Permission
from pathway.web.access import public, requires
from pathway.web.transactions import commits

bp = Blueprint("notices", __name__)

NOT_APPROVED = "Nobody has approved what it would say today, so it is not printed. Cards are there at any time."


@bp.get("/cards/<name>.pdf")
@public
def approved(name: str) -> Response:
    """Send a notice whose words of today were approved."""
    notice, leaflet = _notice(name), queries.leaflet_of(london_today())
    if not queries.is_approved(notice, leaflet):
        raise NotFound(NOT_APPROVED)
    return _pdf(notice, leaflet)


@bp.get("/manage/cards/notices")
@requires(Permission.SIGN_OFF)
def index() -> str:
    """Show each notice, who approved it, and whether it still says that."""
    today = london_today()
    leaflet = queries.leaflet_of(today)
    return render_template(
        "cards/notices.html",
        active="cards",
        approvals=queries.approvals(today),
        digest=digest_of(parts_of(leaflet)),
        left_out=leaflet.left_out,
        notice=request.args.get("done", ""),
    )


@bp.get("/manage/cards/notices/<name>.pdf")
@requires(Permission.SIGN_OFF)
def draft(name: str) -> Response:
    """Send a notice as it would be, to look at."""
    return _pdf(_notice(name), queries.leaflet_of(london_today()))


@bp.post("/manage/cards/notices/<name>")
@requires(Permission.SIGN_OFF)
@commits
def approve(name: str) -> ResponseReturnValue:
    """Record that what it says is approved."""
    digest = digest_of(parts_of(queries.leaflet_of(london_today())))
    operations.approve(_notice(name), digest, request.form.get("seen", ""), current_person())
    return redirect(url_for(".index", done="approved"), 303)


def _notice(name: str) -> Notice:
    try:
        return Notice(name)
    except ValueError:
        abort(404)


def _pdf(notice: Notice, leaflet: Leaflet) -> Response:
    template = current_app.config["SETTINGS"].templates / "cards" / "notice.typ"
    pdf = notice_of(parts_of(leaflet), leaflet, notice, template)
    name = f"numbers-{notice.value}-{leaflet.issued_on.isoformat()}.pdf"
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})
