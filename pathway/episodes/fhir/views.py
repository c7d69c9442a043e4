"""`/referrals/export`: referrals of some days as FHIR, without names or answers."""

import json
from datetime import date
from uuid import UUID

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import ValidationError
from wtforms.validators import InputRequired

from pathway.accounts.guard import current_person
from pathway.accounts.proposals import lifecycle
from pathway.core.clock import london_today, utc_now
from pathway.core.permission import Permission
from pathway.episodes.fhir import operations
from pathway.web.access import requires
from pathway.web.forms import BaseForm, GovDateField
from pathway.web.missing import or_404
from pathway.web.transactions import commits

bp = Blueprint("referrals_export", __name__, url_prefix="/referrals/export")


class DaysForm(BaseForm):
    """Which days."""

    begins = GovDateField("From", validators=[InputRequired("Give the first day")])
    ends = GovDateField("To", validators=[InputRequired("Give the last day")])

    def validate_ends(self, field: GovDateField) -> None:
        """Refuse an end before the beginning."""
        if field.data and self.begins.data and field.data < self.begins.data:
            raise ValidationError("The last day is before the first. Change one of them")


@bp.get("")
@requires(Permission.EXPORT_REFERRALS)
def index() -> str:
    """Ask which days."""
    today = london_today()
    return _page(DaysForm(data={"begins": today.replace(day=1), "ends": today}))


@bp.post("")
@requires(Permission.EXPORT_REFERRALS)
@commits
def download() -> ResponseReturnValue:
    """Give the file; of more than fifty rows only once a second person has agreed."""
    form, now, person = DaysForm(request.form), utc_now(), current_person()
    if not form.validate():
        return _page(form), 400
    days: tuple[date, date] = form.begins.data, form.ends.data
    rows = operations.rows_between(*days)
    if rows > operations.ALONE and not operations.is_agreed(*days, person, now):
        operations.ask(*days, person)
        return redirect(url_for(".index", asked=rows), 303)
    origin = str(current_app.config["SETTINGS"].origin)
    made = json.dumps(operations.export(*days, origin, now, person), indent=1)
    response = Response(made, mimetype="application/fhir+json")
    response.headers["Content-Disposition"] = f"attachment; filename=referrals-{days[0]}-{days[1]}.json"
    return response


@bp.post("/<uuid:proposal_id>/<decision>")
@requires(Permission.EXPORT_REFERRALS)
@commits
def decide(proposal_id: UUID, decision: str) -> ResponseReturnValue:
    """Agree to somebody else's export, or not."""
    proposal = or_404(operations.waiting_one(proposal_id) if decision in {"agree", "refuse"} else None)
    if decision == "agree":
        lifecycle.approve(proposal, current_person())
    else:
        lifecycle.refuse(proposal, current_person())
    return redirect(url_for(".index", done=decision), 303)


def _page(form: DaysForm) -> str:
    person = current_person()
    return render_template(
        "referrals/export.html",
        active="referrals",
        form=form,
        alone=operations.ALONE,
        asked=request.args.get("asked", "") if request.args.get("asked", "").isdecimal() else "",
        done=request.args.get("done", ""),
        waiting=[
            (proposal, lifecycle.describe(proposal), lifecycle.why_not(proposal, person))
            for proposal in operations.waiting()
        ],
    )
