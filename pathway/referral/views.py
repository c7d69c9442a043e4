"""The page of questions and its result. Answers are in no address, cookie, log or table: they travel by POST."""

from flask import Blueprint, Response, current_app, make_response, render_template, request

from pathway.accounts.forms import EmailCodeForm
from pathway.accounts.guard import CONTINUE
from pathway.core.clock import utc_now
from pathway.core.errors import RoutingTableError
from pathway.directory.search.helplines import always_lines
from pathway.referral.forms import CHANGE, DO, REFER, TriageForm, carried
from pathway.referral.question_html import ask_html, question_html
from pathway.referral.questions import GROUPS
from pathway.referral.result.no_service import nobody_words
from pathway.referral.result.page import ResultPage
from pathway.referral.result.slip import lines_beside, slip_numbers
from pathway.referral.result.steps import StepCard
from pathway.referral.result.summary import copy_boxes
from pathway.referral.result.whole_result import result_page
from pathway.web.access import public
from pathway.web.sealed_forms import seal_field
from pathway.web.security import ANOTHER_SITE, from_another_site

TEXT = "text"
"""The button that asks for the text to copy: few want it, and it would add its weight to every result."""

MOST_FIRST_STEPS = 4
"""The stylesheet can continue the numbering of the second list after no more than these."""

bp = Blueprint("referral", __name__)
bp.add_app_template_global(question_html)
bp.add_app_template_global(ask_html)

PRESS_HERE = "Look the answers over, and press the button on this page"


@bp.get("/check")
@public
def check() -> Response:
    """Show the questions. Nothing is preselected and nothing is required."""
    return _questions(TriageForm())


@bp.post("/check")
@public
def result() -> Response:
    """Show the result, or the questions again: to change the answers, or with their errors."""
    form = TriageForm(request.form)
    if from_another_site(strict=False):
        return _questions(form, [("#questions", f"{ANOTHER_SITE} {PRESS_HERE}")], 403)
    good = form.validate() and not form.has_unknown_fields
    if not good:
        return _questions(form, form.problems, 400)
    if request.form.get(DO) == CHANGE:
        return _questions(form)
    answers = form.answers()
    try:
        page = result_page(answers)
    except RoutingTableError as error:
        current_app.logger.error("routing is off: %s", error)
        return _never_stored(render_template("referral/no_rules.html", lines=always_lines(), active="check"), 503)
    pressed = request.form.get(DO)
    if pressed == REFER:
        return _not_sent(page, carried(answers))
    other_lines = lines_beside(page)
    html = render_template(
        "referral/result.html",
        page=page,
        carried=carried(answers),
        copy=copy_boxes(page.copy_unnamed, page.copy_named) if pressed == TEXT else None,
        other_lines=other_lines,
        first_steps=first_steps(page),
        nobody_words=nobody_words,
        slip=slip_numbers(page.steps, other_lines, utc_now()),
        active="check",
    )
    return _never_stored(html, 200)


def _not_sent(page: ResultPage, fields: list[tuple[str, str]]) -> Response:
    """Say that nothing is sent before somebody is signed in, with the first number and the shortest way to sign in."""
    html = render_template(
        "referral/not_sent.html",
        page=page,
        carried=fields,
        # Answers travel through signing in as one sealed field: they are in no address, cookie or row.
        carry=seal_field(CONTINUE, {"to": "/refer", "fields": fields}),
        email_form=EmailCodeForm(),
        active="check",
    )
    return _never_stored(html, 200)


def _questions(form: TriageForm, problems: list[tuple[str, str]] | None = None, status: int = 200) -> Response:
    """Show the questions with their answers. With problems, the result of the other answers is above them."""
    meanwhile = None
    if problems:
        try:
            meanwhile = result_page(form.answers())
        except RoutingTableError:
            meanwhile = None
    html = render_template(
        "referral/check.html",
        groups=GROUPS,
        chosen={name: form[name].answers for name in form._fields},
        errors={name: errors[0] for name, errors in form.errors.items() if name},
        problems=problems or [],
        meanwhile=meanwhile,
        active="check",
    )
    return _never_stored(html, status)


def first_steps(page: ResultPage) -> tuple[StepCard, ...]:
    """Return the steps up to the first that has somebody to ring: what else to ask comes after them."""
    rung = next((place for place, step_card in enumerate(page.steps) if step_card.has_number), 0)
    return page.steps[: min(rung + 1, MOST_FIRST_STEPS)]


def _never_stored(html: str, status: int) -> Response:
    """Answer with a page that no browser, proxy or history stores."""
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    return response
