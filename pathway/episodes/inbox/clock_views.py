"""`/referrals/<reference>/received/<number>/clock`: what an agency records of a woman's 72 hours."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.core.clock import utc_now
from pathway.core.errors import ChangeRefusedError, InvalidTransitionError
from pathway.core.permission import Permission
from pathway.episodes import queries as episodes
from pathway.episodes import reference
from pathway.episodes.inbox.her_clock import milestones_of
from pathway.episodes.models import Episode, Leg
from pathway.episodes.sight import receives, sight_of
from pathway.episodes.vocabulary import TAKEN, Party
from pathway.turnaround import queries as turnaround
from pathway.turnaround.forms import RECORDS, ClockForm, prefix
from pathway.turnaround.models import EpisodeClock
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.transactions import commits

bp = Blueprint("agency_clock", __name__, url_prefix="/referrals/<typed>/received/<int:number>/clock")

FORMS = {form.act: form for form in RECORDS}
MEANWHILE = "Somebody else changed this since you loaded the page. Look at it as it is now, and do it again if need be"


@bp.get("")
@requires(Permission.ACT_ON_LEG)
def show(typed: str, number: int) -> str:
    """Show what her agency may record, and what it has."""
    return _page(*_found(typed, number))


@bp.post("/<act>")
@requires(Permission.ACT_ON_LEG)
@commits
def record(typed: str, number: int, act: str) -> ResponseReturnValue:
    """Record one thing, unless somebody changed it since the page was loaded."""
    key = request.form.get("key", "")
    form = or_404(FORMS.get(act))(request.form, prefix=prefix(act, key))
    episode, leg, clock = _found(typed, number, hold=True)
    if not any(one.key == key for one in milestones_of(clock, leg, utc_now())):
        abort(404)
    if not form.validate():
        return _page(episode, leg, clock, form, key), 400
    if request.form.get("version") != str(clock.version):
        return _page(episode, leg, clock, form, key, MEANWHILE), 409
    try:
        form.apply(clock, key, current_person())
    except InvalidTransitionError as error:
        return _page(episode, leg, clock, form, key, str(error)), 409
    except ChangeRefusedError as error:
        return _page(episode, leg, clock, form, key, str(error)), 400
    return redirect(url_for(".show", typed=episode.reference, number=number, done=act), 303)


def _found(typed: str, number: int, *, hold: bool = False) -> tuple[Episode, Leg, EpisodeClock]:
    person = current_person()
    episode = or_404(episodes.episode(or_404(reference.read(typed)), hold=hold))
    sight = or_404(sight_of(person, episode, utc_now()))
    leg = or_404(next((leg for leg in sight.legs if leg.number == number), None))
    if not receives(person, leg) or Party.RECEIVER not in sight.parties(leg):
        abort(403)
    if leg.status not in TAKEN:
        abort(404)
    return episode, leg, or_404(turnaround.clock_of(episode.id, hold=hold))


def _page(
    episode: Episode, leg: Leg, clock: EpisodeClock, form: ClockForm | None = None, key: str = "", refusal: str = ""
) -> str:
    now = utc_now()
    typed = (form.act, key) if form is not None else None

    def form_of(act: str, key: str) -> ClockForm:
        if form is not None and typed == (act, key):
            return form
        return FORMS[act](prefix=prefix(act, key))

    problems = [(f"#{prefix(form.act, key)}", refusal)] if form and refusal else form.error_list if form else []
    done = FORMS.get(request.args.get("done", ""))
    return render_template(
        "referrals/clock.html",
        active="inbox",
        episode=episode,
        leg=leg,
        clock=clock,
        milestones=milestones_of(clock, leg, now),
        form_of=form_of,
        typed=typed,
        problems=problems,
        done=done.done if done else "",
        now=now,
    )
