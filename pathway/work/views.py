"""The page that somebody lands on after signing in."""

from flask import Blueprint, g, render_template

from pathway.accounts.guard import current_person
from pathway.core.clock import london_today
from pathway.directory.editing import list_html
from pathway.directory.editing.operations import AT_ONCE
from pathway.episodes.inbox.views import TO_ANSWER
from pathway.web.access import SELF, requires
from pathway.work.waiting import count_for, work_of

bp = Blueprint("work", __name__, url_prefix="/manage")


@bp.get("")
@requires(SELF)
def index() -> str:
    """Show what waits for her."""
    work = work_of(current_person(), london_today())
    g.waiting_count = work.count
    return render_template("work/index.html", active="work", work=work, at_once=AT_ONCE, listing_rows=list_html.rows)


def waiting_count() -> int:
    """Return how many things wait for who is signed in; counted once for each page."""
    if "waiting_count" not in g:
        g.waiting_count = count_for(current_person(), london_today(), g.get(TO_ANSWER))
    count: int = g.waiting_count
    return count
