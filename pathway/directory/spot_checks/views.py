"""The page of the numbers that the coordinator rings this month."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.core.clock import utc_now
from pathway.core.months import month_of
from pathway.core.permission import Permission
from pathway.directory.spot_checks import operations, queries
from pathway.directory.spot_checks.forms import CallForm
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.transactions import commits

bp = Blueprint("spot_checks", __name__, url_prefix="/manage/spot-checks")


@bp.get("")
@requires(Permission.PUBLISH_DRAFT)
def index() -> str:
    """Show the numbers of this month, and what came of earlier ones."""
    month = month_of(utc_now())
    return render_template(
        "spot_checks/index.html",
        active="work",
        month=month,
        calls=queries.calls_of(month),
        earlier=queries.by_month(month),
        notice=request.args.get("done", ""),
    )


@bp.post("/<uuid:check_id>")
@requires(Permission.PUBLISH_DRAFT)
@commits
def record(check_id: UUID) -> ResponseReturnValue:
    """Record what came of a call."""
    check, form = or_404(queries.find(check_id)), CallForm(request.form)
    if not form.validate():
        abort(400)
    operations.record(check, form.chosen, form.call.data, request.form.get("number", ""), current_person())
    done = form.chosen.value if check.result else "again"
    return redirect(url_for(".index", done=done), 303)
