"""`/manage/cards/words`: cards in other languages, and the two people whom each takes."""

from pathlib import Path
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts import queries as accounts
from pathway.accounts.guard import current_person
from pathway.accounts.models import Proposal
from pathway.accounts.proposals import lifecycle
from pathway.cards.leaflet import fullest_leaflet
from pathway.cards.sheet import pdf_of, why_not_printed
from pathway.cards.translations import proposals, queries
from pathway.cards.translations.forms import WordsForm
from pathway.cards.translations.phrases import translated
from pathway.cards.vocabulary import Language, Wish
from pathway.core.clock import london_today
from pathway.core.permission import Permission
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.text import refuse_nul
from pathway.web.transactions import commits

bp = Blueprint("card_words", __name__, url_prefix="/manage/cards/words")


@bp.get("")
@requires(Permission.SIGN_OFF)
def index() -> str:
    """Show each language: approved by whom, waiting, or without words."""
    return render_template(
        "cards/languages.html",
        active="cards",
        languages=sorted(Language, key=lambda language: language.label),
        approved={row.language: (row, author, approver) for row, author, approver in queries.approved()},
        printed=queries.languages(),
        waiting={lifecycle.details_of(proposal)["language"] for proposal in queries.all_waiting()},
        notice=request.args.get("done", ""),
    )


@bp.get("/<code>")
@requires(Permission.SIGN_OFF)
def edit(code: str) -> str:
    """Show the words of a language: those that wait, or those to enter or change."""
    language = _language(code)
    return _page(language, WordsForm.showing(queries.words_of(language)))


@bp.post("/<code>")
@requires(Permission.SIGN_OFF)
@commits
def propose(code: str) -> ResponseReturnValue:
    """Ask somebody else to approve words. They have to be whole, in letters that are there, and fit."""
    refuse_nul(list(request.form.items(multi=True)))
    language, form = _language(code), WordsForm(request.form)
    if not form.validate():
        return _page(language, form), 400
    leaflet = translated(fullest_leaflet(london_today()), form.words, language)
    form.problem = why_not_printed(leaflet, Wish(language=language, has_code=True), *_paper()) or ""
    if form.problem:
        return _page(language, form), 400
    proposals.propose(language, form.words, current_person())
    return redirect(url_for(".edit", code=code, done="asked"), 303)


@bp.get("/<code>/proof.pdf")
@requires(Permission.SIGN_OFF)
def proof(code: str) -> Response:
    """Send the words that wait as they would be printed, with every line that a card may have."""
    language = _language(code)
    words = lifecycle.details_of(or_404(queries.waiting(language)))["words"]
    leaflet = translated(fullest_leaflet(london_today()), words, language)
    return Response(pdf_of(leaflet, Wish(language=language), *_paper()), mimetype="application/pdf")


@bp.post("/<code>/take-off")
@requires(Permission.SIGN_OFF)
@commits
def take_off(code: str) -> ResponseReturnValue:
    """Print no more cards in a language."""
    proposals.take_off(_language(code), current_person())
    return redirect(url_for(".index", done="taken_off"), 303)


@bp.post("/proposals/<uuid:proposal_id>/approve")
@requires(Permission.SIGN_OFF)
@commits
def approve(proposal_id: UUID) -> ResponseReturnValue:
    """Agree: from now on cards can be printed in it."""
    lifecycle.approve(_proposal(proposal_id), current_person())
    return redirect(url_for(".index", done="approved"), 303)


@bp.post("/proposals/<uuid:proposal_id>/refuse")
@requires(Permission.SIGN_OFF)
@commits
def refuse(proposal_id: UUID) -> ResponseReturnValue:
    """Decide against it."""
    lifecycle.refuse(_proposal(proposal_id), current_person())
    return redirect(url_for(".index", done="refused"), 303)


@bp.post("/proposals/<uuid:proposal_id>/take-back")
@requires(Permission.SIGN_OFF)
@commits
def take_back(proposal_id: UUID) -> ResponseReturnValue:
    """Take back what she asked for."""
    lifecycle.withdraw(_proposal(proposal_id), current_person())
    return redirect(url_for(".index", done="taken_back"), 303)


def _proposal(proposal_id: UUID) -> Proposal:
    proposal = or_404(accounts.proposal_for(current_person(), proposal_id))
    return proposal if proposal.act == queries.ACT else abort(404)


def _language(code: str) -> Language:
    try:
        return Language(code)
    except ValueError:
        abort(404)


def _paper() -> tuple[Path, str]:
    settings = current_app.config["SETTINGS"]
    return settings.templates / "cards" / "card.typ", f"{settings.origin}/you"


def _page(language: Language, form: WordsForm) -> str:
    waiting, person = queries.waiting(language), current_person()
    return render_template(
        "cards/words.html",
        active="cards",
        language=language,
        form=form,
        waiting=waiting,
        words=lifecycle.details_of(waiting)["words"] if waiting else {},
        why_not=lifecycle.why_not(waiting, person) if waiting else None,
        is_hers=waiting is not None and waiting.proposed_by == person.id,
        is_printed=language in queries.languages(),
        notice=request.args.get("done", ""),
    )
