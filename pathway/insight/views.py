"""Pages of activity, and the measures of the 72-hour pathway."""

from collections.abc import Sequence

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.core.clock import london_today, utc_now
from pathway.core.permission import Permission
from pathway.insight import activity, evidence_figures, evidence_file, pathway_file, pathway_picture
from pathway.insight.forms import ActivityForm
from pathway.insight.outreach_figures import OutreachFigures, outreach_figures
from pathway.insight.pathway_figures import PathwayFigures, figures_at
from pathway.web.access import requires
from pathway.web.paging import last_page, page_number, pages_of
from pathway.web.text import refuse_nul

bp = Blueprint("insight", __name__)


@bp.get("/insight/activity")
@requires(Permission.READ_ACTIVITY)
def index() -> ResponseReturnValue:
    """Show who did what, when: in her organisation, or everywhere."""
    return _page(".index", "insight/activity.html", activity.reach_of(current_person()))


@bp.get("/account/activity")
@requires(Permission.READ_OWN_ACTIVITY)
def own() -> ResponseReturnValue:
    """Show what she did herself."""
    return _page(".own", "insight/own_activity.html", activity.Whose(actor_id=current_person().id))


@bp.get("/insight/pathway")
@requires(Permission.READ_STATISTICS)
def pathway() -> str:
    """Show how long the 72-hour pathway takes, to whoever may see that of all agencies."""
    shown = _figures()
    return render_template(
        "insight/pathway.html",
        active="pathway_figures",
        figures=shown,
        picture=pathway_picture.picture_of(shown) if shown else None,
        size=pathway_picture,
        sees_all=current_person().reaches_all(Permission.READ_STATISTICS),
        with_demo=_with_demo(),
    )


@bp.get("/insight/pathway.csv")
@requires(Permission.READ_STATISTICS)
def download_pathway() -> Response:
    """Send the same as a file; it has no rows for who may not see them."""
    disposition = {"Content-Disposition": f'attachment; filename="pathway-{london_today().isoformat()}.csv"'}
    return Response(pathway_file.as_csv(_figures()), mimetype="text/csv", headers=disposition)


def _figures() -> PathwayFigures | None:
    if not current_person().reaches_all(Permission.READ_STATISTICS):
        return None
    return figures_at(utc_now(), with_demo=_with_demo())


@bp.get("/insight/evidence")
@requires(Permission.READ_STATISTICS)
def evidence() -> str:
    """Show who is referred, for what and where, and what nobody could give, to whoever may see that of all agencies."""
    return render_template(
        "insight/evidence.html",
        active="evidence",
        figures=_evidence(),
        outreach=_outreach(),
        sees_all=current_person().reaches_all(Permission.READ_STATISTICS),
        with_demo=_with_demo(),
    )


@bp.get("/insight/evidence.csv")
@requires(Permission.READ_STATISTICS)
def download_evidence() -> Response:
    """Send the same as a file; it has no rows for who may not see them."""
    disposition = {"Content-Disposition": f'attachment; filename="evidence-{london_today().isoformat()}.csv"'}
    return Response(evidence_file.as_csv(_evidence(), _outreach()), mimetype="text/csv", headers=disposition)


def _outreach() -> OutreachFigures | None:
    if not current_person().reaches_all(Permission.READ_STATISTICS):
        return None
    return outreach_figures(utc_now())


def _evidence() -> evidence_figures.EvidenceFigures | None:
    if not current_person().reaches_all(Permission.READ_STATISTICS):
        return None
    return evidence_figures.figures_at(utc_now(), with_demo=_with_demo())


def _with_demo() -> bool:
    return bool(current_app.config["SETTINGS"].env != "production")


def _page(endpoint: str, template: str, whose: activity.Whose) -> ResponseReturnValue:
    refuse_nul(list(request.args.items(multi=True)))
    form = ActivityForm(request.args)
    is_good = form.validate()
    problems = form.errors_in_words
    number = page_number(request.args.get("page"))
    rows, total = ((), 0) if problems else _answer(form, whose, number)
    last = 1 if problems else last_page(number, total, activity.PAGE)
    filters = {name: value for name in ("action", "since", "until") if (value := request.args.get(name))}
    page = render_template(
        template,
        active="activity" if endpoint == ".index" else "account",
        form=form,
        problems=problems,
        rows=rows,
        total=total,
        pages=pages_of(number, last, lambda linked_page: url_for(endpoint, **filters | {"page": str(linked_page)})),  # type: ignore[arg-type] # all are text
    )
    return page, 200 if is_good else 400


def _answer(form: ActivityForm, whose: activity.Whose, number: int) -> tuple[Sequence[activity.ActivityRow], int]:
    since = activity.start_of(form.since.data) if form.since.data else None
    until = activity.end_of(form.until.data) if form.until.data else None
    return activity.page_of(current_person(), whose, form.wanted_action or None, since, until, number)
