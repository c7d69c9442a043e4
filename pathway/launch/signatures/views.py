"""The page of the signatures."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.core.permission import Permission
from pathway.launch.signatures import operations, queries
from pathway.launch.signatures.forms import SignatureForm
from pathway.referral.models import SignOffRole
from pathway.web.access import requires
from pathway.web.transactions import commits

bp = Blueprint("sign_offs", __name__, url_prefix="/manage/start/sign-offs")


@bp.get("")
@requires(Permission.SIGN_OFF)
def index() -> str:
    """Show the signatures, and what became of each."""
    return _page()


@bp.post("/<role>")
@requires(Permission.SIGN_OFF)
@commits
def record(role: str) -> ResponseReturnValue:
    """Record a signature."""
    form = SignatureForm(request.form, prefix=role)
    if not form.validate():
        return _page(_role(role), form), 400
    operations.record(_role(role), form.name, form.day, current_person())
    return redirect(url_for(".index", done="signed"), 303)


@bp.post("/<role>/withdraw")
@requires(Permission.SIGN_OFF)
@commits
def withdraw(role: str) -> ResponseReturnValue:
    """Withdraw a signature."""
    operations.withdraw(_role(role), current_person())
    return redirect(url_for(".index", done="withdrawn"), 303)


def _role(typed: str) -> SignOffRole:
    if typed not in set(SignOffRole):
        abort(404)
    return SignOffRole(typed)


def _page(refused: SignOffRole | None = None, form: SignatureForm | None = None) -> str:
    forms = {role: SignatureForm(prefix=role) for role in SignOffRole}
    if refused and form:
        forms[refused] = form
    return render_template(
        "launch/sign_offs.html",
        active="start",
        signatures=queries.signatures(),
        forms=forms,
        errors=form.error_list if form else [],
        history=queries.history(),
        notice=request.args.get("done", ""),
    )
