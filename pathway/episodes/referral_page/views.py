"""`/referrals`: what I sent, and one referral as each person may see it."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.core.clock import utc_now
from pathway.core.permission import Permission
from pathway.episodes import queries, reference
from pathway.episodes.referral_page.promises import promise
from pathway.episodes.sight import sight_of
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.paging import last_page, page_number, pages_of

bp = Blueprint("referrals", __name__, url_prefix="/referrals")


@bp.get("")
@requires(Permission.SEE_RECEIPTS)
def index() -> str:
    """Show what she sent, the latest first."""
    person, number = current_person(), page_number(request.args.get("page"))
    rows, total = queries.sent_by(person.id, number)
    last = last_page(number, total, queries.PAGE)
    return render_template(
        "referrals/index.html",
        active="referrals",
        rows=rows,
        now=utc_now(),
        promise=promise,
        person_sees_receipts=person.grant(Permission.READ_FACTS).value == "-",
        pages=pages_of(number, last, lambda page: url_for(".index", page=page)),
    )


@bp.get("/<typed>")
@requires(Permission.SEE_RECEIPTS)
def show(typed: str) -> ResponseReturnValue:
    """Show one referral. One that she may not know of is a page that does not exist."""
    written = or_404(reference.read(typed))
    if written != typed:
        return redirect(url_for(".show", typed=written), 303)
    episode = or_404(queries.episode(written))
    now = utc_now()
    sight = or_404(sight_of(current_person(), episode, now))
    return render_template(
        "referrals/show.html",
        active="referrals",
        episode=episode,
        sight=sight,
        services=queries.service_names([leg.service_id for leg in sight.legs]),
        promises={leg.id: promise(leg, now, only_receipt=sight.only_receipt) for leg in sight.legs},
        was_sent=request.args.get("sent") == "1",
    )
