"""Pages of activity."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.core.permission import Permission
from pathway.insight import activity
from pathway.insight.forms import ActivityForm
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
