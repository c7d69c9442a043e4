"""Pages to edit one section of a listing: its form, what changes, what somebody else changed meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.accounts.proposals import lifecycle
from pathway.core.clock import london_today, utc_now
from pathway.core.permission import Permission
from pathway.directory.editing import operations, proposed_changes, queries
from pathway.directory.editing.merges import MINE, THEIRS, Merge, change_lines, merged
from pathway.directory.editing.operations import Present
from pathway.directory.editing.parts import Values, changed_parts, with_parts
from pathway.directory.editing.queries import ManagedListing
from pathway.directory.editing.sections import SECTIONS, Around, Section, SectionForm
from pathway.directory.hours.week_picture import drawn_week
from pathway.directory.hours.week_table import exception_rows, week_table
from pathway.directory.listing_page import detail_of
from pathway.directory.listing_record import ServiceRecord
from pathway.directory.search.fallbacks import ALWAYS_STAND
from pathway.directory.search.forms import gazetteer
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.transactions import commits

bp = Blueprint("sections", __name__, url_prefix="/manage/services/<uuid:service_id>/edit/<word>")

CHECK, BACK = "check", "back"
"""What the buttons of the two pages send. Anything else is for the section's form (`press`)."""

CHOICE = "choose-"
"""What the name of a choice between two editors begins with."""

_LARGEST = 2**31 - 1


@dataclass
class Edited:
    """One request: the listing as it is, the form, the listing as it was when the form was opened."""

    section: Section
    form: SectionForm
    now: Present
    opened: ServiceRecord | None
    around: Around

    def merge(self, now: Present) -> Merge:
        """Bring what was typed together with the listing as it is now."""
        chosen = _chosen() if request.form.get("chosen_at", type=int) == now.number else {}
        return merged(self.opened, now.service, self.form.values(self.opened or now.service, self.around), chosen)


@bp.get("")
@requires(Permission.PROPOSE_LISTING)
def show(service_id: UUID, word: str) -> str:
    """Show the form of a section."""
    listing, section = _managed(service_id), _section(word)
    now = operations.present(service_id)
    form = section.form(data=section.form.data_of(now.service))
    form.know(now.service)
    return _form_page(listing, section, form, now, now.number)


@bp.post("")
@requires(Permission.PROPOSE_LISTING)
def check(service_id: UUID, word: str) -> ResponseReturnValue:
    """Show what would change, or do what a button within the form asks for. Nothing is saved."""
    listing = _managed(service_id)
    edited = _edited(service_id, word, operations.present(service_id))
    action = request.form.get("action", CHECK)
    if action != CHECK:
        edited.form.press(action)
        edited.form.know(edited.opened or edited.now.service)
        return _form_page(listing, edited.section, edited.form, edited.now, _opened_at(edited.now))
    if not edited.form.validate():
        return _form_page(listing, edited.section, edited.form, edited.now, _opened_at(edited.now)), 400
    return _answer(listing, edited, edited.now, edited.merge(edited.now))


@bp.post("/save")
@requires(Permission.PROPOSE_LISTING)
@commits
def save(service_id: UUID, word: str) -> ResponseReturnValue:
    """Save what she may change alone, and propose the rest, unless somebody changed the same meanwhile."""
    listing = _managed(service_id)
    now = operations.locked(service_id)
    edited = _edited(service_id, word, now)
    if not edited.form.validate():
        return _form_page(listing, edited.section, edited.form, edited.now, _opened_at(edited.now)), 400
    merge = edited.merge(now)
    if merge.clashes or _faults(now, merge):
        return _answer(listing, edited, now, merge)
    alone, by_another = _divided(now.service, merge.values)
    if not _is_owner():
        proposed_changes.suggest(service_id, by_another, current_person())
        return redirect(url_for("proposed.index", done="asked"), 303)
    if alone:
        operations.write(now, alone, current_person())
    if by_another:
        proposed_changes.propose_contact(service_id, by_another, current_person())
    done = "asked" if by_another else "changed" if alone else "unchanged"
    return redirect(url_for("editing.show", service_id=service_id, done=done), 303)


def _answer(listing: ManagedListing, edited: Edited, now: Present, merge: Merge) -> ResponseReturnValue:
    """Show what must be chosen, what is wrong, or what will change."""
    after = with_parts(now.service, merge.values)
    if merge.clashes:
        return _page("editing/clash.html", listing, edited, now=now, clashes=merge.clashes), 409
    if faults := _faults(now, merge):
        for column, words in faults:
            edited.form.refuse(column, words)
        return _form_page(listing, edited.section, edited.form, now, _opened_at(now)), 400
    alone, by_another = _divided(now.service, merge.values)
    return _page(
        "editing/check.html",
        listing,
        edited,
        now=now,
        lines=change_lines(now.service, merge.values, alone),
        proposed=change_lines(now.service, merge.values, by_another),
        is_owner=_is_owner(),
        in_the_way=_is_owner() and bool(by_another) and proposed_changes.waiting_contact(listing.id),
        detail=detail_of(after, utc_now()),
    )


def _faults(now: Present, merge: Merge) -> list[tuple[str, str]]:
    """Return what keeps a change from being saved or proposed: (column, words) for each."""
    return operations.faults_of(with_parts(now.service, merge.values), now.service)


def _is_owner() -> bool:
    """Whether she may publish an ordinary change of what she sees here."""
    return current_person().may(Permission.PUBLISH_LISTING)


def _divided(service: ServiceRecord, values: Values) -> tuple[Values, Values]:
    """Return the parts that she may change alone, and those that somebody else has to decide about."""
    if not _is_owner():
        return {}, {name: values[name] for name in changed_parts(service, values)}
    return proposed_changes.split(service, values, current_person())


def _page(template: str, listing: ManagedListing, edited: Edited, **more: object) -> str:
    typed = [pair for pair in request.form.items(multi=True) if pair[0] not in _OURS and not pair[0].startswith(CHOICE)]
    return render_template(
        template,
        active="listings",
        listing=listing,
        section=edited.section,
        typed=typed,
        chosen=_chosen(),
        chosen_at=request.form.get("chosen_at", type=int),
        opened_at=_opened_at(edited.now),
        always_stand=ALWAYS_STAND,
        **more,
    )


def _form_page(listing: ManagedListing, section: Section, form: SectionForm, now: Present, opened_at: int) -> str:
    waiting = proposed_changes.waiting_contact(listing.id) if section.slug in {"numbers", "refer"} else None
    asked = lifecycle.asked_about(listing.id, current_person())
    timetable, today = (form.timetable() if section.slug == "hours" else None), london_today()
    return render_template(
        "editing/section.html",
        active="listings",
        listing=listing,
        section=section,
        form=form,
        opened_at=opened_at,
        waiting=waiting,
        asked=[pair for pair in asked if pair[0] is not waiting],
        is_confidential=now.service.is_confidential,
        neighbours=queries.neighbours(listing.id) if section.slug == "places" else (),
        week=drawn_week(timetable, today) if timetable else (),
        week_rows=(*week_table(timetable, today), *exception_rows(timetable, today)) if timetable else (),
    )


def _edited(service_id: UUID, word: str, now: Present) -> Edited:
    section = _section(word)
    form = section.form(request.form)
    opened = operations.as_opened(now, _opened_at(now))
    form.know(opened or now.service)
    return Edited(
        section, form, now, opened, operations.around(service_id, gazetteer().sector_point, section.form.parts)
    )


def _opened_at(now: Present) -> int:
    """Return the version that the form was opened from; that of now, where the form does not say."""
    typed = request.form.get("opened_at", type=int)
    return typed if typed is not None and 0 < typed <= _LARGEST else now.number


def _chosen() -> Mapping[str, str]:
    choices = {name.removeprefix(CHOICE): value for name, value in request.form.items() if name.startswith(CHOICE)}
    return {name: value for name, value in choices.items() if value in {MINE, THEIRS}}


def _managed(service_id: UUID) -> ManagedListing:
    return or_404(queries.proposable_service(current_person(), service_id, london_today()))


def _section(word: str) -> Section:
    return or_404(SECTIONS.get(word))


_OURS = {"action", "csrf_token", "opened_at", "chosen_at"}
