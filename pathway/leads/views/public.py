"""The list of leads, for everybody; as cards and as a spreadsheet. Who is signed in sees who holds each role."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for

from pathway.accounts.guard import reader_may
from pathway.core.clock import utc_now
from pathway.core.formats import hyphenated
from pathway.core.permission import Permission
from pathway.leads import queries, spreadsheet, vcard
from pathway.leads.entry import LeadEntry
from pathway.leads.forms.search import filter_of, parameters_of
from pathway.leads.vocabulary import LeadKind
from pathway.web.access import public
from pathway.web.missing import or_404
from pathway.web.paging import last_page, page_number, pages_of
from pathway.web.text import refuse_nul

bp = Blueprint("leads", __name__)


@bp.get("/leads")
@public
def index() -> str:
    """Show the leads that are asked for, by organisation."""
    wanted, now = _wanted(), utc_now()
    total = queries.count(wanted, now)
    number = page_number(request.args.get("page"))
    last = last_page(number, total, queries.PAGE)
    asked = parameters_of(wanted)
    return render_template(
        "leads/index.html",
        groups=_by_organization(queries.entries(wanted, now, for_staff=_for_staff(), page=number)),
        for_staff=_for_staff(),
        wanted=wanted,
        asked=asked,
        total=total,
        vacant=queries.count(replace(wanted, vacant=True), now),
        kinds=list(LeadKind),
        organizations=queries.organization_names(),
        cards_href=url_for(".all_cards", **asked),  # type: ignore[arg-type] # all are text
        table_href=url_for(".table", **asked),  # type: ignore[arg-type] # all are text
        pages=pages_of(number, last, lambda page: url_for(".index", page=page, **asked)),  # type: ignore[arg-type] # all are text
    )


@bp.get("/leads.vcf")
@public
def all_cards() -> Response:
    """Send the leads that are asked for as contact cards."""
    found = queries.entries(_wanted(), utc_now(), for_staff=_for_staff(), size=queries.MOST)
    return _file(vcard.cards(found), "text/vcard", "leads.vcf")


@bp.get("/leads/<uuid:role_id>.vcf")
@public
def card(role_id: UUID) -> Response:
    """Send one lead as a contact card."""
    entry = or_404(queries.entry(role_id, utc_now(), for_staff=_for_staff()))
    return _file(vcard.cards([entry]), "text/vcard", f"{_in_ascii(entry.title)}.vcf")


@bp.get("/leads.csv")
@public
def table() -> Response:
    """Send the leads that are asked for as a spreadsheet."""
    found = queries.entries(_wanted(), utc_now(), for_staff=_for_staff(), size=queries.MOST)
    return _file(spreadsheet.as_csv(found, for_staff=_for_staff()), "text/csv", "leads.csv")


@dataclass(frozen=True)
class Group:
    """The leads of one organisation."""

    name: str
    rows: tuple[LeadEntry, ...]


def _by_organization(entries: Iterable[LeadEntry]) -> list[Group]:
    return [Group(name, tuple(rows)) for name, rows in groupby(entries, key=lambda entry: entry.organization)]


def _wanted() -> queries.LeadFilter:
    refuse_nul(list(request.args.items(multi=True)))
    return filter_of(request.args)


def _for_staff() -> bool:
    return reader_may(Permission.READ_LEADS)


def _in_ascii(title: str) -> str:
    return hyphenated(title.encode("ascii", "ignore").decode()) or "lead"


def _file(text: str, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, content_type=f"{kind}; charset=utf-8", headers=headers)
