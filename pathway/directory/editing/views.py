"""Pages of those who look after listings: what is due, one listing, what it was."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.accounts.proposals import lifecycle
from pathway.core.clock import london_today, utc_now
from pathway.core.permission import Permission
from pathway.directory.editing import (
    at_once,
    earlier_versions,
    history,
    list_html,
    operations,
    proposed_changes,
    queries,
)
from pathway.directory.editing.earlier_versions import ChangedSinceError
from pathway.directory.editing.forms import CloseForm, RoomForm, room_fields, room_words
from pathway.directory.editing.lifecycle import joins, proposed_endings
from pathway.directory.editing.operations import EditError
from pathway.directory.editing.queries import ManagedListing
from pathway.directory.editing.sections import SECTION_OF, SECTIONS
from pathway.directory.listing_page import detail_of
from pathway.directory.search.fallbacks import ALWAYS_STAND
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.paging import last_page, page_number, pages_of
from pathway.web.transactions import commits

bp = Blueprint("editing", __name__, url_prefix="/manage/services")

LISTING = "listing"
"""Where a form of a listing's own page leads back to."""


@bp.get("")
@requires(Permission.CONFIRM_LISTING)
def index() -> str:
    """Show the listings she looks after, the longest overdue first."""
    person, today = current_person(), london_today()
    number = page_number(request.args.get("page"))
    due = queries.due_listings(person, today, number)
    last = last_page(number, due.counts.total, queries.PAGE)
    sees_all = person.reaches_all(Permission.CONFIRM_LISTING)
    return render_template(
        "editing/index.html",
        active="listings",
        counts=due.counts,
        rows=list_html.rows(due.listings, with_owner=sees_all),
        sees_all=sees_all,
        at_once=operations.AT_ONCE,
        kept_no_longer=due.ended,
        done=_ids(request.args.getlist("done")),
        ended=next(iter(_ids(request.args.getlist("ended"))), None),
        undone=request.args.get("undone", type=int),
        more=request.args.get("confirmed", type=int),
        pages=pages_of(number, last, lambda page: url_for(".index", page=page)),
    )


@bp.post("/confirm")
@requires(Permission.CONFIRM_LISTING)
@commits
def confirm_all() -> ResponseReturnValue:
    """Record that all listings of her organisation that are due, the first 500, are still correct."""
    person = current_person()
    ids = queries.ids_to_confirm(person, london_today(), operations.AT_ONCE)
    confirmed = operations.confirm(ids, person)
    if len(confirmed) > queries.PAGE:
        return redirect(url_for(".index", confirmed=len(confirmed)), 303)
    return _confirmed(confirmed)


@bp.post("/<uuid:service_id>/confirm")
@requires(Permission.CONFIRM_LISTING)
@commits
def confirm(service_id: UUID) -> ResponseReturnValue:
    """Record that one listing is still correct."""
    person = current_person()
    ids = queries.ids_of(person, [service_id])
    if not ids:
        abort(404)
    return _confirmed(operations.confirm(ids, person))


@bp.post("/undo")
@requires(Permission.CONFIRM_LISTING)
@commits
def undo() -> ResponseReturnValue:
    """Take back what she did last to these listings."""
    person = current_person()
    ids = queries.ids_of(person, _ids(request.form.getlist("id")))
    if not ids:
        abort(404)
    undone = earlier_versions.undo(ids, person)
    if request.form.get("back") == LISTING and len(ids) == 1:
        return redirect(url_for(".show", service_id=ids[0], done="undone" if undone else "not_undone"), 303)
    return redirect(url_for(".index", undone=undone), 303)


@bp.get("/<uuid:service_id>")
@requires(Permission.CONFIRM_LISTING)
def show(service_id: UUID) -> str:
    """Show one listing: its state, what was reported, what it was."""
    return _show(or_404(queries.managed_service(current_person(), service_id, london_today(), or_ended=True)))


@bp.get("/<uuid:service_id>/edit")
@requires(Permission.PROPOSE_LISTING)
def sections(service_id: UUID) -> str:
    """Ask which section of a listing should be different."""
    listing = or_404(queries.proposable_service(current_person(), service_id, london_today()))
    return render_template(
        "editing/sections.html",
        active="listings",
        listing=listing,
        sections=SECTIONS.values(),
        asked=lifecycle.asked_about(listing.id, current_person()),
    )


@bp.post("/<uuid:service_id>/close")
@requires(Permission.CLOSE_LISTING)
@commits
def close(service_id: UUID) -> ResponseReturnValue:
    """Close a service for now."""
    listing, form = _managed(service_id), CloseForm(request.form)
    if not form.validate():
        return _show(listing, close_form=form), 400
    try:
        at_once.close(listing.id, form.until, (form.closed_note.data or "").strip() or None, current_person())
    except EditError as error:
        form.closed_note.errors = [f"{error}"]
        return _show(listing, close_form=form), 400
    return redirect(url_for(".show", service_id=listing.id, done="closed"), 303)


@bp.post("/<uuid:service_id>/open")
@requires(Permission.CLOSE_LISTING)
@commits
def reopen(service_id: UUID) -> ResponseReturnValue:
    """Open a service that was closed for now."""
    listing = _managed(service_id)
    at_once.reopen(listing.id, current_person())
    return redirect(url_for(".show", service_id=listing.id, done="opened"), 303)


@bp.post("/<uuid:service_id>/phones/<uuid:phone_id>/hide")
@requires(Permission.CLOSE_LISTING)
@commits
def hide_number(service_id: UUID, phone_id: UUID) -> ResponseReturnValue:
    """Take a number off a listing at once."""
    listing = _managed(service_id)
    at_once.hide_number(listing.id, phone_id, current_person())
    return redirect(url_for(".show", service_id=listing.id, done="hidden"), 303)


@bp.post("/<uuid:service_id>/room")
@requires(Permission.CLOSE_LISTING)
@commits
def set_room(service_id: UUID) -> ResponseReturnValue:
    """Record whether a service has room."""
    listing, form = _managed(service_id), RoomForm(request.form)
    if not form.validate():
        return _show(listing, room_form=form), 400
    room = at_once.room_of(listing.id)
    before = room_words(room is not None, room.available if room else None)
    if form.is_unsaid:
        at_once.unsay_room(listing.id, current_person())
    else:
        at_once.set_room(listing.id, form.available, current_person())
    if request.form.get("undo"):
        return redirect(url_for(".show", service_id=listing.id, done="undone"), 303)
    return redirect(url_for(".show", service_id=listing.id, done="room", was=before), 303)


@bp.get("/<uuid:service_id>/versions/<int(max=2147483647):number>")
@requires(Permission.PUBLISH_LISTING)
def version(service_id: UUID, number: int) -> ResponseReturnValue:
    """Show what bringing an earlier version back would change."""
    return _version_page(_managed(service_id), number)


@bp.post("/<uuid:service_id>/versions/<int(max=2147483647):number>/restore")
@requires(Permission.PUBLISH_LISTING)
@commits
def restore(service_id: UUID, number: int) -> ResponseReturnValue:
    """Make a listing what it was in an earlier version, unless it has changed since she looked."""
    listing = _managed(service_id)
    try:
        earlier_versions.restore(listing.id, number, request.form.get("shown", default=0, type=int), current_person())
    except ChangedSinceError as error:
        return _version_page(listing, number, changed_since=str(error))
    return redirect(url_for(".show", service_id=listing.id, done="restored"), 303)


def _confirmed(ids: list[UUID]) -> ResponseReturnValue:
    """Lead to the list, which says what was confirmed and offers to take it back."""
    return redirect(url_for(".index", confirmed=len(ids), done=[str(id_) for id_ in ids]), 303)


def _version_page(listing: ManagedListing, number: int, changed_since: str | None = None) -> ResponseReturnValue:
    brought_back = earlier_versions.preview(listing.id, number)
    page = render_template(
        "editing/version.html",
        active="listings",
        listing=listing,
        number=number,
        back=brought_back,
        changed_since=changed_since,
        detail=detail_of(brought_back.after, utc_now()),
        always_stand=ALWAYS_STAND,
    )
    return page, 409 if changed_since else 200


def _show(listing: ManagedListing, *, close_form: CloseForm | None = None, room_form: RoomForm | None = None) -> str:
    versions, person = queries.versions(listing.id), current_person()
    return render_template(
        "editing/show.html",
        active="listings",
        listing=listing,
        sections=SECTIONS.values(),
        waiting=proposed_changes.waiting_at(listing.id),
        waiting_end=proposed_endings.waiting_end(listing.id),
        standing=queries.standing_of(listing.id),
        section_of=SECTION_OF,
        phones=queries.phones_of(listing.id),
        room=at_once.room_of(listing.id),
        room_before=room_fields(request.args.get("was", "")) if request.args.get("done") == "room" else (),
        close_form=close_form or CloseForm(),
        room_form=room_form or RoomForm(),
        steps=history.steps_of(versions),
        older=max(0, len(versions) - history.SHOWN),
        undoable=bool(versions) and earlier_versions.may_undo(versions[0].kind, versions[0].made_by_id, person),
        months=queries.reports_by_month(listing.id, london_today()),
        join=joins.join_of(listing.id, person) if listing.is_ended else None,
        joined=joins.joined_to(listing.id, person),
        just_joined=next(iter(_ids(request.args.getlist("joined"))), None),
        notice=request.args.get("done", ""),
    )


def _managed(service_id: UUID) -> ManagedListing:
    return or_404(queries.managed_service(current_person(), service_id, london_today()))


def _ids(typed: list[str]) -> list[UUID]:
    """Return the ids of a form or an address, up to a page of them. What is no id is passed over."""
    ids: list[UUID] = []
    for text in typed[: queries.PAGE]:
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    return ids
