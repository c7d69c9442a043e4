"""One's own account: devices, passkeys, password, app, recovery codes, number for urgent texts."""

import secrets
from uuid import UUID

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts import enrolment, operations, passkeys, queries, recovery, sessions, totp
from pathway.accounts.forms import AuthenticatorForm, DetailsForm, LabelForm, NewPasswordForm
from pathway.accounts.guard import current_person
from pathway.accounts.operations import AccountError
from pathway.accounts.permissions import Person
from pathway.accounts.single_use import use_once
from pathway.core.permission import Permission
from pathway.web.access import SELF, SELF_STEP, requires
from pathway.web.sealed_forms import open_field, seal_field
from pathway.web.transactions import commits

bp = Blueprint("own", __name__, url_prefix="/account")

RENEWAL = "recovery-codes"
NO_PASSKEY = "The passkey was not made. Try again, or use another device"


@bp.get("")
@requires(SELF)
def index() -> str:
    """Show who she is here, and how she signs in."""
    person = current_person()
    user, passkeys_of_hers = queries.user(person.id), queries.passkeys_of(person.id)
    return render_template(
        "accounts/own.html",
        active="account",
        user=user,
        ways=enrolment.ways(user, has_passkey=bool(passkeys_of_hers)),
        passkeys=passkeys_of_hers,
        recovery_left=recovery.left(person.id),
        notice=request.args.get("done", ""),
    )


@bp.get("/devices")
@requires(Permission.REVOKE_DEVICE)
def devices() -> str:
    """Show where she is signed in."""
    return _devices()


@bp.post("/devices/<uuid:session_id>/name")
@requires(Permission.REVOKE_DEVICE)
@commits
def rename_device(session_id: UUID) -> ResponseReturnValue:
    """Give a device a name."""
    form = LabelForm(request.form)
    if not form.validate():
        return _devices(problem=(session_id, str(form.label.errors[0]))), 400
    if not sessions.rename(current_person(), session_id, form.label.data.strip()):
        abort(404)
    return redirect(url_for(".devices"), 303)


@bp.post("/devices/<uuid:session_id>/revoke")
@requires(Permission.REVOKE_DEVICE)
@commits
def revoke_device(session_id: UUID) -> ResponseReturnValue:
    """Sign a device out: a lost phone, say."""
    person = current_person()
    if not operations.revoke_device(queries.user(person.id), session_id, person):
        abort(404)
    return redirect(url_for(".devices"), 303)


@bp.post("/devices/revoke-others")
@requires(Permission.REVOKE_DEVICE)
@commits
def revoke_others() -> ResponseReturnValue:
    """Sign every other device out."""
    operations.revoke_others(current_person())
    return redirect(url_for(".devices"), 303)


@bp.get("/password")
@requires(SELF_STEP)
def edit_password() -> str:
    """Ask for a new password."""
    return render_template("accounts/password.html", active="account", form=NewPasswordForm())


@bp.post("/password")
@requires(SELF_STEP)
@commits
def update_password() -> ResponseReturnValue:
    """Take a new password."""
    person = current_person()
    user = queries.user(person.id)
    form = NewPasswordForm(request.form)
    form.about_her = (user.name, user.email)
    if not form.validate():
        return render_template("accounts/password.html", active="account", form=form), 400
    operations.change_password(user, form.password.data, person)
    return redirect(url_for(".index", done="password"), 303)


@bp.get("/authenticator")
@requires(SELF_STEP)
def edit_authenticator() -> str:
    """Show a new secret for the app."""
    return _authenticator(AuthenticatorForm(), totp.new_secret())


@bp.post("/authenticator")
@requires(SELF_STEP)
@commits
def update_authenticator() -> ResponseReturnValue:
    """Take the new app once it shows a right code."""
    person = current_person()
    form = AuthenticatorForm(request.form)
    form.secret = open_field(_purpose(person), request.form.get("secret"))
    if not form.validate() or form.secret is None or form.counter is None:
        return _authenticator(form, form.secret or totp.new_secret()), 400
    operations.change_authenticator(queries.user(person.id), form.secret, form.counter, person)
    return redirect(url_for(".index", done="app"), 303)


@bp.get("/recovery-codes")
@requires(SELF_STEP)
def edit_recovery_codes() -> str:
    """Ask whether to make new recovery codes: the old ones end with it."""
    return _new_recovery_codes()


@bp.post("/recovery-codes")
@requires(SELF_STEP)
@commits
def renew_recovery_codes() -> ResponseReturnValue:
    """Make new recovery codes, and show them this once. A page that is loaded again makes no others."""
    person = current_person()
    once = open_field(RENEWAL, request.form.get("once"))
    if once is not None and not use_once(once):
        return _new_recovery_codes(shown=True), 409
    codes = operations.renew_recovery_codes(queries.user(person.id), person)
    return render_template("accounts/recovery_codes.html", active="account", codes=codes, first=False)


@bp.post("/passkeys/options")
@requires(SELF_STEP)
def passkey_options() -> ResponseReturnValue:
    """Give the browser what it needs to make a passkey."""
    return jsonify(passkeys.registration_options(queries.user(current_person().id)))


@bp.get("/passkeys")
@requires(SELF_STEP)
def edit_passkeys() -> str:
    """Show the passkeys, and offer one more."""
    return _passkeys()


@bp.post("/passkeys")
@requires(SELF_STEP)
@commits
def add_passkey() -> ResponseReturnValue:
    """Add a passkey."""
    person = current_person()
    form = LabelForm(request.form)
    if not form.validate():
        return _passkeys(str(form.label.errors[0])), 400
    answer, challenge = request.form.get("answer"), request.form.get("challenge")
    passkey = operations.add_passkey(queries.user(person.id), answer, challenge, form.label.data.strip(), person)
    if passkey is None:
        return _passkeys(NO_PASSKEY), 400
    return redirect(url_for(".index", done="passkey"), 303)


@bp.post("/passkeys/<uuid:passkey_id>/remove")
@requires(SELF_STEP)
@commits
def remove_passkey(passkey_id: UUID) -> ResponseReturnValue:
    """Take a passkey away."""
    person = current_person()
    try:
        if not operations.remove_passkey(queries.user(person.id), passkey_id, person):
            abort(404)
    except AccountError as error:
        return _passkeys(str(error)), 400
    return redirect(url_for(".index", done="passkey"), 303)


@bp.get("/details")
@requires(SELF)
def edit_details() -> str:
    """Ask for her name and the number for urgent texts."""
    user = queries.user(current_person().id)
    form = DetailsForm(name=user.name, number=user.phone)
    return render_template("accounts/details.html", active="account", form=form)


@bp.post("/details")
@requires(SELF)
@commits
def update_details() -> ResponseReturnValue:
    """Save them."""
    person = current_person()
    form = DetailsForm(request.form)
    if form.validate():
        try:
            operations.set_details(queries.user(person.id), form.name.data.strip(), form.number.data, person)
            return redirect(url_for(".index", done="details"), 303)
        except AccountError as error:
            form.number.errors = [str(error)]
    return render_template("accounts/details.html", active="account", form=form), 400


def _new_recovery_codes(*, shown: bool = False) -> str:
    once = seal_field(RENEWAL, secrets.token_hex(16))
    return render_template("accounts/new_recovery_codes.html", active="account", once=once, shown=shown)


def _devices(problem: tuple[UUID, str] | None = None) -> str:
    person = current_person()
    return render_template(
        "accounts/devices.html",
        active="devices",
        devices=queries.devices_of(person.id),
        here=person.session_id,
        problem=problem,
    )


def _passkeys(problem: str = "") -> str:
    return render_template(
        "accounts/passkeys.html",
        active="account",
        passkeys=queries.passkeys_of(current_person().id),
        possible=passkeys.are_possible(),
        problem=problem,
    )


def _purpose(person: Person) -> str:
    """Name what the sealed secret is for: it opens for nobody else."""
    return f"own-app:{person.id}"


def _authenticator(form: AuthenticatorForm, secret: str) -> str:
    person = current_person()
    email = queries.user(person.id).email
    return render_template(
        "accounts/authenticator.html",
        active="account",
        form=form,
        picture=totp.picture(secret, email),
        secret=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        link=totp.link(secret, email),
        sealed=seal_field(_purpose(person), secret),
    )
