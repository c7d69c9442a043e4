"""Look-up pages: find a service, read one, keep a short list, say that something is wrong."""

from itertools import chain

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from pathway.core.clock import utc_now
from pathway.directory import operations, queries, search
from pathway.directory.chips import chips_of
from pathway.directory.criteria import Criteria
from pathway.directory.detail import detail_of
from pathway.directory.fallbacks import texts_for
from pathway.directory.for_whom import GROUPS
from pathway.directory.forms import MILES_OFFERED, TAKE_LABELS, ProblemForm, SearchForm, holds_what_is_private
from pathway.directory.geography import Gazetteer
from pathway.directory.models import Service
from pathway.directory.vocabulary import (
    COVERAGE_LABELS,
    NEED_LABELS,
    Problem,
    Publication,
    ServiceStatus,
)
from pathway.web.access import public
from pathway.web.limits import count_or_refuse
from pathway.web.paging import pages_of
from pathway.web.security import same_origin
from pathway.web.text import refuse_nul
from pathway.web.transactions import commits

bp = Blueprint("directory", __name__)

REPORTS_A_DAY = 20


@bp.get("/services")
@public
def index() -> ResponseReturnValue:
    """List what was asked for. A full postcode is taken out of the address before anything else."""
    pairs = list(request.args.items(multi=True))
    refuse_nul(pairs)
    form = _search_form(request.args)
    if holds_what_is_private(chain.from_iterable(pairs)):
        return _on_to(url_for(".index") + form.cleaned_query())
    return _results(form)


@bp.post("/services")
@public
@same_origin(strict=False)
def find() -> ResponseReturnValue:
    """Take the form, and answer with an address that can be shared: it holds no full postcode."""
    refuse_nul(list(request.form.items(multi=True)))
    form = _search_form(request.form)
    if not form.validate():
        return _results(form)
    return redirect(url_for(".index") + form.criteria().query(page=1), 303)


@bp.get("/services/shortlist")
@public
def shortlist() -> ResponseReturnValue:
    """Show the listings named in the address, to share or print. Nothing but ids stands in it: a list is passed on."""
    pairs = list(request.args.items(multi=True))
    picked = _search_form(request.args).picked
    criteria = Criteria(picked=picked)
    if pairs != criteria.parameters():
        return _on_to(url_for(".shortlist") + criteria.query())
    found = search.found_of(queries.shortlist(picked), utc_now())
    return render_template(
        "directory/shortlist.html",
        found=found,
        criteria=criteria,
        without={one: Criteria(picked=tuple(other for other in picked if other != one)).query() for one in picked},
        asked=len(picked),
        lines=queries.always_lines(),
    )


@bp.get("/services/<identifier>")
@public
def show(identifier: str) -> ResponseReturnValue:
    """Show one listing in full; an id or slug it once had leads to the one it has now."""
    service = _visible(identifier)
    if identifier != str(service.id):
        return redirect(url_for(".show", identifier=service.id), 301)
    return render_template("directory/show.html", detail=detail_of(service, utc_now()))


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
    """Note what is wrong."""
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
    """Note, by one tap and without words, that this service did not work out."""
    service = _visible(identifier)
    if not ProblemForm(request.form).is_from_a_machine:
        count_or_refuse("report", at_most=REPORTS_A_DAY)
        operations.report(service, Problem.DID_NOT_WORK)
    return redirect(url_for(".thanks", identifier=service.id, what="did-not-work"), 303)


@bp.get("/services/<identifier>/thanks")
@public
def thanks(identifier: str) -> ResponseReturnValue:
    """Say that the note is kept, and what to do next."""
    service = _visible(identifier)
    return render_template(
        "directory/thanks.html",
        service=service,
        did_not_work=request.args.get("what") == "did-not-work",
        lines=[line for line in queries.always_lines() if line.service_id != str(service.id)],
    )


def _on_to(address: str) -> ResponseReturnValue:
    """Send the browser on to the same page, its address without what does not belong in one."""
    response = redirect(address, 303)
    response.headers["Cache-Control"] = "no-store"
    return response


def _results(form: SearchForm) -> ResponseReturnValue:
    good = form.validate()
    criteria = form.criteria()
    results = search.services(criteria, utc_now())
    past_the_end = criteria.page > results.pages
    page = render_template(
        "directory/index.html",
        form=form,
        criteria=criteria,
        results=results,
        past_the_end=past_the_end,
        chips=chips_of(criteria, url_for(".index")),
        pages=pages_of(criteria.page, results.pages, lambda page: url_for(".index") + criteria.query(page=page)),
        fallbacks=texts_for(results.instead),
        lines=queries.always_lines(),
        needs=NEED_LABELS,
        choices_of=_choices,
        first_query=criteria.query(page=1),
        tonight_query=criteria.query(page=1, open_now=True),
        any_time_query=criteria.query(page=1, open_now=False),
        clear_query=Criteria(picked=criteria.picked).query(),
    )
    return page, 404 if good and past_the_end else 200 if good else 400


def _choices(
    form: SearchForm, criteria: Criteria, offered: frozenset[str]
) -> list[tuple[str, str, str, str, list[tuple[str, str]], str]]:
    """Return each drop-down: field, name in the address, label, words for no choice, choices, the one chosen."""
    miles = [(f"{far:g}", f"{far} {'mile' if far == 1 else 'miles'}") for far in MILES_OFFERED]
    chosen_miles = form.miles.data or ""
    if criteria.miles and chosen_miles not in dict(miles):
        miles.append((chosen_miles, f"{criteria.miles:g} miles"))
    groups = [
        (group.slug, group.label)
        for group in GROUPS.values()
        if group.is_choice and group.slug in offered | {criteria.for_whom}
    ]
    takes = [(take.value, label) for take, label in TAKE_LABELS.items()]
    areas = [(area.value, label) for area, label in COVERAGE_LABELS.items()]
    return [
        ("miles", "miles", "Within", "Any distance", miles, chosen_miles),
        ("take", "take", "Who makes the contact", "Either", takes, criteria.take or ""),
        ("area", "area", "Area served", "Any", areas, criteria.area or ""),
        ("for_whom", "for", "For whom", "Anyone", groups, criteria.for_whom or ""),
    ]


def _search_form(values: "MultiDict[str, str]") -> SearchForm:
    return SearchForm(values, _gazetteer())


def _gazetteer() -> Gazetteer:
    held: dict[str, Gazetteer] = current_app.extensions.setdefault("pathway_gazetteer", {})
    if "here" not in held:
        held["here"] = Gazetteer(current_app.config["SETTINGS"].seed / "geo")
    return held["here"]


def _visible(identifier: str) -> Service:
    """Return the listing; 410 when it has ended, 404 when there is none that the public may read."""
    if "\x00" in identifier or (service := queries.find(identifier)) is None:
        abort(404)
    if service.publication is Publication.PUBLISHED and service.status is ServiceStatus.DEFUNCT:
        abort(410)
    if not service.is_visible:
        abort(404)
    return service
