"""The page of the hours with nobody to ring, and its file. For everybody who may read figures: it is about listings."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from pathway.core.clock import london_today, utc_now
from pathway.core.permission import Permission
from pathway.insight.gaps import csv_file, picture
from pathway.insight.gaps.figures import AREA_WORDS, gaps_at, not_asked, words_meanwhile
from pathway.insight.gaps.forms import GapForm
from pathway.insight.gaps.week_words import hour_words, hours_words
from pathway.referral.queries import published_table
from pathway.web.access import requires
from pathway.web.text import refuse_nul

bp = Blueprint("gaps", __name__)


@bp.get("/insight/gaps")
@requires(Permission.READ_STATISTICS)
def show() -> ResponseReturnValue:
    """Show of which kinds nobody answers at an hour of the week, and each kind's week."""
    refuse_nul(list(request.args.items(multi=True)))
    form = GapForm(request.args)
    if not form.validate():
        return render_template("insight/gaps.html", active="gaps", form=form, problems=form.problems), 400
    area, hour, now = form.chosen_area, form.chosen_hour, utc_now()
    gaps = gaps_at(now)
    elsewhere = not_asked(published_table(now), area)
    every = gaps.of(area)
    asked = [week for week in every if week.kind not in elsewhere]
    return render_template(
        "insight/gaps.html",
        active="gaps",
        form=form,
        problems=[],
        where=AREA_WORDS[area],
        when=hour_words(hour),
        hour=hour,
        weeks=asked,
        not_asked=[week.label for week in every if week.kind in elsewhere],
        nobody=[week for week in asked if week.nobody[hour]],
        not_known=sorted((week.label, week.not_known_at(hour)) for week in asked if week.not_known[hour]),
        answers=sorted((week.label, week.answering_at(hour)) for week in asked if week.answering[hour]),
        meanwhile=words_meanwhile(gaps, area, hour),
        hours_words=hours_words,
        picture=picture,
        days=gaps.days,
    )


@bp.get("/insight/gaps.csv")
@requires(Permission.READ_STATISTICS)
def download() -> Response:
    """Send every hour of every kind in every area as a file."""
    now = utc_now()
    table = published_table(now)
    text = csv_file.as_csv(gaps_at(now), {area: not_asked(table, area) for area in AREA_WORDS})
    disposition = {"Content-Disposition": f'attachment; filename="gaps-{london_today().isoformat()}.csv"'}
    return Response(text, mimetype="text/csv", headers=disposition)
