"""`/board`: every clock that runs, and the page of one."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.board import queries
from pathway.board.episode_page import page_of
from pathway.board.forms import FORMS, PAUSE_WORDS, HandOnForm, leg_chosen
from pathway.board.time_on_clock import by_when
from pathway.core.clock import utc_now
from pathway.core.errors import ChangeRefusedError, InvalidTransitionError
from pathway.core.permission import Permission
from pathway.episodes import queries as episodes
from pathway.episodes import reference
from pathway.episodes.models import Episode
from pathway.episodes.vocabulary import TAKEN
from pathway.referral import queries as referral
from pathway.turnaround import operations
from pathway.turnaround import queries as turnaround
from pathway.turnaround.forms import ClockForm, prefix
from pathway.turnaround.models import EpisodeClock
from pathway.turnaround.vocabulary import CHANGED_WORDS, LATE_WORDS, WITH_HER_WORDS
from pathway.web.access import requires, unattended
from pathway.web.missing import or_404
from pathway.web.paging import page_number
from pathway.web.transactions import commits

bp = Blueprint("board", __name__, url_prefix="/board")

_ALSO_NEEDS = {
    "confirm": Permission.CONFIRM_NOT_NEEDED,
    "refuse": Permission.CONFIRM_NOT_NEEDED,
    "take": Permission.TAKE_ESCALATION,
}

MEANWHILE = (
    "Somebody else changed this since you loaded the page. Look at it as it is now, and do it again if that is right"
)


@bp.get("")
@requires(Permission.READ_BOARD)
def index() -> str:
    """Show every clock that runs, unowned first, then by time left."""
    return render_template("board/index.html", active="board", is_running=referral.pathway_is_running(), **_board())


@bp.get("/now")
@requires(Permission.READ_BOARD)
@unattended
def now() -> str:
    """Return the board alone, for the page that shows it: a page that looks by itself keeps no session awake."""
    return render_template("board/_board.html", **_board())


@bp.get("/<typed>")
@requires(Permission.READ_BOARD)
def show(typed: str) -> str:
    """Show one clock: who is with her, what is next, milestones, legs, calls, and what happened."""
    episode = or_404(episodes.episode(or_404(reference.read(typed))))
    clock = or_404(turnaround.clock_of(episode.id))
    return _page(episode, clock)


@bp.post("/<typed>/<act>")
@requires(Permission.READ_BOARD)
@commits
def act(typed: str, act: str) -> ResponseReturnValue:
    """Do one thing with a clock, unless somebody changed it since the page was loaded."""
    key = request.form.get("key", "")
    form = or_404(FORMS.get(act))(request.form, prefix=prefix(act, key))
    also = _ALSO_NEEDS.get(act)
    if also is not None and not current_person().may(also):
        abort(403)
    episode, clock = _held(typed)
    return _carry_out(episode, clock, form, lambda: form.apply(clock, key, current_person()))


@bp.post("/<typed>/hand-on")
@requires(Permission.READ_BOARD)
@commits
def hand_on(typed: str) -> ResponseReturnValue:
    """Let another agency lead, which has taken her."""
    form = HandOnForm(request.form, prefix=prefix(HandOnForm.act))
    episode, clock = _held(typed)
    chosen = leg_chosen(form.leg.data or "")

    def hand_on() -> None:
        leg = next((leg for leg in episode.legs if leg.id == chosen), None)
        if leg is None or leg.status not in TAKEN or leg.accepted_at is None:
            raise InvalidTransitionError("Only an agency that has taken her can lead")
        operations.hand_on(clock, leg.id, leg.accepted_at, current_person())

    return _carry_out(episode, clock, form, hand_on)


def _carry_out(episode: Episode, clock: EpisodeClock, form: ClockForm, act: Any) -> ResponseReturnValue:
    if not form.validate():
        return _page(episode, clock, form, [str(message) for field in form for message in field.errors]), 400
    if request.form.get("version") != str(clock.version):
        return _page(episode, clock, form, [MEANWHILE]), 409
    try:
        act()
    except InvalidTransitionError as error:
        return _page(episode, clock, form, [str(error)]), 409
    except ChangeRefusedError as error:
        return _page(episode, clock, form, [str(error)]), 400
    if request.form.get("from") == "board":
        return redirect(url_for(".index", done=form.act), 303)
    return redirect(url_for(".show", typed=episode.reference, done=form.act), 303)


def _board() -> dict[str, Any]:
    moment = utc_now()
    number = page_number(request.args.get("page"))
    shows_ended = request.args.get("show") == "ended"
    rows, more = queries.to_close(moment, number) if shows_ended else queries.rows(moment, number)
    return {
        "now": moment,
        "rows": rows,
        "more": more,
        "number": number,
        "shows_ended": shows_ended,
        "totals": queries.totals(moment),
        "by_when": by_when,
        "done": _done(request.args.get("done", "")),
    }


def _held(typed: str) -> tuple[Episode, EpisodeClock]:
    episode = or_404(episodes.episode(or_404(reference.read(typed)), hold=True))
    return episode, or_404(turnaround.clock_of(episode.id, hold=True))


def _page(episode: Episode, clock: EpisodeClock, form: ClockForm | None = None, problems: Sequence[str] = ()) -> str:
    moment = utc_now()
    typed = (form.act, request.form.get("key", "")) if form is not None and problems else None

    def form_of(act: str, key: str = "") -> ClockForm:
        if form is not None and typed == (act, key):
            return form
        form_class = HandOnForm if act == HandOnForm.act else FORMS[act]
        return form_class(prefix=prefix(act, key), data=form_class.said_before(clock))

    return render_template(
        "board/show.html",
        active="board",
        page=page_of(episode, clock, current_person().id, moment),
        form_of=form_of,
        typed=typed,
        problems=[(f"#{prefix(*typed)}" if typed else "#main", problem) for problem in problems],
        now=moment,
        by_when=by_when,
        with_her_words=WITH_HER_WORDS,
        late_words=LATE_WORDS,
        changed_words=CHANGED_WORDS,
        pause_words=PAUSE_WORDS,
        done=_done(request.args.get("done", "")),
    )


def _done(act: str) -> str:
    form = (dict(FORMS) | {HandOnForm.act: HandOnForm}).get(act)
    return form.done if form else ""
