"""The page behind a single-use link: set up how you sign in. Opening it uses nothing up."""

from flask import Blueprint, Response, abort, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue

from pathway.accounts import enrolment, passkeys, sessions, totp
from pathway.accounts.forms import EnrolmentForm
from pathway.accounts.models import User
from pathway.accounts.views.after_sign_in import arrive
from pathway.accounts.vocabulary import SignInMethod
from pathway.web.access import public
from pathway.web.limits import count_or_refuse
from pathway.web.sealed_forms import open_field, seal_field
from pathway.web.security import never_stored, same_origin
from pathway.web.text import refuse_nul
from pathway.web.transactions import commits

bp = Blueprint("enrolling", __name__, url_prefix="/enrol")

TRIES_A_DAY = 200
NO_PASSKEY = "The passkey was not made, and nothing was changed. Try again, or choose another way on this page"


@bp.get("/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    """Show what to set up."""
    user = _user(token)
    return _page(user, EnrolmentForm(), totp.new_secret())


@bp.post("/<token>/options")
@public
@same_origin(strict=True)
def passkey_options(token: str) -> ResponseReturnValue:
    """Give the browser what it needs to make a passkey."""
    return never_stored(jsonify(passkeys.registration_options(_user(token))))


@bp.post("/<token>")
@public
@same_origin(strict=True)
@commits
def submit(token: str) -> ResponseReturnValue:
    """Set it up, use the link up, and sign in."""
    refuse_nul(list(request.form.items(multi=True)))
    count_or_refuse("enrol-from", at_most=TRIES_A_DAY)
    user = _found(token, for_writing=True)
    if user is None:
        return _gone()  # returned, not raised, so that the try stays counted
    if request.form.get("do") == "passkey":
        return _with_passkey(user)
    if request.form.get("do") == "email" and not enrolment.needs_factors(user):
        enrolment.complete(user, password=None, totp_secret=None)
        return render_template("accounts/enrolled_by_email.html", user=user, active="")
    return _with_password(user)


def _with_passkey(user: User) -> ResponseReturnValue:
    # First everything old goes, then the new passkey comes.
    enrolment.complete(user, password=None, totp_secret=None)
    passkey = passkeys.register(user, request.form.get("answer"), request.form.get("challenge"), "First passkey")
    if passkey is None:
        # Raised, not returned: the old factors are there again, and the link is not used up.
        abort(_page(user, EnrolmentForm(), totp.new_secret(), problem=NO_PASSKEY, status=400))
    begun = sessions.begin(user, SignInMethod.ENROLMENT)
    return arrive(begun, following="", carry="")


def _with_password(user: User) -> ResponseReturnValue:
    form = EnrolmentForm(request.form)
    form.about_her = (user.name, user.email)
    form.secret = open_field(_purpose(user), request.form.get("secret"))
    if not form.validate() or form.counter is None:
        return _page(user, form, form.secret or totp.new_secret(), status=400)
    codes = enrolment.complete(user, password=form.password.data, totp_secret=form.secret, totp_counter=form.counter)
    begun = sessions.begin(user, SignInMethod.ENROLMENT)
    page = render_template("accounts/recovery_codes.html", codes=codes, first=True, active="")
    return sessions.set_cookie(never_stored(make_response(page)), begun.token)


def _page(user: User, form: EnrolmentForm, secret: str, *, problem: str = "", status: int = 200) -> Response:
    page = render_template(
        "accounts/enrol.html",
        active="",
        user=user,
        form=form,
        problems=form.error_list or ([("#main", problem)] if problem else []),
        picture=totp.picture(secret, user.email),
        secret=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        link=totp.link(secret, user.email),
        sealed=seal_field(_purpose(user), secret),
        needs_factors=enrolment.needs_factors(user),
        passkeys_possible=passkeys.are_possible(),
    )
    return never_stored(make_response(page, status))


def _user(token: str) -> User:
    user = _found(token)
    if user is None:
        abort(_gone())
    return user


def _found(token: str, *, for_writing: bool = False) -> User | None:
    return None if "\x00" in token else enrolment.user_of(token, for_writing=for_writing)


def _gone() -> Response:
    """Answer for a link that was used, is old, or never was: it says nothing of whether there ever was one."""
    return never_stored(make_response(render_template("accounts/enrol_gone.html", active=""), 410))


def _purpose(user: User) -> str:
    """Name what the sealed secret is for: it opens for nobody else."""
    return f"enrolment-app:{user.id}"
