"""The pages of the call sheet: the numbers in order, the sheet on paper, kinds of agency with nobody."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, current_app, render_template, request, url_for

from pathway.accounts.guard import current_person
from pathway.core.clock import london_today, utc_now
from pathway.core.permission import Permission
from pathway.directory.hours.state_words import Wording
from pathway.directory.models import Phone, Service
from pathway.launch import calls_to_make, gaps
from pathway.launch.call_sheet import queries
from pathway.launch.call_sheet.call_hours import answers
from pathway.launch.call_sheet.call_order import Line
from pathway.launch.calls_to_make import CallsToMake
from pathway.launch.fallback_words.places import circumstances, key_of
from pathway.launch.progress import progress
from pathway.launch.vocabulary import Show
from pathway.web.access import requires
from pathway.web.paging import last_page, page_number, pages_of

bp = Blueprint("launch", __name__, url_prefix="/manage/start")

ON_PAPER = 500
"""Numbers on the printed sheet, at most."""


@dataclass(frozen=True)
class Entry:
    """A number of the sheet as a page shows it. Without `phone` it was wrong and is hidden."""

    line: Line
    service: Service
    phone: Phone | None
    answers: Wording | None


@bp.get("")
@requires(Permission.SIGN_OFF)
def index() -> str:
    """Show how far the launch is, and the numbers to ring."""
    person, today, now = current_person(), london_today(), utc_now()
    if not person.may(Permission.PUBLISH_DRAFT):
        return render_template("launch/index.html", active="start", progress=progress(), show=None)
    show = _show()
    lines = queries.lines(now, today)
    counts = {one: len(queries.shown(lines, one)) for one in Show}
    number = page_number(request.args.get("page"))
    last = last_page(number, counts[show], queries.PAGE)
    first = (number - 1) * queries.PAGE
    return render_template(
        "launch/index.html",
        active="start",
        progress=progress(),
        show=show,
        counts=counts,
        entries=_entries(queries.shown(lines, show)[first : first + queries.PAGE], now),
        without_number=queries.without_number() if number == last and show is Show.NOW else [],
        pages=pages_of(number, last, lambda page: url_for(".index", show=show, page=page)),
    )


@bp.get("/paper")
@requires(Permission.PUBLISH_DRAFT)
def paper() -> str:
    """Show every number to ring now or later as one list with boxes, to print."""
    now = utc_now()
    lines = [line for line in queries.lines(now, london_today()) if line.standing.show is not Show.DONE]
    return render_template(
        "launch/paper.html",
        active="start",
        entries=_entries(lines[:ON_PAPER], now),
        left_out=max(0, len(lines) - ON_PAPER),
        to_make=_to_make().calls,
    )


@bp.get("/nobody")
@requires(Permission.SIGN_OFF)
def nobody() -> str:
    """Show the kinds of agency with nobody: who would fill each, and the words that are shown meanwhile."""
    to_make = _to_make()
    return render_template(
        "launch/nobody.html",
        active="start",
        gaps=gaps.gaps(to_make),
        to_make=to_make.calls,
        circumstances=circumstances,
        key_of=key_of,
    )


def _show() -> Show:
    typed = request.args.get("show", Show.NOW)
    return Show(typed) if typed in set(Show) else Show.NOW


def _to_make() -> CallsToMake:
    return calls_to_make.read(current_app.config["SETTINGS"].seed)


def _entries(lines: list[Line], now: datetime) -> list[Entry]:
    listings = queries.services(line.service_id for line in lines)
    return [_entry(line, listings[line.service_id], now) for line in lines]


def _entry(line: Line, service: Service, now: datetime) -> Entry:
    phone = next((phone for phone in service.phones if phone.id == line.phone_id), None)
    return Entry(line, service, phone, answers(phone, service, now) if phone else None)
