"""`/refer`: write a referral, look it over, send it. A draft is one woman's, so two tabs never mix."""

from uuid import UUID

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.accounts.queries import user as user_of
from pathway.core.clock import utc_now
from pathway.core.errors import RoutingTableError
from pathway.core.permission import Permission
from pathway.directory.search.helplines import always_lines
from pathway.episodes import queries
from pathway.episodes.models import ReferralDraft
from pathway.episodes.offers import AGREE, offers
from pathway.episodes.send import drafts, operations
from pathway.episodes.send.drafts import DraftContent
from pathway.episodes.send.forms import WAY_WORDS, ReferForm, in_words, refer_form
from pathway.episodes.words_to_her import ALL_SEE
from pathway.referral.forms import TriageForm, carried
from pathway.referral.questions import answered
from pathway.web import csrf
from pathway.web.access import requires
from pathway.web.transactions import commits
from pathway.web.typed_form import typed_words

bp = Blueprint("refer", __name__, url_prefix="/refer")

CHANGED_ELSEWHERE = "This draft was changed in another tab meanwhile. Nothing was sent. Look it over again"
NOTHING_AGREED = "She agreed to none of these, so nothing would be sent. The numbers are hers: give her those"


@bp.get("")
@requires(Permission.REFER)
def index() -> str:
    """Show her drafts of the last day, and where a referral begins."""
    person = current_person()
    return render_template(
        "refer/index.html", active="refer", drafts=queries.drafts_of(person.id, utc_now() - drafts.LASTS)
    )


@bp.post("")
@requires(Permission.REFER)
@commits
def start() -> ResponseReturnValue:
    """Begin a draft from the answers of the page of questions."""
    fields = request.form.copy()
    fields.poplist(csrf.FIELD)
    fields.poplist("do")
    form = TriageForm(fields)
    if not form.validate() or form.has_unknown_fields:
        # Tampered with, or a page of a version that is gone: what follows from it may be wrong, so nothing is begun.
        page = render_template(
            "refer/unreadable.html",
            active="refer",
            problems=form.problems,
            carried=carried(form.answers()),
            lines=always_lines(),
        )
        return page, 400
    draft = drafts.begin(form.answers(), current_person())
    return redirect(url_for(".write", draft_id=draft.id), 303)


@bp.get("/<uuid:draft_id>")
@requires(Permission.REFER)
def write(draft_id: UUID) -> ResponseReturnValue:
    """Show the form with what was typed; where the draft was sent already, what was sent."""
    draft = drafts.find(current_person(), draft_id)
    if draft is None:
        return _sent_or_gone(draft_id)
    content = drafts.read(draft)
    form = _form(content, bool(content.typed))
    return _form_page(draft, form)


@bp.post("/<uuid:draft_id>")
@requires(Permission.REFER)
@typed_words(in_words)
@commits
def save(draft_id: UUID) -> ResponseReturnValue:
    """Keep what was typed, right or wrong; go on to the page to look it over once nothing is wrong."""
    draft = drafts.find(current_person(), draft_id, hold=True)
    if draft is None:
        return _sent_or_gone(draft_id)
    content = DraftContent(drafts.read(draft).answers, drafts.typed_of(request.form.items(multi=True)))
    form = _form(content, typed=True)
    good = form.validate()
    answers = form.answers()
    drafts.keep(draft, DraftContent(answers, content.typed))
    if form.alone.data == "no":
        return render_template("refer/not_alone.html", active="refer", draft=draft, lines=always_lines())
    if not good:
        return _form_page(draft, form), 400
    if form.asks_age:
        # What she answered may lead elsewhere: the page shows what follows before anything is looked over.
        return redirect(url_for(".write", draft_id=draft.id, age="asked"), 303)
    return redirect(url_for(".look", draft_id=draft.id), 303)


@bp.get("/<uuid:draft_id>/look")
@requires(Permission.REFER)
def look(draft_id: UUID) -> ResponseReturnValue:
    """Show what would be sent, to whom and how, with the button that sends it."""
    draft = drafts.find(current_person(), draft_id)
    if draft is None:
        return _sent_or_gone(draft_id)
    content = drafts.read(draft)
    form = _form(content, typed=True)
    if not form.validate():
        return _form_page(draft, form), 409
    return _look_page(draft, content, form)


@bp.post("/<uuid:draft_id>/send")
@requires(Permission.REFER)
@commits
def send(draft_id: UUID) -> ResponseReturnValue:
    """Send what was looked over, once. Pressed again, it leads to what was sent."""
    person = current_person()
    draft = drafts.find(person, draft_id, hold=True)
    if draft is None:
        return _sent_or_gone(draft_id)
    content = drafts.read(draft)
    services = queries.services_now(
        queries.ids_in(value for name, value in content.typed if name.startswith(AGREE)), hold=True
    )
    form = _form(content, typed=True)
    if not form.validate():
        return _form_page(draft, form), 409
    if request.form.get("seen") != content.seen:
        return _look_page(draft, content, form, CHANGED_ELSEWHERE), 409
    if not form.agreed and not form.offers.calls:
        return _look_page(draft, content, form, NOTHING_AGREED), 409
    episode = operations.send(draft, form, services, person, utc_now())
    return redirect(url_for("referrals.show", typed=episode.reference, sent="1"), 303)


@bp.post("/<uuid:draft_id>/discard")
@requires(Permission.REFER)
@commits
def discard(draft_id: UUID) -> ResponseReturnValue:
    """Throw a draft away."""
    draft = drafts.find(current_person(), draft_id, hold=True)
    if draft is None:
        return _sent_or_gone(draft_id)
    drafts.discard(draft, current_person())
    return redirect(url_for(".index", done="discarded"), 303)


def _form(content: DraftContent, typed: bool) -> ReferForm:
    current = offers(content.answers, utc_now())
    if typed:
        return refer_form(current, content.fields)
    return refer_form(current, reach=user_of(current_person().id).email)


def _form_page(draft: ReferralDraft, form: ReferForm) -> str:
    return render_template(
        "refer/write.html",
        active="refer",
        draft=draft,
        until=draft.created_at + drafts.LASTS,
        form=form,
        offers=form.offers,
        all_see=ALL_SEE,
        answered=answered(form.offers.answers),
        carried=carried(form.offers.answers),
        age_was_asked=request.args.get("age") == "asked",
    )


def _look_page(draft: ReferralDraft, content: DraftContent, form: ReferForm, problem: str = "") -> str:
    return render_template(
        "refer/look.html",
        active="refer",
        draft=draft,
        form=form,
        offers=form.offers,
        plan=form.plan(),
        seen=content.seen,
        ways=WAY_WORDS,
        all_see=ALL_SEE,
        answered=answered(form.offers.answers),
        problem=problem,
    )


def _sent_or_gone(draft_id: UUID) -> ResponseReturnValue:
    """Lead to what was sent from a draft; say what to do where there is none."""
    sent = queries.sent_from(current_person().id, draft_id)
    if sent is not None:
        return redirect(url_for("referrals.show", typed=sent.reference, sent="1"), 303)
    return render_template("refer/gone.html", active="refer", lines=always_lines()), 410


@bp.errorhandler(RoutingTableError)
def no_rules(error: RoutingTableError) -> ResponseReturnValue:
    """Say NOT SENT, with numbers to ring, where there is no table to go by."""
    current_app.logger.error("routing is off: %s", error)
    return render_template("referral/no_rules.html", lines=always_lines(), active="refer"), 503
