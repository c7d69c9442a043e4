"""`/referrals/<reference>/received/<number>/clock`: what an agency records of a woman's 72 hours."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.core.clock import utc_now
from pathway.core.permission import Permission
from pathway.episodes import queries as episodes
from pathway.episodes import reference
from pathway.episodes.inbox.clock_page import HerClock
from pathway.episodes.sight import receives, sight_of
from pathway.episodes.vocabulary import TAKEN, Party
from pathway.turnaround import queries as turnaround
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.transactions import commits

bp = Blueprint("agency_clock", __name__, url_prefix="/referrals/<typed>/received/<int:number>/clock")


@bp.get("")
@requires(Permission.ACT_ON_LEG)
def show(typed: str, number: int) -> str:
    """Show what her agency may record, and what it has."""
    return _found(typed, number).shown()


@bp.post("/<act>")
@requires(Permission.ACT_ON_LEG)
@commits
def record(typed: str, number: int, act: str) -> ResponseReturnValue:
    """Record one thing, unless somebody changed it since the page was loaded."""
    return _found(typed, number, hold=True).record(act, current_person())


def _found(typed: str, number: int, *, hold: bool = False) -> HerClock:
    person = current_person()
    episode = or_404(episodes.episode(or_404(reference.read(typed)), hold=hold))
    sight = or_404(sight_of(person, episode, utc_now()))
    leg = or_404(next((leg for leg in sight.legs if leg.number == number), None))
    if not receives(person, leg) or Party.RECEIVER not in sight.parties(leg):
        abort(403)
    if leg.status not in TAKEN:
        abort(404)
    return HerClock(
        episode,
        leg,
        or_404(turnaround.clock_of(episode.id, hold=hold)),
        address=f"/referrals/{episode.reference}/received/{number}/clock",
        back=f"/referrals/{episode.reference}",
        around={"active": "inbox"},
    )
