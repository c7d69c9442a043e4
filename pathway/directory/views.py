"""Pages of the directory: search, one listing, the shortlist, reporting a problem."""

from collections.abc import Callable
from typing import NoReturn
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    after_this_request,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import reader, reader_may
from pathway.accounts.proposals import lifecycle
from pathway.core.clock import utc_now
from pathway.core.permission import Permission
from pathway.directory import operations, queries
from pathway.directory.forms import ProblemForm
from pathway.directory.listing_page import detail_of
from pathway.directory.look_ups import operations as look_ups
from pathway.directory.models import Service
from pathway.directory.search import card_html, helplines, search
from pathway.directory.search.cards import agency_types
from pathway.directory.search.criteria import Criteria
from pathway.directory.search.drafts import is_readable
from pathway.directory.search.fallbacks import ALWAYS_STAND, FallbackText, Situation, texts_for
from pathway.directory.search.forms import SearchForm, answer_post, form_from_address, gazetteer, redirect_unstored
from pathway.directory.search.results_page import LookUp, look_up
from pathway.directory.vocabulary import Problem, Publication, ServiceStatus
from pathway.web.access import public
from pathway.web.limits import count_or_refuse
from pathway.web.security import same_origin
from pathway.web.transactions import commits

bp = Blueprint("directory", __name__)
bp.add_app_template_global(card_html.card, "service_card")
bp.add_app_template_global(card_html.cards, "service_cards")
bp.add_app_template_global(card_html.needs, "drawn_needs")
bp.add_app_template_global(card_html.drop_down, "drawn_drop_down")
bp.add_app_template_global(card_html.lines, "drawn_lines")

REPORTS_A_DAY = 20


@bp.get("/services")
@public
def index() -> ResponseReturnValue:
    """Show the results of a search. A full postcode is taken out of the address first of all."""
    form, redirection = form_from_address(url_for(".index"))
    return redirection or _results(form)


@bp.post("/services")
@public
@same_origin(strict=False)
def find() -> ResponseReturnValue:
    """Take the form, and redirect to an address that can be shared, without a full postcode."""
    return answer_post(url_for(".index"), _results)


@bp.get("/services/shortlist")
@public
def shortlist() -> ResponseReturnValue:
    """Show the listings in the address, to share or print. The address has only ids, since a list is passed on."""
    pairs = list(request.args.items(multi=True))
    picked = SearchForm(request.args, gazetteer()).picked
    criteria = Criteria(picked=picked)
    if pairs != criteria.parameters():
        return redirect_unstored(url_for(".shortlist") + criteria.query())
    result_cards = search.result_cards_of(queries.shortlist(picked), utc_now())
    return render_template(
        "directory/shortlist.html",
        result_cards=result_cards,
        criteria=criteria,
        without={id_: Criteria(picked=tuple(other for other in picked if other != id_)).query() for id_ in picked},
        asked=len(picked),
        lines=helplines.always_lines(),
    )


@bp.get("/services/<identifier>")
@public
def show(identifier: str) -> ResponseReturnValue:
    """Show one listing in full; a former id or slug redirects to the current one."""
    reads_notes = reader_may(Permission.READ_DRAFTS)
    service = _visible(identifier, drafts=reads_notes)
    if identifier != str(service.id):
        return redirect(url_for(".show", identifier=service.id), 301)
    detail = detail_of(service, utc_now())
    person, may_propose = reader(), reader_may(Permission.PROPOSE_LISTING)
    return render_template(
        "directory/show.html",
        detail=detail,
        is_draft=not service.is_visible,
        always_stand=ALWAYS_STAND,
        is_full=queries.is_full(service.id),
        instead=_instead(service),
        may_propose=may_propose,
        asked=lifecycle.asked_about(service.id, person) if may_propose and person is not None else (),
        reads_notes=reads_notes,
    )


@bp.get("/services/<identifier>/report")
@public
def report(identifier: str) -> ResponseReturnValue:
    """Ask what is wrong with a listing."""
    return render_template("directory/report.html", service=_visible(identifier), form=ProblemForm())


@bp.post("/services/<identifier>/report")
@public
@same_origin(strict=True)
@commits
def submit_report(identifier: str) -> ResponseReturnValue:
    """Record a problem with a listing."""
    service = _visible(identifier)
    form = ProblemForm(request.form)
    if not form.validate():
        return render_template("directory/report.html", service=service, form=form), 400
    if not form.is_from_a_machine:
        count_or_refuse("report", at_most=REPORTS_A_DAY)
        operations.report(service, Problem(form.problem.data))
    return redirect(url_for(".thanks", identifier=service.id), 303)


@bp.post("/services/<identifier>/did-not-work")
@public
@same_origin(strict=True)
@commits
def did_not_work(identifier: str) -> ResponseReturnValue:
    """Record, by one tap and without words, that this service did not work out."""
    service = _visible(identifier)
    if not ProblemForm(request.form).is_from_a_machine:
        count_or_refuse("report", at_most=REPORTS_A_DAY)
        operations.report(service, Problem.DID_NOT_WORK)
    return redirect(url_for(".thanks", identifier=service.id, what="did-not-work"), 303)


@bp.get("/services/<identifier>/thanks")
@public
def thanks(identifier: str) -> ResponseReturnValue:
    """Confirm that the report is saved, and say what to do next."""
    service = _visible(identifier)
    return render_template(
        "directory/thanks.html",
        service=service,
        did_not_work=request.args.get("what") == "did-not-work",
        lines=tuple(line for line in helplines.always_lines() if line.service_id != str(service.id)),
    )


def _results(form: SearchForm) -> ResponseReturnValue:
    looked_up = look_up(form, url_for(".index"), utc_now())
    if looked_up.status == 200:
        _count(looked_up)
    return render_template("directory/index.html", **looked_up.names), looked_up.status


def _count(looked_up: LookUp) -> None:
    """Count the first page of a look-up for something, once its answer has left. The whole list is no look-up."""
    criteria = looked_up.criteria
    if criteria.page > 1 or criteria.is_blank:
        return
    is_empty = not looked_up.names["results"].total
    write = look_ups.count(criteria.needs, criteria.scope, utc_now(), is_empty=is_empty)
    if write is not None:
        after_this_request(lambda response: _then(response, write))


def _then(response: Response, write: Callable[[], None]) -> Response:
    response.call_on_close(write)
    return response


def _ended(service_id: UUID) -> NoReturn:
    """Lead on to the listing that is the same service, or say that it is no longer kept and what to use instead."""
    ending = queries.ending(service_id)
    if ending.leads_on and ending.instead:
        abort(redirect(url_for(".show", identifier=ending.instead[0]), 301))
    abort(make_response(render_template("errors/410.html", status=410, description=None, ending=ending), 410))


def _instead(service: Service) -> list[FallbackText]:
    """Return whom to ring instead while the contact of a service is being changed; nothing while it is not."""
    if not queries.is_changing(service.id):
        return []
    texts = texts_for(agency_types(service), Situation.at(None, is_child=False, now=utc_now()))
    own = {phone.digits for phone in service.phones}
    return [text for text in texts if own.isdisjoint(part.digits for part in text.parts)]


def _visible(identifier: str, *, drafts: bool = False) -> Service:
    """Return the listing; 410 when it has ended, 404 when there is none that the reader may see.

    `drafts`: the reader is staff and may read drafts. To anybody else a draft looks like an unknown id.
    """
    if "\x00" in identifier or (service := queries.find(identifier)) is None:
        abort(404)
    if service.publication is Publication.PUBLISHED and service.status is ServiceStatus.DEFUNCT:
        _ended(service.id)
    if not service.is_visible and not (drafts and is_readable(service)):
        abort(404)
    return service
