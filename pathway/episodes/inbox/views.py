"""`/referrals/inbox`, and what the people of an agency do with a referral."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.accounts.permissions import Grant
from pathway.core.clock import utc_now
from pathway.core.errors import InvalidTransitionError
from pathway.core.permission import Permission
from pathway.episodes import queries as episodes
from pathway.episodes import reference
from pathway.episodes.inbox import operations, queries
from pathway.episodes.inbox.act_result import carry_out
from pathway.episodes.inbox.forms import FORMS, ActForm, AnswerForm
from pathway.episodes.inbox.leg_for_agency import received_legs, referrer_of
from pathway.episodes.inbox.operations import Answering
from pathway.episodes.inbox.queries import Pile
from pathway.episodes.inbox.time_left import time_left
from pathway.episodes.sight import receives, sight_of, was_stopped
from pathway.episodes.vocabulary import REASON_WORDS, STATUS_WORDS
from pathway.referral.vocabulary import Urgency
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.paging import page_number
from pathway.web.transactions import commits

bp = Blueprint("inbox", __name__, url_prefix="/referrals")

FROM_LIST = "list"
TO_ANSWER = "inbox_to_answer"
"""Where the page leaves what it has counted for the menu, which would count it again."""
URGENCIES = {Urgency.IMMEDIATE: "At once", Urgency.SAME_DAY: "Today", Urgency.STANDARD: "Not urgent"}
"""How soon whoever referred her needs an answer, in a word."""


STOPPED = "She took her agreement back. Stop, and do not contact her. Nothing of yours was done"


@bp.get("/inbox")
@requires(Permission.SEE_WAITING)
def index() -> str:
    """Show what waits for her organisation. Whoever does not answer there sees how many, and since when."""
    person, now = current_person(), utc_now()
    grant = person.grant(Permission.SEE_WAITING)
    answers = person.grant(Permission.ACT_ON_LEG) is Grant.ADDRESSED
    typed = request.args.get("pile", Pile.TO_ANSWER)
    which = Pile(typed) if typed in set(Pile) else or_404(None)
    number = page_number(request.args.get("page"))
    counts, has_changed = queries.counts_of(person)
    if Pile.TO_ANSWER in counts:
        setattr(g, TO_ANSWER, counts[Pile.TO_ANSWER])
    rows, more = queries.pile(person, which, number)
    return render_template(
        "referrals/inbox.html",
        active="inbox",
        answers=answers,
        which=which,
        piles=Pile,
        counts=counts,
        changed=queries.changed(person) if has_changed else [],
        rows=rows,
        number=number,
        more=more,
        now=now,
        time_left=time_left,
        states=STATUS_WORDS,
        reasons=REASON_WORDS,
        urgencies=URGENCIES,
        at_home=queries.waiting_at_home(person, now) if grant is Grant.ORGANIZATION else None,
        everywhere=queries.waiting_everywhere(now) if grant is Grant.YES else None,
        done=FORMS[request.args["done"]].done if request.args.get("done") in FORMS else "",
    )


@bp.post("/<typed>/received/<int:number>/<act>")
@requires(Permission.ACT_ON_LEG)
def act(typed: str, number: int, act: str) -> ResponseReturnValue:
    """Do one thing with a leg of hers; say what it is now where somebody was quicker, and keep what she typed."""
    form = or_404(FORMS.get(act))(request.form)
    not_done = carry_out(form, request.form.get("version"), lambda: _held(typed, number))
    if not_done is not None:
        page = _leg_page(typed, number, form, problems=not_done.problems, refusal=not_done.refusal)
        return page, not_done.status
    if request.form.get("from") == FROM_LIST:
        return redirect(url_for(".index", done=act), 303)
    return redirect(url_for("referrals.show", typed=reference.read(typed), done=act), 303)


@bp.post("/<typed>/received/<int:number>/her")
@requires(Permission.READ_IDENTITY)
@commits
def reveal(typed: str, number: int) -> ResponseReturnValue:
    """Show who she is and how to reach her, once her leg was taken. Each look is written down."""
    answering = _held(typed, number)
    alias, plan = operations.reveal(answering)
    return render_template(
        "referrals/her.html",
        active="inbox",
        reference=answering.episode.reference,
        alias=alias,
        plan=plan,
        referrer=referrer_of(answering.episode),
        reach=answering.episode.reach_referrer,
    )


@bp.post("/<typed>/received/<int:number>/questions/<uuid:question_id>")
@requires(Permission.READ_FACTS)
@commits
def answer(typed: str, number: int, question_id: UUID) -> ResponseReturnValue:
    """Answer a question of an agency's, as the one who referred her."""
    person = current_person()
    episode = or_404(episodes.episode(or_404(reference.read(typed)), hold=True))
    sight = or_404(sight_of(person, episode, utc_now()))
    if not sight.is_referrer or sight.only_receipt:
        abort(403)
    leg = or_404(next((leg for leg in sight.legs if leg.number == number), None))
    question = or_404(next((one for one in queries.questions_of([leg.id])[leg.id] if one.id == question_id), None))
    form = AnswerForm(request.form)
    if not form.validate():
        page = render_template(
            "referrals/answer.html", active="referrals", episode=episode, leg=leg, question=question, form=form
        )
        return page, 400
    operations.answer(episode, leg, question, form.words.data.strip(), person)
    return redirect(url_for("referrals.show", typed=episode.reference, done="answered"), 303)


@bp.get("/decisions")
@requires(Permission.TAKE_ESCALATION)
def decisions() -> str:
    """Show the legs that may only end if she says so, because the woman was not reached."""
    person = current_person()
    warned = queries.warned(person) if person.reaches_all(Permission.TAKE_ESCALATION) else []
    return render_template(
        "referrals/decisions.html", active="work", warned=warned, done=request.args.get("done") == "1"
    )


@bp.post("/<typed>/decisions/<int:number>")
@requires(Permission.TAKE_ESCALATION)
@commits
def decide(typed: str, number: int) -> ResponseReturnValue:
    """Let a leg end, or have the agency go on looking. For a safeguarding lead or a coordinator."""
    person = current_person()
    if not person.reaches_all(Permission.TAKE_ESCALATION):
        abort(404)  # nothing of this kind is addressed to her
    episode = or_404(episodes.episode(or_404(reference.read(typed)), hold=True))
    leg = or_404(next((leg for leg in episode.legs if leg.number == number and queries.warning_of(leg.id)), None))
    operations.decide_unreached(episode, leg, person, may_end=request.form.get("decision") == "end")
    return redirect(url_for(".decisions", done="1"), 303)


def _held(typed: str, number: int) -> Answering:
    """Return a leg that she answers for, with its referral locked. One she may not know of is no page at all."""
    person = current_person()
    episode = or_404(episodes.episode(or_404(reference.read(typed)), hold=True))
    sight = or_404(sight_of(person, episode, utc_now()))
    leg = or_404(next((leg for leg in sight.legs if leg.number == number), None))
    if not receives(person, leg):
        abort(403)
    return Answering(episode, leg, sight.parties(leg), person)


def _leg_page(
    typed: str, number: int, form: ActForm, *, problems: Sequence[tuple[str, str]] = (), refusal: str = ""
) -> str:
    """Draw the referral as it is now, with what she typed.

    Raises InvalidTransitionError where the woman took her agreement back: nothing of it is shown any more.
    """
    person, now, written = current_person(), utc_now(), reference.read(typed)
    operations.note_reading(person, or_404(written), now)
    episode = or_404(episodes.episode(or_404(written)))
    sight = or_404(sight_of(person, episode, now))
    if any(leg.number == number and was_stopped(leg) for leg in sight.legs):
        raise InvalidTransitionError(f"{STOPPED}. You wanted: {form.title[0].lower()}{form.title[1:]}")
    received = received_legs(episode, sight, now, form, number)
    one = or_404(next((one for one in received if one.leg.number == number), None))
    return render_template(
        "referrals/answering.html",
        active="inbox",
        one=one,
        form=form,
        problems=problems,
        refusal=refusal,
        still_may=one.form(form.act) is not None,
    )
