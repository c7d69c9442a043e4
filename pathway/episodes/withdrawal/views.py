"""`/referrals/her-word`, whose address names nothing, and what follows from her word on the page of a referral."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.core.clock import utc_now
from pathway.core.permission import Permission
from pathway.episodes import queries as episodes
from pathway.episodes import reference
from pathway.episodes.models import Episode
from pathway.episodes.retention.periods import IDENTITY_AFTER_WITHDRAWAL
from pathway.episodes.sight import Sight, sight_of
from pathway.episodes.vocabulary import LegStatus
from pathway.episodes.withdrawal import operations, queries
from pathway.episodes.withdrawal.even_answers import evenly
from pathway.episodes.withdrawal.forms import ALL, AnyReferralForm, HerWordForm, NewContactForm, NotHersForm
from pathway.episodes.withdrawal.vocabulary import SAY_TO_HER, SPOKEN, SPOKEN_WORDS, HerWord
from pathway.web.access import requires
from pathway.web.limits import count_or_refuse
from pathway.web.missing import or_404
from pathway.web.transactions import commits

bp = Blueprint("her_word", __name__, url_prefix="/referrals")

AN_HOUR = timedelta(hours=1)
_NOT_TAKEN = frozenset({LegStatus.REJECTED, LegStatus.ENTERED_IN_ERROR})
OF_ONE_PERSON, FROM_A_NETWORK = 20, 60
"""Times an hour that her word is passed on. Right and wrong references count the same."""


@bp.get("/her-word")
@requires(Permission.WITHDRAW)
def new() -> str:
    """Show the form, or that something was heard: what, and the same whether there is such a referral or not."""
    heard = request.args.get("heard")
    return _page(AnyReferralForm(), HerWord(heard) if heard in set(SPOKEN) else None)


@bp.post("/her-word")
@requires(Permission.WITHDRAW)
@evenly
@commits
def create() -> ResponseReturnValue:
    """Pass her word on, if there is such a referral, and do not say whether there is."""
    person = current_person()
    count_or_refuse("her-word", at_most=OF_ONE_PERSON, who=str(person.id), per=AN_HOUR)
    count_or_refuse("her-word-from", at_most=FROM_A_NETWORK, per=AN_HOUR)
    form = AnyReferralForm(request.form)
    if not form.validate():
        return _page(form), 400
    operations.pass_on(form.written(), form.said(), person, utc_now())
    return redirect(url_for(".new", heard=form.said().value), 303)


@bp.get("/<typed>/her-word")
@requires(Permission.WITHDRAW)
def edit(typed: str) -> str:
    """Show the form for a referral that she may know of, agency by agency."""
    episode, sight = _seen(typed)
    return _edit_page(episode, sight, HerWordForm())


@bp.post("/<typed>/her-word")
@requires(Permission.WITHDRAW)
@commits
def update(typed: str) -> ResponseReturnValue:
    """Pass her word on, about all agencies or one."""
    episode, sight = _seen(typed, hold=True)
    form = HerWordForm(request.form)
    chosen = request.form.get("leg", ALL)
    legs = {str(leg.id): leg.id for leg in sight.legs}
    if not form.validate() or (chosen != ALL and chosen not in legs):
        return _edit_page(episode, sight, form), 400
    leg_id = legs.get(chosen) if form.said() is HerWord.STOP else None
    operations.pass_on(episode.reference, form.said(), current_person(), utc_now(), leg_id)
    return _back(episode)


@bp.post("/<typed>/her-word/<uuid:leg_id>/seen")
@requires(Permission.WITHDRAW)
@commits
def seen(typed: str, leg_id: UUID) -> ResponseReturnValue:
    """Note that an agency has seen what she said, or was told by telephone."""
    episode, sight = _seen(typed, hold=True)
    or_404(next((leg for leg in sight.legs if leg.id == leg_id), None))
    operations.has_seen(or_404(queries.word_about(leg_id)), current_person(), utc_now())
    return _back(episode)


@bp.get("/<typed>/not-hers")
@requires(Permission.WITHDRAW)
def confirm_not_hers(typed: str) -> str:
    """Ask her worker whether she spoke with her alone."""
    return _not_hers_page(_hers(typed), NotHersForm())


@bp.post("/<typed>/not-hers")
@requires(Permission.WITHDRAW)
@commits
def restore(typed: str) -> ResponseReturnValue:
    """Bring back who she is: it was not her who asked to stop."""
    episode = _hers(typed, hold=True)
    form = NotHersForm(request.form)
    if not form.validate():
        return _not_hers_page(episode, form), 400
    operations.restore(episode, current_person(), utc_now())
    return _back(episode)


@bp.get("/<typed>/contact")
@requires(Permission.WITHDRAW)
def edit_contact(typed: str) -> str:
    """Show the form of another way to reach her: empty, whatever is known."""
    return _contact_page(_hers(typed), NewContactForm())


@bp.post("/<typed>/contact")
@requires(Permission.WITHDRAW)
@commits
def update_contact(typed: str) -> ResponseReturnValue:
    """Keep another way to reach her."""
    episode = _hers(typed, hold=True)
    form = NewContactForm(request.form)
    if not form.validate():
        return _contact_page(episode, form), 400
    operations.change_contact(episode, form.plan(), current_person(), utc_now())
    return _back(episode)


def _seen(typed: str, *, hold: bool = False) -> tuple[Episode, Sight]:
    """Return a referral that she may know of, and what she sees of it."""
    written = or_404(reference.read(typed))
    episode = or_404(queries.held(written) if hold else episodes.episode(written))
    return episode, or_404(sight_of(current_person(), episode, utc_now()))


def _hers(typed: str, *, hold: bool = False) -> Episode:
    """Return a referral that she sent."""
    episode, sight = _seen(typed, hold=hold)
    return or_404(episode if sight.is_referrer else None)


def _back(episode: Episode) -> ResponseReturnValue:
    return redirect(url_for("referrals.show", typed=episode.reference), 303)


def _page(form: AnyReferralForm, heard: HerWord | None = None) -> str:
    say = SAY_TO_HER[heard] if heard else ""
    return render_template("withdrawal/any_referral.html", active="her_word", form=form, say=say)


def _edit_page(episode: Episode, sight: Sight, form: HerWordForm) -> str:
    return render_template(
        "withdrawal/one_referral.html",
        active="referrals",
        episode=episode,
        form=form,
        # To whoever hears receipts only, what has ended looks as what has not.
        legs=[leg for leg in sight.legs if leg.is_open or (sight.only_receipt and leg.status not in _NOT_TAKEN)],
        services=episodes.service_names([leg.service_id for leg in sight.legs]),
        all_legs=ALL,
        say_to_her=[(SPOKEN_WORDS[word], words) for word, words in SAY_TO_HER.items()],
        days=IDENTITY_AFTER_WITHDRAWAL.days,
    )


def _not_hers_page(episode: Episode, form: NotHersForm) -> str:
    return render_template("withdrawal/not_hers.html", active="referrals", episode=episode, form=form)


def _contact_page(episode: Episode, form: NewContactForm) -> str:
    return render_template("withdrawal/contact.html", active="referrals", episode=episode, form=form)
