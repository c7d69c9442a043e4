"""The directory's health as a picture, a table and a file.

For all staff but administrators and the police: of each listing everybody may read how lately it was confirmed, so that
these counts hold nothing that a page does not.
"""

from flask import Blueprint, Response, render_template
from markupsafe import Markup

from pathway.accounts.guard import current_person
from pathway.core.clock import london_today, utc_now
from pathway.core.permission import Permission
from pathway.directory.health.bar import TIER_WORDS, WHOLE
from pathway.directory.health.counts import Health, drawn_at, health_at
from pathway.directory.health.csv_file import as_csv, look_ups_as_csv
from pathway.directory.look_ups.queries import lately
from pathway.web.access import requires

bp = Blueprint("health", __name__, url_prefix="/manage/services")


@bp.get("/health")
@requires(Permission.SEE_HEALTH)
def show() -> str:
    """Show how many listings are of each tier, by kind and by area."""
    pictures, today = drawn_at(utc_now(), _draw), london_today()
    active = "listings" if current_person().may(Permission.CONFIRM_LISTING) else "work"
    return render_template("health/show.html", active=active, pictures=pictures, look_ups=lately(today))


def _draw(health: Health) -> Markup:
    html = render_template("health/_pictures.html", health=health, tier_words=TIER_WORDS, whole=WHOLE)
    return Markup(html)  # noqa: S704 - a template of ours has drawn it


@bp.get("/health.csv")
@requires(Permission.SEE_HEALTH)
def download() -> Response:
    """Send the same counts as a file."""
    return _file("listings-health", as_csv(health_at(utc_now())))


@bp.get("/look-ups.csv")
@requires(Permission.SEE_HEALTH)
def download_look_ups() -> Response:
    """Send what people looked for as a file."""
    return _file("look-ups", look_ups_as_csv(lately(london_today())))


def _file(name: str, text: str) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="{name}-{london_today().isoformat()}.csv"'}
    return Response(text, mimetype="text/csv", headers=disposition)
