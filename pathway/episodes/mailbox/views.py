"""`/waiting/TOKEN`: a page with one button, the same for every token. `/answer`: the one leg, after the code."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from pathway.accounts.forms import CodeForm
from pathway.core.clock import utc_now
from pathway.episodes import queries as episodes
from pathway.episodes.inbox import operations as acts
from pathway.episodes.inbox.act_result import carry_out
from pathway.episodes.inbox.clock_page import HerClock
from pathway.episodes.inbox.forms import FORMS, ActForm
from pathway.episodes.inbox.leg_for_agency import Pages, done_words, received_legs, referrer_of
from pathway.episodes.inbox.operations import Answering
from pathway.episodes.leg_link import queries
from pathway.episodes.leg_link.queries import LinkNow
from pathway.episodes.mailbox import operations, sessions
from pathway.episodes.mailbox.guard import CONTINUE, current_mailbox, nobody_page, over_page
from pathway.episodes.models import Episode, Leg
from pathway.episodes.sight import MailboxSight
from pathway.episodes.vocabulary import TAKEN
from pathway.episodes.withdrawal import operations as her_word
from pathway.episodes.withdrawal import queries as words
from pathway.episodes.withdrawal.even_answers import evenly
from pathway.episodes.withdrawal.situation import standing_of
from pathway.turnaround import queries as turnaround
from pathway.web.access import MAILBOX, requires, same_for_all
from pathway.web.missing import or_404
from pathway.web.sealed_forms import open_field, seal_field
from pathway.web.security import never_stored, same_origin
from pathway.web.text import refuse_nul
from pathway.web.transactions import commits

bp = Blueprint("mailbox", __name__)

ASKED = "mailbox-code"
PAGE = "/answer"
PAGES = Pages(acts="/answer/acts", clock="/answer/clock")
LAYOUT = "mailbox/layout.html"
NOT_RIGHT = (
    "That code did not work. Only the newest code works: once, for ten minutes, and not after five wrong tries. "
    "You can ask for another"
)
LOOK_AGAIN = "Your time here had run out, so nothing was done yet. What you typed is below: look, and press again"


@dataclass(frozen=True)
class Door:
    """Where a code is asked for and typed: at the link itself, or again once the time ran out."""

    token_hash: str
    link: LinkNow | None
    is_again: bool = False


@bp.get("/waiting/<token>")
@same_for_all
def door(token: str) -> ResponseReturnValue:
    """Show one button, whatever the token is. Nothing is looked up, so that nothing can be used up or found out."""
    return _door_page()


@bp.post("/waiting/<token>")
@same_for_all
@same_origin(strict=True)
@evenly
@commits
def knock(token: str) -> ResponseReturnValue:
    """Send a code to the mailbox, or take the one that was typed."""
    refuse_nul(list(request.form.items(multi=True)))
    token_hash = queries.hashed_token(token)
    return _step(Door(token_hash, queries.link_of(token_hash)))


@bp.post("/answer/code")
@same_for_all
@same_origin(strict=True)
@evenly
@commits
def again() -> ResponseReturnValue:
    """The same for whoever was signed in until her time ran out, with what she typed."""
    refuse_nul(list(request.form.items(multi=True)))
    session = sessions.presented(hold=True)
    link = queries.link(session.link_id) if session else None
    if link is None:
        return nobody_page()
    return _step(Door(link.token_hash, link, is_again=True)) if link.stands else over_page()


@bp.get("/answer")
@requires(MAILBOX)
def leg() -> str:
    """Show what waits, as the people of the agency would see it."""
    return _leg_page(done=done_words(request.args.get("done")))


@bp.post("/answer/acts/<act>")
@requires(MAILBOX)
def act(act: str) -> ResponseReturnValue:
    """Do one thing with the leg; say what it is now where somebody was quicker, and keep what was typed."""
    form = or_404(FORMS.get(act))(request.form)
    not_done = carry_out(form, request.form.get("version"), _held)
    if not_done is None:
        return redirect(url_for(".leg", done=act), 303)
    return _leg_page(form, problems=not_done.problems, refusal=not_done.refusal), not_done.status


@bp.post("/answer/acts/her")
@requires(MAILBOX)
@commits
def reveal() -> str:
    """Show who she is and how to reach her, once she was taken. Each look is written down."""
    answering = _held()
    alias, plan = acts.reveal(answering)
    return render_template(
        "referrals/her.html",
        active="",
        layout=LAYOUT,
        link=current_mailbox().link,
        reference=current_mailbox().link.reference,
        back=PAGE,
        alias=alias,
        plan=plan,
        referrer=referrer_of(answering.episode),
        reach=answering.episode.reach_referrer,
    )


@bp.get("/answer/clock")
@requires(MAILBOX)
def clock() -> str:
    """Show what the agency may record of her 72 hours, and what it has. Nothing that she told is on it."""
    return _her_clock().shown()


@bp.post("/answer/clock/<record>")
@requires(MAILBOX)
@commits
def record_of_clock(record: str) -> ResponseReturnValue:
    """Record one thing of her 72 hours, unless somebody changed it since the page was loaded."""
    return _her_clock(hold=True).record(record, current_mailbox().link.by)


@bp.post("/answer/her-word")
@requires(MAILBOX)
@commits
def seen_her_word() -> ResponseReturnValue:
    """Note that the agency has seen what she said."""
    link = current_mailbox().link
    her_word.has_seen(or_404(words.word_about(link.leg_id)), link.by, utc_now())
    return redirect(url_for(".leg"), 303)


@bp.post("/answer/sign-out")
@requires(MAILBOX)
@commits
def sign_out() -> ResponseReturnValue:
    """End this session."""
    current = current_mailbox()
    operations.sign_out(current.session, current.link)
    return sessions.clear_cookie(make_response(redirect(url_for(".leg", out="1"), 303)))


def _held() -> Answering:
    """Return the leg in the hands of whoever sends this request. The guard holds it."""
    episode, leg = _referral()
    return Answering(episode, leg, MailboxSight(leg).parties(leg), current_mailbox().link.by)


def _referral() -> tuple[Episode, Leg]:
    link = current_mailbox().link
    episode = or_404(episodes.episode(link.reference))
    return episode, next(leg for leg in episode.legs if leg.id == link.leg_id)


def _her_clock(*, hold: bool = False) -> HerClock:
    episode, leg = _referral()
    if leg.status not in TAKEN:
        abort(404)
    her_clock = or_404(turnaround.clock_of(episode.id, hold=hold))
    around = {"active": "", "layout": LAYOUT, "link": current_mailbox().link}
    return HerClock(episode, leg, her_clock, address=PAGES.clock, back=PAGE, around=around)


def _leg_page(
    form: ActForm | None = None, *, problems: Sequence[tuple[str, str]] = (), refusal: str = "", done: str = ""
) -> str:
    """Draw the leg as it is now, with what was typed."""
    current, now = current_mailbox(), utc_now()
    operations.note_reading(current.session, current.link, now)
    return _drawn(current.link, form, problems=problems, refusal=refusal, done=done)


def _drawn(
    link: LinkNow,
    form: ActForm | None = None,
    *,
    problems: Sequence[tuple[str, str]] = (),
    refusal: str = "",
    done: str = "",
) -> str:
    now = utc_now()
    episode = or_404(episodes.episode(link.reference))
    sight = MailboxSight(next(leg for leg in episode.legs if leg.id == link.leg_id))
    one = next(iter(received_legs(episode, sight, now, form, link.leg_number, PAGES)), None)
    if one is None:
        abort(410)  # she said stop, at this very moment
    return render_template(
        "referrals/answering.html",
        active="",
        layout=LAYOUT,
        link=link,
        one=one,
        form=form,
        problems=problems,
        refusal=refusal,
        done=done,
        still_may=form is not None and one.form(form.act) is not None,
        episode=episode,
        standing=standing_of(episode, sight, now),
        services={one.leg.service_id: one.service},
    )


def _step(at: Door) -> Response:
    """Take one step: send a code, or take one."""
    if request.form.get("do") == "code":
        code_id = operations.ask_code(at.token_hash, at.link)
        return _door_page(CodeForm(), asked=seal_field(ASKED, str(code_id)) or "", is_again=at.is_again)
    if request.form.get("do") != "check":
        return _door_page(is_again=at.is_again)
    asked = request.form.get("asked", "")
    opened = open_field(ASKED, asked)
    if opened is None:
        return _door_page(problem=NOT_RIGHT, status=400, is_again=at.is_again)
    form = CodeForm(request.form)
    if not form.validate():
        return _door_page(form, asked=asked, status=400, is_again=at.is_again)
    begun = operations.use_code(at.token_hash, at.link, UUID(opened), form.code.data or "")
    if begun is None or at.link is None:
        return _door_page(CodeForm(), asked=asked, problem=NOT_RIGHT, status=400, is_again=at.is_again)
    session_id, token = begun
    return sessions.set_cookie(never_stored(_arrival(at.link, session_id)), token)


def _arrival(link: LinkNow, session_id: UUID) -> Response:
    """Lead to the leg; or show what was typed before the time ran out, to be pressed again."""
    carried = open_field(CONTINUE, request.form.get("carry"))
    kind = FORMS.get(carried["act"]) if carried else None
    if carried is None or kind is None:
        return make_response(redirect(url_for(".leg"), 303))
    g.csrf_session_id = str(session_id)
    operations.note_first_reading(session_id, link, utc_now())
    return make_response(_drawn(link, kind(MultiDict(map(tuple, carried["fields"]))), done=LOOK_AGAIN))


def _door_page(
    form: CodeForm | None = None, *, asked: str = "", problem: str = "", status: int = 200, is_again: bool = False
) -> Response:
    carried = open_field(CONTINUE, request.form.get("carry"))
    page = render_template(
        "mailbox/door.html",
        active="",
        form=form,
        asked=asked,
        problem=problem,
        problems=form.error_list if form else [],
        action=url_for(".again") if is_again else "",
        # Sealed anew, so that it lasts as long as the code.
        carry=(seal_field(CONTINUE, carried) or "") if carried else "",
    )
    answer = never_stored(make_response(page, status))
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noai, noimageai"
    return answer
