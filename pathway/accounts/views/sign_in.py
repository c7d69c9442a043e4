"""The page where people sign in, in any of three ways, and what ends it."""

from collections.abc import Callable
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from pathway.accounts import codes, demo_accounts, operations, passkeys, queries, sessions, sign_in
from pathway.accounts.forms import AgainForm, CodeForm, EmailCodeForm, PasswordForm
from pathway.accounts.guard import again_page, current_person, is_signed_in
from pathway.accounts.sessions import Begun
from pathway.accounts.views.after_sign_in import arrive, go_on, safe_address
from pathway.audit import trail
from pathway.web.access import SELF, public, requires
from pathway.web.sealed_forms import open_field, seal_field
from pathway.web.security import never_stored, same_origin
from pathway.web.text import refuse_nul
from pathway.web.transactions import commits

bp = Blueprint("sign_in", __name__)

CODE_REQUEST = "sign-in-code"
NOT_RIGHT = "That did not match. Check everything you typed, and that your phone sets its time by itself"
CODE_NOT_RIGHT = (
    "That code did not work. Only the newest code works: once, for ten minutes, and not after five wrong tries. "
    "You can ask for another"
)
PASSKEY_NOT_RIGHT = "That passkey did not work here. Try again, or sign in another way"


@bp.get("/sign-in")
@public
def index() -> ResponseReturnValue:
    """Show the ways to sign in; somebody who is signed in goes on to her account."""
    following = safe_address(request.args.get("next"))
    return redirect(following or url_for("work.index"), 303) if is_signed_in() else _page()


@bp.post("/sign-in")
@public
@same_origin(strict=True)
@commits
def submit() -> ResponseReturnValue:
    """Take one step of one way. Without a way, show the page with the form it carries, or go on with that form."""
    refuse_nul(list(request.form.items(multi=True)))
    ways = {"code": _ask_for_code, "check": _check_code, "password": _by_password, "passkey": _by_passkey}
    way = ways.get(request.form.get("do", ""))
    if way:
        return way()
    person = sessions.find(for_writing=True)
    if person is None:
        return _page()
    g.csrf_session_id = str(person.session_id)
    return go_on(following=request.form.get("next", ""), carry=request.form.get("carry", ""))


@bp.post("/sign-in/options")
@public
@same_origin(strict=True)
def passkey_options() -> ResponseReturnValue:
    """Give the browser a challenge for a passkey. Nothing is stored."""
    return never_stored(jsonify(passkeys.sign_in_options()))


@bp.post("/sign-in/again")
@requires(SELF)
@commits
def again() -> ResponseReturnValue:
    """Show a factor again, for pages that need one of the last ten minutes."""
    person = current_person()
    user = queries.user(person.id)
    if request.form.get("do") == "send":
        return again_page(AgainForm(), asked=_sealed(codes.ask(user.email))), 200
    if request.form.get("do") == "passkey":
        signed = passkeys.user_who_signed(request.form.get("answer"), request.form.get("challenge"))
        if signed is None or signed.id != person.id:
            return again_page(AgainForm(), problem=PASSKEY_NOT_RIGHT), 400
    else:
        form = AgainForm(request.form)
        code_request = _code_request(request.form.get("asked"))
        if not form.validate():
            return again_page(form, asked=request.form.get("asked", "")), 400
        if not sign_in.has_shown_again(user, password_code=form.code.data or "", code_request=code_request):
            trail.record("session.factor_refused", f"user:{user.id}", person)
            return again_page(form, asked=request.form.get("asked", ""), problem=CODE_NOT_RIGHT), 400
    sessions.show_factor(person.session_id)
    trail.record("session.factor_shown", f"user:{user.id}", person)
    return go_on(following=request.form.get("next", ""), carry=request.form.get("carry", ""))


@bp.post("/sign-out")
@requires(SELF)
@commits
def sign_out() -> ResponseReturnValue:
    """End this session."""
    operations.sign_out(current_person())
    return sessions.clear_cookie(redirect(url_for(".signed_out"), 303))  # type: ignore[arg-type] # Flask's own response


@bp.get("/signed-out")
@public
def signed_out() -> str:
    """Say that it has ended, on every page of this browser."""
    return render_template("accounts/gone.html", active="")


def _ask_for_code() -> Response:
    form = EmailCodeForm(request.form)
    if not form.validate():
        return _page(email_form=form, status=400)
    return _page(email_form=form, code_form=CodeForm(), asked=_sealed(codes.ask(form.email.data)))


def _check_code() -> Response:
    form = CodeForm(request.form)
    code_request = _code_request(request.form.get("asked"))
    if code_request is None:
        return _page(problem=CODE_NOT_RIGHT, status=400)
    if not form.validate():
        return _page(code_form=form, asked=request.form["asked"], status=400)
    return _arrive(
        sign_in.by_code(code_request, form.code.data or ""),
        lambda: _page(code_form=CodeForm(), asked=request.form["asked"], problem=CODE_NOT_RIGHT, status=400),
    )


def _by_password() -> Response:
    form = PasswordForm(request.form)
    if not form.validate():
        return _page(password_form=form, status=400)
    begun = sign_in.by_password(form.username.data, form.password.data or "", form.app_code.data or "")
    return _arrive(begun, lambda: _page(password_form=form, problem=NOT_RIGHT, status=400))


def _by_passkey() -> Response:
    begun = sign_in.by_passkey(request.form.get("answer"), request.form.get("challenge"))
    return _arrive(begun, lambda: _page(problem=PASSKEY_NOT_RIGHT, status=400))


def _arrive(begun: Begun | None, otherwise: Callable[[], Response]) -> Response:
    if begun is None:
        return otherwise()
    return arrive(begun, following=request.form.get("next", ""), carry=request.form.get("carry", ""))


def _page(
    *,
    email_form: EmailCodeForm | None = None,
    code_form: CodeForm | None = None,
    password_form: PasswordForm | None = None,
    asked: str = "",
    problem: str = "",
    status: int = 200,
) -> Response:
    forms = [form for form in (email_form, code_form, password_form) if form is not None]
    problems = [error for form in forms for error in form.error_list]
    code_request = _code_request(asked)
    page = render_template(
        "accounts/sign_in.html",
        active="",
        # Another code for the same address needs no typing.
        email_form=email_form or EmailCodeForm(email=code_request.email if code_request else ""),
        code_form=code_form,
        password_form=password_form or PasswordForm(),
        asked=asked,
        asked_of=code_request.email if code_request else "",
        problem=problem,
        problems=problems,
        following=safe_address(request.values.get("next")),
        carry=request.form.get("carry", ""),
        passkeys_possible=passkeys.are_possible(),
        ended=request.args.get("ended") == "1",
        demo=demo_accounts.shown(current_app.config["SETTINGS"]),
    )
    return never_stored(make_response(page, status))


def _sealed(code_request: codes.CodeRequest) -> str:
    return seal_field(CODE_REQUEST, [str(code_request.code_id), code_request.email]) or ""


def _code_request(field: str | None) -> codes.CodeRequest | None:
    pair = open_field(CODE_REQUEST, field)
    return codes.CodeRequest(UUID(pair[0]), pair[1]) if pair else None
