"""Cards to hand out: the page where one is chosen and seen, and the PDF to print. The choice is in the address only."""

from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, render_template, request
from werkzeug.exceptions import BadRequest

from pathway.cards import queries
from pathway.cards.forms import wish_of
from pathway.cards.leaflet import COVER, MOST, USUAL, Leaflet, chosen_leaflet, usual_leaflet
from pathway.cards.notices.queries import approvals
from pathway.cards.sheet import pdf_of
from pathway.cards.translations.phrases import translated
from pathway.cards.translations.queries import languages, words_in
from pathway.cards.vocabulary import SHEET_LABELS, SIDES_LABELS, SIZE_LABELS, Wish
from pathway.core.clock import london_today
from pathway.directory.search.cards import Card
from pathway.web.access import public

bp = Blueprint("cards", __name__)


@bp.get("/cards")
@public
def show() -> str:
    """Show the card that is asked for, what is left out of it and why, and what may be chosen."""
    wish = wish_of(request.args)
    leaflet, listings = _leaflet_of(wish, london_today())
    asked = urlencode(wish.parameters())
    return render_template(
        "cards/show.html",
        cover=COVER,
        leaflet=leaflet,
        wish=wish,
        listings=listings,
        most=MOST,
        pdf_href=f"/cards.pdf?{asked}" if asked else "/cards.pdf",
        sizes=SIZE_LABELS,
        all_sides=SIDES_LABELS,
        sheets=SHEET_LABELS,
        languages=languages(),
        notices=[approval.notice for approval in approvals(london_today()) if approval.is_of_today],
    )


@bp.get("/cards.pdf")
@public
def as_pdf() -> Response:
    """Send the card that is asked for as a sheet to print."""
    wish, today = wish_of(request.args), london_today()
    leaflet, _ = _leaflet_of(wish, today)
    settings = current_app.config["SETTINGS"]
    pdf = pdf_of(leaflet, wish, settings.templates / "cards" / "card.typ", f"{settings.origin}/you")
    # The name stays in the list of downloads of a phone or a shared computer.
    named = {"Content-Disposition": f'attachment; filename="numbers-{today.isoformat()}.pdf"'}
    return Response(pdf, mimetype="application/pdf", headers=named)


def _leaflet_of(wish: Wish, today: date) -> tuple[Leaflet, list[Card]]:
    """Return the words of the card that is asked for, and the public listings that were chosen for it.

    Raises BadRequest, with words, where there are no words in its language.
    """
    language = wish.language
    words = words_in(language) if language else None
    if language and words is None:
        raise BadRequest(f"There are no cards in {language.label} at present. Choose on the page of cards.")
    choices = queries.choices(wish.chosen)
    if wish.chosen:
        leaflet = chosen_leaflet(choices, today)
    else:
        leaflet = usual_leaflet(queries.cards_by_slug([listing.slug for listing in USUAL]), today)
    listings = [choice for choice in choices if isinstance(choice, Card)]
    return translated(leaflet, words, language) if language and words else leaflet, listings
