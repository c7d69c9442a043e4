"""`/board/walls`, where a coordinator lets a screen show the board, and `/wall`, the screen itself."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import ValidationError
from wtforms.validators import InputRequired, Length

from pathway.accounts.guard import current_person, show_a_factor_first
from pathway.board import queries, walls
from pathway.board.time_on_clock import by_when
from pathway.core.clock import utc_now
from pathway.core.permission import Permission
from pathway.turnaround.progress import Colour
from pathway.web.access import WALL, guard_with, public, requires, unattended
from pathway.web.forms import BaseForm, GovInputField
from pathway.web.limits import count_or_refuse
from pathway.web.security import same_origin
from pathway.web.transactions import commits

bp = Blueprint("wall", __name__)

TRIES_A_DAY = 30
"""Codes that one network may type in a day: eight signs of thirty are not guessed so."""

FITS = 12
"""Clocks that a screen shows: nobody scrolls on a wall, and whatever its size so many fit, as letters grow with it."""

WRONG = "This is no code that opens a screen now. It is typed once, within ten minutes. Ask the coordinator for another"


class PlaceForm(BaseForm):
    """Where a screen hangs."""

    place = GovInputField(
        "Where does the screen hang?",
        description="So that whoever takes it back knows which: the duty office",
        validators=[InputRequired("Say where the screen hangs"), Length(max=60, message="Use at most 60 characters")],
    )

    def validate_place(self, field: Any) -> None:
        """Refuse spaces alone."""
        if not field.data.strip():
            raise ValidationError("Say where the screen hangs")


class CodeForm(BaseForm):
    """The code that a coordinator reads out."""

    code = GovInputField("Code", validators=[InputRequired("Type the code that the coordinator reads to you")])


def init_wall_guard(app: Flask) -> None:
    """Let a screen's token decide on the wall view, and on nothing else."""
    guard_with(app, _guard, only=WALL)


def _guard(_permission: str) -> ResponseReturnValue | None:
    if request.method not in {"GET", "HEAD"}:
        abort(405)
    return None if walls.presented() else redirect(url_for(".enter"), 303)


@bp.get("/board/walls")
@requires(Permission.READ_BOARD)
def index() -> str:
    """Show the screens that show the board, and the form for another."""
    return _page(PlaceForm())


@bp.post("/board/walls")
@requires(Permission.READ_BOARD)
@commits
def grant() -> ResponseReturnValue:
    """Let a screen show it, once she has shown a factor; say the code once."""
    person = current_person()
    if not person.has_shown_a_factor(utc_now()):
        return show_a_factor_first(writes=True)
    form = PlaceForm(request.form)
    if not form.validate():
        return _page(form), 400
    return _page(PlaceForm(), code=walls.grant(" ".join(form.place.data.split()), person))


@bp.post("/board/walls/<uuid:wall_id>/end")
@requires(Permission.READ_BOARD)
@commits
def end(wall_id: UUID) -> ResponseReturnValue:
    """Take a screen's view back."""
    walls.end(wall_id, current_person())
    return redirect(url_for(".index", done="ended"), 303)


@bp.get("/wall/open")
@public
def enter() -> str:
    """Show the form for the code."""
    return render_template("board/open_wall.html", form=CodeForm(), problems=[])


@bp.post("/wall/open")
@public
@same_origin(strict=True)
@commits
def use_code() -> ResponseReturnValue:
    """Open the screen with a code."""
    count_or_refuse("wall_code", at_most=TRIES_A_DAY)
    form = CodeForm(request.form)
    token = walls.open_with(form.code.data) if form.validate() else None
    if token is None:
        problem = [] if form.errors else [("#code", WRONG)]
        return render_template("board/open_wall.html", form=form, problems=[*form.error_list, *problem]), 400
    return walls.set_cookie(make_response(redirect(url_for(".show"), 303)), token)


@bp.get("/wall")
@requires(WALL)
def show() -> str:
    """Show references and times, to be read from three metres."""
    return render_template("board/wall.html", **_wall())


@bp.get("/wall/now")
@requires(WALL)
@unattended
def now() -> str:
    """Return the rows alone, for the screen that shows them."""
    return render_template("board/_wall.html", **_wall())


def _wall() -> dict[str, Any]:
    moment = utc_now()
    rows, totals = queries.rows(moment)[0][:FITS], queries.totals(moment)
    return {
        "now": moment,
        "rows": rows,
        "totals": totals,
        "more": max(0, totals.running - len(rows)),
        "more_late": max(0, totals.late - sum(row.time.colour is Colour.RED for row in rows)),
        "by_when": by_when,
    }


def _page(form: PlaceForm, code: str = "") -> str:
    return render_template(
        "board/walls.html",
        active="board",
        form=form,
        code=code,
        walls=walls.lasting(),
        ended=request.args.get("done") == "ended",
    )
