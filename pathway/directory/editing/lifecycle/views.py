"""Pages to add a listing, to end one, and to say that two are the same."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.core.clock import london_today
from pathway.core.permission import Permission
from pathway.directory.editing import operations, queries
from pathway.directory.editing.change_words import only_here
from pathway.directory.editing.lifecycle import additions, endings, joins, name_search, proposed_endings
from pathway.directory.editing.lifecycle.forms import (
    NONE_OF_THESE,
    EndForm,
    MergeForm,
    NewListingForm,
    OtherListingForm,
)
from pathway.directory.editing.lifecycle.name_search import Named
from pathway.directory.editing.operations import EditError
from pathway.directory.editing.queries import ManagedListing
from pathway.directory.vocabulary import Coverage
from pathway.organizations import queries as organizations
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.transactions import commits

bp = Blueprint("listing_lifecycle", __name__, url_prefix="/manage/services")

FIND = "find"
"""What the button beside a name sends."""


@bp.get("/new")
@requires(Permission.PUBLISH_LISTING)
def new() -> str:
    """Ask for the beginnings of a listing."""
    return _new_page(_new_form(None))


@bp.post("/new")
@requires(Permission.PUBLISH_LISTING)
@commits
def add() -> ResponseReturnValue:
    """Add a draft; first show listings of nearly the same name."""
    form = _new_form(request.form)
    if not form.validate():
        return _new_page(form), 400
    namesakes = additions.namesakes(form.title)
    if namesakes and not form.is_another.data:
        return _new_page(form, namesakes), 409
    owner = UUID(form.organization.data) if _chooses_owner() else current_person().organization_id
    coverage = Coverage(form.coverage.data)
    try:
        service_id = additions.add(form.title, form.text, coverage, owner, current_person())
    except EditError as error:
        form.name.errors = [str(error)]
        return _new_page(form), 400
    return redirect(url_for("editing.show", service_id=service_id, done="added"), 303)


@bp.get("/<uuid:service_id>/end")
@requires(Permission.END_LISTING)
def end_form(service_id: UUID) -> str:
    """Ask what to use instead of a listing that is no longer kept."""
    return _end_page(_managed(service_id), EndForm())


@bp.post("/<uuid:service_id>/end")
@requires(Permission.END_LISTING)
@commits
def end(service_id: UUID) -> ResponseReturnValue:
    """Keep a listing no longer, or ask for it where that takes two."""
    listing, form = _managed(service_id, or_ended=True), EndForm(request.form)
    is_right = form.validate()
    found = _other(form, listing, own_only=False) if is_right else None
    if request.form.get("action") == FIND:
        return _end_page(listing, form), 400 if form.errors else 200
    if not is_right or form.errors or (found is None and _must_choose(form)):
        return _end_page(listing, form), 400
    instead_id = found.id if found else None
    if not proposed_endings.ends_alone(current_person()) and not endings.has_ended(listing.id):
        proposal = proposed_endings.propose_end(listing.id, instead_id, form.text, current_person())
        return redirect(url_for("proposed.show", proposal_id=proposal.id), 303)
    endings.end(listing.id, instead_id, form.text, current_person())
    return redirect(url_for("editing.index", ended=str(listing.id)), 303)


@bp.get("/<uuid:service_id>/same-as")
@requires(Permission.END_LISTING)
def merge_form(service_id: UUID) -> ResponseReturnValue:
    """Ask which other listing is the same service, and show what differs."""
    form = MergeForm(request.args)
    return _merge_page(_managed(service_id), form)


@bp.post("/<uuid:service_id>/same-as")
@requires(Permission.END_LISTING)
@commits
def merge(service_id: UUID) -> ResponseReturnValue:
    """End this listing and lead its addresses on to the other, which is hers too, or ask for it."""
    listing, form = _managed(service_id, or_ended=True), MergeForm(request.form)
    kept = _kept(form, listing)
    if kept is None:
        return _merge_page(listing, form)
    if not proposed_endings.ends_alone(current_person()) and not endings.has_ended(listing.id):
        proposal = proposed_endings.propose_join(listing.id, kept.id, current_person())
        return redirect(url_for("proposed.show", proposal_id=proposal.id), 303)
    joins.merge(listing.id, kept.id, current_person())
    return redirect(url_for("editing.show", service_id=kept.id, done="merged", joined=listing.id), 303)


@bp.post("/<uuid:service_id>/same-as/undo")
@requires(Permission.PUBLISH_LISTING)
@commits
def take_apart(service_id: UUID) -> ResponseReturnValue:
    """Make two listings again of two that were joined."""
    listing = _managed(service_id, or_ended=True)
    if joins.is_joined(listing.id) and joins.join_of(listing.id, current_person()) is None:
        raise EditError("You do not look after both of these listings. Ask the coordinator to take them apart")
    joins.take_apart(listing.id, current_person())
    return redirect(url_for("editing.show", service_id=listing.id, done="apart"), 303)


@bp.post("/<uuid:service_id>/keep-again")
@requires(Permission.PUBLISH_LISTING)
@commits
def keep_again(service_id: UUID) -> ResponseReturnValue:
    """Keep a listing again that had ended."""
    listing = _managed(service_id, or_ended=True)
    endings.keep_again(listing.id, current_person())
    return redirect(url_for("editing.show", service_id=listing.id, done="kept"), 303)


def _chooses_owner() -> bool:
    return current_person().reaches_all(Permission.PUBLISH_LISTING)


def _new_form(typed: object) -> NewListingForm:
    owners = organizations.organizations() if _chooses_owner() else ()
    return NewListingForm(typed, owners=owners)


def _new_page(form: NewListingForm, namesakes: object = ()) -> str:
    return render_template(
        "editing/new.html", active="listings", form=form, namesakes=namesakes, chooses_owner=_chooses_owner()
    )


def _end_page(listing: ManagedListing, form: EndForm) -> str:
    waiting = endings.what_keeps(listing.id)
    neighbours = queries.neighbours(listing.id)
    return render_template(
        "editing/end.html",
        active="listings",
        listing=listing,
        form=form,
        waiting=waiting,
        neighbours=neighbours,
        is_alone=proposed_endings.ends_alone(current_person()),
    )


def _merge_page(listing: ManagedListing, form: MergeForm) -> ResponseReturnValue:
    kept = _kept(form, listing) if form.other.data else None
    lines: tuple[str, ...] = ()
    if kept is not None:
        gone, stays = (operations.present(one.id).service for one in (listing, kept))
        lines = tuple(only_here(gone, stays))
    page = render_template(
        "editing/merge.html",
        active="listings",
        listing=listing,
        form=form,
        kept=kept,
        lines=lines,
        waiting=endings.what_keeps(listing.id),
        others=queries.others_of_owner(listing.id),
        is_alone=proposed_endings.ends_alone(current_person()),
    )
    return page, 400 if form.errors else 200


def _kept(form: MergeForm, listing: ManagedListing) -> ManagedListing | None:
    """Return the listing that stays, if it was named and is hers; else say at a field what is wrong."""
    found = _other(form, listing, own_only=True) if form.validate() else None
    if request.values.get("action") == FIND:
        return None
    if found is None and form.chosen.choices:
        form.chosen.errors = ["Choose one of these"]
    return queries.managed_service(current_person(), found.id, london_today()) if found else None


def _other(form: OtherListingForm, listing: ManagedListing, *, own_only: bool) -> Named | None:
    """Return the other listing that is meant: of a pasted address, or chosen of those with such a name.

    Else offer the choices, or say at the field that there are none. None where nothing was typed, or chosen.
    """
    if not form.typed:
        return None
    person = current_person()
    if address := name_search.by_address(form.typed):
        found = name_search.listing_at(address, person, own_only=own_only)
        if found is None:
            ours = "you look after" if own_only else "we know"
            form.other.errors = [f"This is the address of no listing that {ours}. Type its name instead"]
        return found
    choices = name_search.listings_named(form.typed, person, but=listing.id, own_only=own_only)
    form.offer(choices[: name_search.MOST])
    if not choices:
        ours = "you look after" if own_only else "we know"
        form.other.errors = [f"No listing that {ours} has such a name. Try fewer letters of it"]
    elif choices[name_search.MOST :]:
        form.chosen.description = f"The first {name_search.MOST}. Type more of its name to see others."
    return next((one for one in choices if str(one.id) == form.chosen.data), None)


def _must_choose(form: EndForm) -> bool:
    """Whether something was typed and nothing chosen; says so at the choices."""
    if not form.typed or form.chosen.data == NONE_OF_THESE:
        return False
    form.chosen.errors = ["Choose one of these, or none"]
    return True


def _managed(service_id: UUID, *, or_ended: bool = False) -> ManagedListing:
    person, today = current_person(), london_today()
    listing = queries.managed_service(person, service_id, today, or_ended=or_ended)
    return or_404(listing)
