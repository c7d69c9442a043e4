"""Sharing without her agreement: asked for on the page of a referral, decided in a list of its own."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.accounts.permissions import Grant, Person
from pathway.accounts.queries import names_of
from pathway.audit import trail
from pathway.core.clock import utc_now
from pathway.core.permission import Permission
from pathway.directory.vocabulary import AGENCY_LABELS, AgencyType
from pathway.episodes import queries as episodes
from pathway.episodes import reference
from pathway.episodes.disclosure import operations, queries
from pathway.episodes.disclosure.forms import AnswerForm, ShareForm, share_form
from pathway.episodes.disclosure.grounds import GROUND_WORDS, RECIPIENTS, STATUS_WORDS, TOLD_WORDS
from pathway.episodes.disclosure.models import DisclosureDecision
from pathway.episodes.models import Episode
from pathway.episodes.queries import ServiceNow
from pathway.episodes.seen_by import they_will_see
from pathway.episodes.sight import receives
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.transactions import commits

bp = Blueprint("disclosure", __name__, url_prefix="/referrals")


@bp.get("/<typed>/without-agreement")
@requires(Permission.ASK_DISCLOSURE)
def new(typed: str) -> str:
    """Show the kinds of agency, and once one is chosen the form."""
    episode = _episode(typed)
    kind = _kind(request.args.get("to"))
    services = _services(episode, kind)
    return _page(episode, kind, services, share_form(services))


@bp.post("/<typed>/without-agreement")
@requires(Permission.ASK_DISCLOSURE)
@commits
def ask(typed: str) -> ResponseReturnValue:
    """Ask a second person, or note what was done already."""
    episode = _episode(typed, hold=True)
    kind = or_404(_kind(request.form.get("to")))
    services = _services(episode, kind)
    form = share_form(services, request.form)
    if not form.validate():
        return _page(episode, kind, services, form), 400
    service = {one.id: one for one in services}[form.chosen()]
    operations.ask(episode, kind, service, form.typed(), current_person(), utc_now())
    return redirect(url_for(".new", typed=episode.reference), 303)


@bp.get("/sharing")
@requires(Permission.AUTHORISE_DISCLOSURE)
def index() -> str:
    """Show what waits for a second person, and what is to be reviewed."""
    waiting = queries.waiting_for(current_person(), utc_now())
    return render_template(
        "disclosure/index.html",
        active="work",
        waiting=waiting,
        services=episodes.service_names([one.service_id for one in waiting]),
    )


@bp.get("/sharing/<uuid:decision_id>")
@requires(Permission.AUTHORISE_DISCLOSURE)
@commits
def show(decision_id: UUID) -> str:
    """Show what is asked, and why. That it was read is written down."""
    decision = or_404(queries.decision(decision_id))
    trail.record("disclosure.read", decision.episode.reference, current_person())
    return _decision_page(decision, AnswerForm())


@bp.post("/sharing/<uuid:decision_id>/authorise")
@requires(Permission.AUTHORISE_DISCLOSURE)
@commits
def authorise(decision_id: UUID) -> ResponseReturnValue:
    """Let it be shared."""
    operations.authorise(_held(decision_id), current_person(), utc_now())
    return redirect(url_for(".index"), 303)


@bp.post("/sharing/<uuid:decision_id>/refuse")
@requires(Permission.AUTHORISE_DISCLOSURE)
@commits
def refuse(decision_id: UUID) -> ResponseReturnValue:
    """Let nothing be shared."""
    decision, form = _held(decision_id), AnswerForm(request.form)
    if not form.validate():
        return _decision_page(decision, form), 400
    operations.refuse(decision, form.answer.data.strip(), current_person(), utc_now())
    return redirect(url_for(".index"), 303)


@bp.post("/sharing/<uuid:decision_id>/review")
@requires(Permission.AUTHORISE_DISCLOSURE)
@commits
def review(decision_id: UUID) -> ResponseReturnValue:
    """Say whether what was done already was right."""
    decision, form = _held(decision_id), AnswerForm(request.form)
    if not form.validate():
        return _decision_page(decision, form), 400
    was_right = request.form.get("was_right") == "yes"
    operations.review(decision, form.answer.data.strip(), current_person(), utc_now(), was_right=was_right)
    return redirect(url_for(".index"), 303)


def _may_ask(person: Person, episode: Episode) -> bool:
    grant = person.grant(Permission.ASK_DISCLOSURE)
    if grant is Grant.ADDRESSED:
        return any(receives(person, leg) for leg in episode.legs)
    return grant is Grant.YES or episode.referrer_id == person.id


def _episode(typed: str, *, hold: bool = False) -> Episode:
    episode = or_404(episodes.episode(or_404(reference.read(typed)), hold=hold))
    return or_404(episode if _may_ask(current_person(), episode) else None)


def _held(decision_id: UUID) -> DisclosureDecision:
    return or_404(queries.decision(decision_id, hold=True))


def _kind(value: str | None) -> AgencyType | None:
    return next((kind for kind in RECIPIENTS if kind.value == value), None)


def _services(episode: Episode, kind: AgencyType | None) -> list[ServiceNow]:
    answers = episode.answers
    if kind is None or answers is None:
        return []
    return list(queries.recipients(answers, kind, episode.urgency, utc_now()))


def _page(episode: Episode, kind: AgencyType | None, services: list[ServiceNow], form: ShareForm) -> str:
    asked = [one for one in queries.decisions_about(episode.id) if one.asked_by == current_person().id]
    return render_template(
        "disclosure/ask.html",
        active="referrals",
        episode=episode,
        kinds=[(one.value, AGENCY_LABELS[one]) for one in RECIPIENTS],
        kind=kind,
        services=services,
        form=form,
        they_will_see=they_will_see(kind) if kind else "",
        asked=asked,
        status_words=STATUS_WORDS,
        names=episodes.service_names([one.service_id for one in asked]),
    )


def _decision_page(decision: DisclosureDecision, form: AnswerForm) -> str:
    return render_template(
        "disclosure/show.html",
        active="work",
        decision=decision,
        form=form,
        me=current_person().id,
        now=utc_now(),
        service=episodes.service_names([decision.service_id])[decision.service_id],
        asker=names_of([decision.asked_by])[decision.asked_by],
        ground=GROUND_WORDS[decision.ground],
        told=TOLD_WORDS[decision.told],
        status_words=STATUS_WORDS,
        they_will_see=they_will_see(decision.agency_type),
    )
