"""`/referrals`: what I sent, one referral as each person may see it, and what its referrer records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.core.clock import utc_now
from pathway.core.errors import ChangeRefusedError
from pathway.core.permission import Permission
from pathway.directory.vocabulary import AgencyType
from pathway.episodes import queries, reference
from pathway.episodes.inbox.leg_for_agency import asked_of_referrer, done_words, received_legs
from pathway.episodes.inbox.operations import note_reading
from pathway.episodes.leg_states import may_happen
from pathway.episodes.models import Episode, Leg, LegEvent, RecordedCall
from pathway.episodes.offers import LegOffer, offers
from pathway.episodes.open_parts import agreement_stands, open_calls, replaced_by, was_undone
from pathway.episodes.referral_page import corrections, operations
from pathway.episodes.referral_page.call_panel import (
    OUTCOME_WORDS,
    have_ready,
    panels_of_calls,
    panels_of_legs,
    rung_already,
)
from pathway.episodes.referral_page.clock_words import clock_words
from pathway.episodes.referral_page.copy_text import copy_text
from pathway.episodes.referral_page.forms import AnotherForm, CallForm, EndingForm, PanelForm
from pathway.episodes.referral_page.nobody_else import nobody_else
from pathway.episodes.referral_page.parts import Parts, parts_of
from pathway.episodes.referral_page.promises import Reader, promises_of
from pathway.episodes.referral_page.slip import slip_words
from pathway.episodes.retention.situation import keeping_of
from pathway.episodes.sight import Sight, sight_of
from pathway.episodes.vocabulary import STATUS_WORDS, UNANSWERED, LegEventKind, LegStatus, Party
from pathway.episodes.withdrawal.situation import standing_of
from pathway.referral.questions import answered
from pathway.referral.triage import Answers
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.paging import last_page, page_number, pages_of
from pathway.web.transactions import commits

bp = Blueprint("referrals", __name__, url_prefix="/referrals")


@dataclass(frozen=True)
class Mistake:
    """A form that was not taken: of which leg or call, what was typed, and why, where another changed it meanwhile."""

    name: str
    form: Any
    clash: str = ""


@dataclass(frozen=True)
class Seen:
    """A referral and what the person who asks sees of it, at one moment."""

    episode: Episode
    sight: Sight
    now: datetime = field(default_factory=utc_now)


@bp.get("")
@requires(Permission.SEE_RECEIPTS)
def index() -> str:
    """Show what she sent, the latest first."""
    person, number = current_person(), page_number(request.args.get("page"))
    rows, total = queries.sent_by(person.id, number)
    last = last_page(number, total, queries.PAGE)
    now, only_receipt = utc_now(), not person.may(Permission.READ_FACTS)
    services = queries.service_names([leg.service_id for episode in rows for leg in episode.legs])
    return render_template(
        "referrals/index.html",
        active="referrals",
        rows=[
            (
                episode,
                promises_of(
                    episode, episode.legs, services, now, Reader(only_receipt, hears_more=episode.agreed_feedback)
                ),
            )
            for episode in rows
        ],
        services=services,
        was_undone=was_undone,
        open_calls=open_calls,
        only_receipts=only_receipt,
        pages=pages_of(number, last, lambda page: url_for(".index", page=page)),
    )


@bp.get("/<typed>")
@requires(Permission.SEE_RECEIPTS)
def show(typed: str) -> ResponseReturnValue:
    """Show one referral. One that she may not know of is a page that does not exist."""
    written = or_404(reference.read(typed))
    if written != typed:
        return redirect(url_for(".show", typed=written), 303)
    note_reading(current_person(), written, utc_now())
    return _page(_seen(typed))


@bp.post("/<typed>/legs/<int:number>/call")
@requires(Permission.SEE_RECEIPTS)
@commits
def call_leg(typed: str, number: int) -> ResponseReturnValue:
    """Record what an agency said on the telephone."""
    seen = _seen(typed, hold=True)
    leg = _leg(seen, number)
    if Party.ON_THEIR_WORD not in seen.sight.parties(leg):
        abort(404)
    form = CallForm(request.form, panel=f"leg-{number}")
    if not form.validate():
        return _page(seen, Mistake(f"leg-{number}", form)), 400
    if _is_stale(leg) or (seen.sight.only_receipt and leg.status not in UNANSWERED):
        return _page(seen, Mistake(f"leg-{number}", form, _clash(leg, seen.sight))), 409
    operations.record_leg_call(leg, form, seen.sight, seen.now)
    return redirect(url_for(".show", typed=typed, done=form.chosen.value, _anchor=f"leg-{number}"), 303)


@bp.post("/<typed>/legs/<int:number>/ending")
@requires(Permission.SEE_RECEIPTS)
@commits
def end_leg(typed: str, number: int) -> ResponseReturnValue:
    """Record what an agency that is rung says became of her."""
    seen = _seen(typed, hold=True)
    leg = _leg(seen, number)
    if not _may_end(seen, leg):
        abort(404)
    form = EndingForm(request.form, panel=f"ending-{number}")
    if not form.validate():
        return _page(seen, Mistake(f"ending-{number}", form)), 400
    if _is_stale(leg):
        return _page(seen, Mistake(f"ending-{number}", form, _clash(leg, seen.sight))), 409
    operations.record_ending(leg, form.chosen, seen.sight)
    return redirect(url_for(".show", typed=typed, done="ended", _anchor=f"leg-{number}"), 303)


@bp.post("/<typed>/calls/<int:number>")
@requires(Permission.SEE_RECEIPTS)
@commits
def call(typed: str, number: int) -> ResponseReturnValue:
    """Record what came of a step that sends nothing."""
    seen = _seen(typed, hold=True)
    recorded = or_404(next((one for one in seen.episode.calls if one.number == number), None))
    if not _may_record(seen.sight):
        abort(404)
    form = CallForm(request.form, panel=f"call-{number}")
    if not form.validate():
        return _page(seen, Mistake(f"call-{number}", form)), 400
    if _is_stale(recorded):
        clash = "Somebody recorded something meanwhile. Look, and record again"
        return _page(seen, Mistake(f"call-{number}", form, clash)), 409
    try:
        operations.record_call(seen.episode, recorded, form, seen.sight, seen.now)
    except ChangeRefusedError as error:
        return _page(seen, Mistake(f"call-{number}", form, str(error))), 409
    return redirect(url_for(".show", typed=typed, done=form.chosen.value, _anchor=f"call-{number}"), 303)


@bp.post("/<typed>/legs/<int:number>/undo")
@requires(Permission.SEE_RECEIPTS)
@commits
def undo_leg(typed: str, number: int) -> ResponseReturnValue:
    """Undo that an agency took her."""
    seen = _seen(typed, hold=True)
    leg = _leg(seen, number)
    if Party.ON_THEIR_WORD not in seen.sight.parties(leg) or seen.sight.only_receipt:
        abort(404)
    again = corrections.undo_leg(seen.episode, leg, seen.sight, seen.now)
    return redirect(url_for(".show", typed=typed, done="undone", _anchor=f"leg-{again.number}"), 303)


@bp.post("/<typed>/calls/<int:number>/undo")
@requires(Permission.SEE_RECEIPTS)
@commits
def undo_call(typed: str, number: int) -> ResponseReturnValue:
    """Undo what was recorded of a step that sends nothing."""
    seen = _seen(typed, hold=True)
    recorded = or_404(next((one for one in seen.episode.calls if one.number == number), None))
    if not _may_record(seen.sight):
        abort(404)
    corrections.undo_call(seen.episode, recorded, seen.sight)
    return redirect(url_for(".show", typed=typed, done="undone", _anchor=f"call-{number}"), 303)


@bp.get("/<typed>/legs/<int:number>/another")
@requires(Permission.REROUTE)
def another(typed: str, number: int) -> ResponseReturnValue:
    """Show which other service may be asked, with the words to ask her with."""
    seen = _seen(typed)
    leg = _leg(seen, number)
    return _another_page(seen, leg, AnotherForm(legs=_others(seen, leg)))


@bp.post("/<typed>/legs/<int:number>/another")
@requires(Permission.REROUTE)
@commits
def ask_another(typed: str, number: int) -> ResponseReturnValue:
    """Ask another service, by her agreement to that one."""
    seen = _seen(typed, hold=True)
    leg = _leg(seen, number)
    services = queries.services_now(queries.ids_in([request.form.get("agree", "")]), hold=True)
    form = AnotherForm(request.form, legs=_others(seen, leg))
    if not form.validate() or form.chosen is None:
        return _another_page(seen, leg, form), 400
    made = operations.ask_another(seen.episode, leg, form.chosen, services, seen.sight, seen.now)
    return redirect(url_for(".show", typed=typed, done="asked", _anchor=f"leg-{made.number}"), 303)


@bp.post("/<typed>/legs/<int:number>/mistake")
@requires(Permission.REROUTE)
@commits
def mistake(typed: str, number: int) -> ResponseReturnValue:
    """Mark a leg as one that should never have been."""
    seen = _seen(typed, hold=True)
    leg = _leg(seen, number)
    if _is_stale(leg):
        abort(409, description=f"{_clash(leg, seen.sight)}. Nothing was changed: look at the referral again.")
    corrections.mark_as_mistake(leg, seen.sight, seen.now)
    return redirect(url_for(".show", typed=typed, done="mistake", _anchor=f"leg-{number}"), 303)


def _seen(typed: str, *, hold: bool = False) -> Seen:
    """Return a referral as the person who asks may see it; a 404 page where she may not know of it."""
    episode = or_404(queries.episode(or_404(reference.read(typed)), hold=hold))
    now = utc_now()
    return Seen(episode, or_404(sight_of(current_person(), episode, now)), now)


def _leg(seen: Seen, number: int) -> Leg:
    return or_404(next((leg for leg in seen.sight.legs if leg.number == number), None))


def _is_stale(row: Leg | RecordedCall) -> bool:
    """Whether somebody changed it since the page was shown. A page without a version is one of ours that is old."""
    return request.form.get("version", "") != str(row.version)


def _clash(leg: Leg, sight: Sight) -> str:
    if sight.only_receipt:  # not that somebody took her
        return "Somebody recorded something meanwhile. Look at it again"
    return f"Somebody recorded something meanwhile: {STATUS_WORDS[leg.status].lower()}. Look, and record again"


def _may_record(sight: Sight) -> bool:
    return sight.is_referrer or sight.is_coordinator


def _may_end(seen: Seen, leg: Leg) -> bool:
    """Whether she may record what became of her: a coordinator, and whoever referred her where the woman agreed."""
    sight = seen.sight
    hears = sight.is_coordinator or (seen.episode.agreed_feedback and not sight.only_receipt)
    return hears and Party.ON_THEIR_WORD in sight.parties(leg)


def _forms(seen: Seen, mistake: Mistake | None) -> dict[str, PanelForm]:
    """Return the form of each panel of the page by its name: empty, or what was typed and not taken."""
    forms: dict[str, PanelForm] = {}
    for call in seen.episode.calls:
        forms[f"call-{call.number}"] = CallForm(panel=f"call-{call.number}")
    for leg in seen.sight.legs:
        forms[f"leg-{leg.number}"] = CallForm(panel=f"leg-{leg.number}")
        if may_happen(leg.status, LegEventKind.DELIVERED, {Party.ON_THEIR_WORD}) and _may_end(seen, leg):
            forms[f"ending-{leg.number}"] = EndingForm(panel=f"ending-{leg.number}")
    return forms | ({mistake.name: mistake.form} if mistake else {})


def _answers(seen: Seen) -> Answers | None:
    """Return what was answered, for who may still read it."""
    return seen.episode.answers if seen.sight.reads_all_facts else None


def _others(seen: Seen, leg: Leg) -> tuple[LegOffer, ...]:
    """Return what else may be asked for this help: of the same kind, or of the kind that was suggested instead."""
    answers = _answers(seen)
    if answers is None:
        return ()
    asked = {other.service_id for other in seen.episode.legs}
    kinds = {leg.agency_type, leg.suggested_agency}
    legs = (offer.without(asked) for offer in offers(answers, seen.now).legs if offer.agency in kinds)
    return tuple(offer for offer in legs if offer.services)


def _another_page(seen: Seen, leg: Leg, form: AnotherForm) -> str:
    services = queries.service_names([one.service_id for one in seen.sight.legs])
    return render_template(
        "referrals/another.html",
        active="referrals",
        episode=seen.episode,
        leg=leg,
        service=services[leg.service_id],
        form=form,
        nobody_else=None if form.legs else nobody_else(leg.agency_type, _answers(seen), seen.now),
        told=promises_of(seen.episode, seen.sight.legs, services, seen.now, _reader(seen))[leg.id],
    )


def _page(seen: Seen, mistake: Mistake | None = None) -> str:
    episode, sight, now = seen.episode, seen.sight, seen.now
    answers = _answers(seen)
    services = queries.service_names([leg.service_id for leg in sight.legs])
    promises = promises_of(episode, sight.legs, services, now, _reader(seen))
    call_panels = panels_of_calls(episode.calls if _may_record(sight) else [], answers, now)
    panels = panels_of_legs(sight.legs, answers, now) if _may_record(sight) else {}
    events = queries.events_of([leg.id for leg in sight.legs]) if _may_record(sight) else {}
    names = {leg.id: services[leg.service_id].name for leg in sight.legs}
    parts = parts_of(episode, sight, names | {call_id: shown.title for call_id, shown in call_panels.items()}, promises)
    replaced = replaced_by(episode.legs)
    plan = episode.identity.plan if episode.identity and sight.reads_identity and sight.is_referrer else None
    return render_template(
        "referrals/show.html",
        active="referrals" if _may_record(sight) else "inbox",
        received=() if mistake else received_legs(episode, sight, now),
        asked=asked_of_referrer(sight),
        answered_words=done_words(request.args.get("done")),
        episode=episode,
        sight=sight,
        services=services,
        promises=promises,
        panels=panels,
        rung_only={leg.id for leg in sight.legs if leg.is_rung and leg.received_at is None},
        rung_already=rung_already(parts.every, panels | call_panels, events),
        may_undo=_may_undo(episode, parts, events),
        may_be_mistake={leg.id for leg in sight.legs if corrections.may_be_mistake(leg, sight)},
        parts=parts,
        call_panels=call_panels,
        ready=have_ready(episode, answers),
        forms=_forms(seen, mistake),
        outcomes=OUTCOME_WORDS,
        mistake=mistake,
        answered=answered(answers) if answers else [],
        note=episode.note if sight.reads_all_facts else None,
        may_ask_another={
            leg.id
            for leg in sight.legs
            if agreement_stands(episode)
            and (leg.status is LegStatus.REJECTED or (leg.is_rung and leg.status in UNANSWERED))
            and leg.id not in replaced
        },
        slip=slip_words(plan, sight.legs, only_receipt=sight.only_receipt)
        if request.args.get("slip") == "yes" and sight.is_referrer and not parts.is_over
        else (),
        copied=copy_text(episode, services, promises, answers) if request.args.get("text") == "yes" else "",
        clock_words=clock_words(episode.id, now) if _is_told_of_the_clock(sight) else None,
        standing=standing_of(episode, sight, now),
        keeping=keeping_of(episode, sight),
        was_sent=request.args.get("sent") == "1",
        done=request.args.get("done", ""),
    )


def _may_undo(episode: Episode, parts: Parts, events: Mapping[UUID, Sequence[LegEvent]]) -> set[str]:
    """Return the parts whose last answer may be undone; a button that goes away would tell an enforcement body."""
    return {
        part.id
        for part in parts.every
        if (
            part.leg
            and part.leg.is_rung
            and not parts.only_receipt
            and corrections.may_undo_leg(part.leg, events[part.leg.id], episode)
        )
        or (part.call and corrections.may_undo_call(part.call, episode, only_receipt=parts.only_receipt))
    }


def _reader(seen: Seen) -> Reader:
    """Return how much whoever asks is told of what became of her."""
    sight = seen.sight
    return Reader(sight.only_receipt, hears_more=seen.episode.agreed_feedback or not sight.is_referrer)


def _is_told_of_the_clock(sight: Sight) -> bool:
    """Whether she hears of the 72 hours: who sent it and coordinators, where the duty desk was asked."""
    asked = any(leg.agency_type is AgencyType.PATHWAY_COORDINATOR for leg in sight.legs)
    return asked and not sight.only_receipt and (sight.is_referrer or sight.is_coordinator)
