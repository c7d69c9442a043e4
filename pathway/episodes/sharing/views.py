"""`/manage/sharing`: which organisations signed how referrals are shared."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.core.permission import Permission
from pathway.episodes.sharing import operations, queries
from pathway.episodes.sharing.forms import SharingForm
from pathway.web.access import requires
from pathway.web.transactions import commits

bp = Blueprint("sharing", __name__, url_prefix="/manage/sharing")


@bp.get("")
@requires(Permission.SIGN_OFF)
def index() -> str:
    """Show who signed, and the form to record another."""
    return _page(SharingForm(organizations=queries.unsigned()))


@bp.post("")
@requires(Permission.SIGN_OFF)
@commits
def record() -> ResponseReturnValue:
    """Record a signed agreement."""
    form = SharingForm(request.form, organizations=queries.unsigned())
    if not form.validate() or form.chosen is None:
        return _page(form), 400
    document = " ".join(form.document.data.split())
    operations.record(form.chosen, document, form.signed_on.data, current_person())
    return redirect(url_for(".index", done="recorded"), 303)


@bp.post("/<uuid:organization_id>/withdraw")
@requires(Permission.SIGN_OFF)
@commits
def withdraw(organization_id: UUID) -> ResponseReturnValue:
    """Take an agreement back."""
    operations.withdraw(organization_id, current_person())
    return redirect(url_for(".index", done="withdrawn"), 303)


def _page(form: SharingForm) -> str:
    return render_template(
        "sharing/index.html", active="start", form=form, signed=queries.signed(), notice=request.args.get("done", "")
    )
