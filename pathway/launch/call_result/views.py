"""The page of one call: what to ask, what came of it, and publishing a draft after it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.core.clock import london_today, utc_now
from pathway.core.formats import next_day
from pathway.core.permission import Permission
from pathway.directory.editing.operations import EditError
from pathway.directory.vocabulary import AGENCY_LABELS, Publication
from pathway.launch.call_result import operations, queries
from pathway.launch.call_result.forms import (
    UNSAID,
    AgainForm,
    CallForm,
    NewNumberForm,
    PublishForm,
    say_what_to_press,
)
from pathway.launch.call_result.operations import Called, NewNumberError
from pathway.launch.call_result.questions import questions_for
from pathway.launch.call_sheet.call_hours import answers
from pathway.launch.call_sheet.call_order import standing_of
from pathway.launch.fallback_words.places import circumstances, key_of
from pathway.launch.vocabulary import CallOutcome
from pathway.web.access import requires
from pathway.web.forms import BaseForm
from pathway.web.missing import or_404
from pathway.web.transactions import commits

bp = Blueprint("call", __name__, url_prefix="/manage/start/calls")

ONE = "/<uuid:service_id>/<uuid:phone_id>"


@bp.get(ONE)
@requires(Permission.PUBLISH_DRAFT)
def show(service_id: UUID, phone_id: UUID) -> str:
    """Show one number: what to ask, what came of earlier calls, what may come of this one."""
    return _page(service_id, phone_id)


@bp.post(ONE)
@requires(Permission.PUBLISH_DRAFT)
def unsaid(service_id: UUID, phone_id: UUID) -> ResponseReturnValue:
    """Say that a result has to be pressed, which the Enter key does not do. What was typed is kept."""
    return _page(service_id, phone_id, is_unsaid=True), 400


@bp.post(f"{ONE}/right")
@requires(Permission.PUBLISH_DRAFT)
@commits
def right(service_id: UUID, phone_id: UUID) -> ResponseReturnValue:
    """Record that a number is right, and perhaps the whole listing."""
    form = CallForm(request.form)
    if not form.validate():
        return _page(service_id, phone_id, form), 400
    whole = bool(request.form.get("whole"))
    operations.confirm(_called(service_id, phone_id, form), whole_listing=whole)
    return _recorded(service_id, phone_id)


@bp.post(f"{ONE}/changed")
@requires(Permission.PUBLISH_DRAFT)
@commits
def changed(service_id: UUID, phone_id: UUID) -> ResponseReturnValue:
    """Record the number that a service has now."""
    form = NewNumberForm(request.form)
    if form.validate():
        try:
            operations.change(_called(service_id, phone_id, form), form.number.data, form.digits)
        except (EditError, NewNumberError) as error:
            form.number.errors = [f"{error}"]
        else:
            return _recorded(service_id, phone_id)
    return _page(service_id, phone_id, form), 400


@bp.post(f"{ONE}/wrong")
@requires(Permission.PUBLISH_DRAFT)
@commits
def wrong(service_id: UUID, phone_id: UUID) -> ResponseReturnValue:
    """Hide a wrong number at once."""
    form = CallForm(request.form)
    if not form.validate():
        form.spoke_to.data = None  # a wrong number does not wait for words to be put right
    operations.hide(_called(service_id, phone_id, form))
    return _recorded(service_id, phone_id)


@bp.post(f"{ONE}/again")
@requires(Permission.PUBLISH_DRAFT)
@commits
def again(service_id: UUID, phone_id: UUID) -> ResponseReturnValue:
    """Record that nobody answered, or when to ring again."""
    form = AgainForm(request.form)
    if not form.validate():
        return _page(service_id, phone_id, form), 400
    operations.ring_again(_called(service_id, phone_id, form), form.again_at, answered=form.answered)
    return _recorded(service_id, phone_id)


@bp.post(f"{ONE}/undo")
@requires(Permission.PUBLISH_DRAFT)
@commits
def take_back(service_id: UUID, phone_id: UUID) -> ResponseReturnValue:
    """Take back the latest result of a number."""
    or_404(queries.service(service_id))
    operations.take_back(service_id, phone_id, current_person())
    return _recorded(service_id, phone_id)


@bp.post(f"{ONE}/publish")
@requires(Permission.PUBLISH_DRAFT)
@commits
def publish(service_id: UUID, phone_id: UUID) -> ResponseReturnValue:
    """Publish a draft, once its own people have confirmed it."""
    or_404(queries.service(service_id))
    form = PublishForm(request.form)
    if not form.validate():
        return _page(service_id, phone_id, form), 400
    operations.publish(service_id, form.way, current_person())
    return _recorded(service_id, phone_id, "published")


def _called(service_id: UUID, phone_id: UUID, form: CallForm) -> Called:
    or_404(queries.service(service_id))
    return Called(service_id, phone_id, current_person(), form.seen.data, form.role)


def _recorded(service_id: UUID, phone_id: UUID, done: str = "recorded") -> ResponseReturnValue:
    return redirect(url_for(".show", service_id=service_id, phone_id=phone_id, done=done), 303)


def _page(service_id: UUID, phone_id: UUID, refused: BaseForm | None = None, *, is_unsaid: bool = False) -> str:
    """Show a number; with `refused`, the form that was refused and what was typed in the others.

    `is_unsaid`: a form was sent, and not what came of the call.
    """
    service = or_404(queries.service(service_id))
    calls = queries.calls_of(service_id, phone_id)
    last = calls[0] if calls else None
    phone = next((phone for phone in service.phones if phone.id == phone_id), None)
    rung = phone or last or abort(404)
    now, today = utc_now(), london_today()
    is_draft = service.publication is Publication.DRAFT
    forms, errors = _forms(refused), refused.error_list if refused else []
    if is_unsaid:
        errors = say_what_to_press(*(forms[name] for name in ("number_form", "again_form", "call_form")))
    is_mine = last is not None and last.made_by == current_person().id
    return render_template(
        "launch/call.html",
        active="start",
        service=service,
        phone=phone,
        number=rung.number,
        answers=answers(phone, service, now) if phone else None,
        standing=standing_of(phone.digits, phone.number_checked_on, last, now, today) if phone else None,
        questions=questions_for(service, today),
        calls=calls,
        last=last,
        may_take_back=is_mine and last is not None and last.result is not CallOutcome.TAKEN_BACK,
        others=queries.others_with(rung.digits, service_id),
        words=queries.words_with(rung.digits),
        label_of=AGENCY_LABELS.get,
        circumstances=circumstances,
        key_of=key_of,
        tomorrow=next_day(now).capitalize(),
        edit_address=_edit_address,
        is_draft=is_draft,
        publication=queries.publication_of(service_id),
        why_not=operations.why_not_to_publish(service) if is_draft else None,
        following=queries.following(phone_id, now, today) if "done" in request.args else None,
        **forms,
        errors=errors,
        unsaid=UNSAID if is_unsaid else None,
        notice=request.args.get("done", ""),
    )


def _forms(refused: BaseForm | None) -> dict[str, Any]:
    """Return the forms of the page by name, each with what was typed: one form of the page sends all results."""
    kinds = {"call_form": CallForm, "number_form": NewNumberForm, "again_form": AgainForm, "publish_form": PublishForm}
    forms: dict[str, BaseForm] = {
        name: refused if type(refused) is kind else kind(request.form) for name, kind in kinds.items()
    }
    if isinstance(refused, CallForm):
        forms["call_form"] = refused
    return forms


def _edit_address(service_id: UUID, section: str) -> str:
    """Return where a section of a listing is changed."""
    return f"/manage/services/{service_id}/edit/{section}"
