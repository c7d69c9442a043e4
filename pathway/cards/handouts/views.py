"""`/manage/cards/log`: how many cards went where."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.cards.handouts import operations, queries
from pathway.cards.handouts.forms import HandoutForm
from pathway.cards.vocabulary import PlaceKind
from pathway.core.clock import london_today
from pathway.core.permission import Permission
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.transactions import commits

bp = Blueprint("handouts", __name__, url_prefix="/manage/cards/log")


@bp.get("")
@requires(Permission.LOG_OUTREACH)
def index() -> str:
    """Show what was recorded, and the form for more."""
    return _page(HandoutForm(data={"on": london_today()}))


@bp.post("")
@requires(Permission.LOG_OUTREACH)
@commits
def record() -> ResponseReturnValue:
    """Record cards that were handed out or left."""
    form = HandoutForm(request.form)
    if not form.validate():
        return _page(form), 400
    operations.record(PlaceKind(form.place.data), form.number, form.on.data, current_person())
    return redirect(url_for(".index", done="recorded"), 303)


@bp.post("/<uuid:entry_id>/take-off")
@requires(Permission.LOG_OUTREACH)
@commits
def take_off(entry_id: UUID) -> ResponseReturnValue:
    """Take an entry of her own organisation off."""
    person = current_person()
    operations.take_off(or_404(queries.entry_of(entry_id, person)), person)
    return redirect(url_for(".index", done="taken_off"), 303)


def _page(form: HandoutForm) -> str:
    return render_template(
        "cards/log.html",
        active="cards",
        form=form,
        months=queries.by_month(london_today()),
        latest=queries.latest(current_person().organization_id),
        notice=request.args.get("done", ""),
    )
