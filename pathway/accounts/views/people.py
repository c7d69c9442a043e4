"""Looking after people: who is here, inviting, roles, links, shutting out."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts import operations, queries
from pathway.accounts.forms import NewUserForm, RoleForm
from pathway.accounts.guard import current_person
from pathway.accounts.models import User
from pathway.accounts.operations import AccountError
from pathway.accounts.permissions import MAY_GIVE
from pathway.accounts.proposals import lifecycle
from pathway.accounts.vocabulary import Role
from pathway.core.permission import Permission
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.paging import last_page, page_number, pages_of
from pathway.web.text import refuse_nul
from pathway.web.transactions import commits

bp = Blueprint("people", __name__, url_prefix="/manage/users")

NOT_YOURSELF = "You cannot do this to your own account. Ask a colleague who may."
ABOVE = "This person's role is not yours to give, so it is not yours to change. Two administrators can."


@bp.get("")
@requires(Permission.DISABLE_ACCOUNT)
def index() -> str:
    """Show the people whom she may look after."""
    words = request.args.get("q", "").strip()[:100]
    refuse_nul([("q", words)])
    person = current_person()
    page = queries.users_for(person, words=words, page=page_number(request.args.get("page")))
    last = last_page(page.number, page.total, queries.PAGE)
    return render_template(
        "accounts/people.html",
        active="users",
        page=page,
        words=words,
        pages=pages_of(page.number, last, lambda linked_page: url_for(".index", page=linked_page, q=words or None)),
    )


@bp.get("/new")
@requires(Permission.MANAGE_USERS)
def new() -> str:
    """Ask whom to invite."""
    return render_template("accounts/new_user.html", active="users", form=NewUserForm(roles=_roles()))


@bp.post("/new")
@requires(Permission.MANAGE_USERS)
@commits
def create() -> ResponseReturnValue:
    """Invite somebody into her own organisation."""
    person = current_person()
    form = NewUserForm(request.form, roles=_roles())
    if form.validate():
        try:
            role = Role(form.role.data)
            user = operations.invite_colleague(form.name.data.strip(), form.email.data, role, person)
            return redirect(url_for(".show", user_id=user.id, done="invited"), 303)
        except AccountError as error:
            form.email.errors = [str(error)]
    return render_template("accounts/new_user.html", active="users", form=form), 400


@bp.get("/<uuid:user_id>")
@requires(Permission.DISABLE_ACCOUNT)
def show(user_id: UUID) -> str:
    """Show one person: role, status, where she is signed in."""
    return show_user(user_seen(user_id))


@bp.post("/<uuid:user_id>/role")
@requires(Permission.MANAGE_USERS)
@commits
def set_role(user_id: UUID) -> ResponseReturnValue:
    """Give somebody another role."""
    user = _mine(user_id)
    form = RoleForm(request.form, roles=_roles())
    if not form.validate():
        return show_user(user, form), 400
    operations.set_role(user, Role(form.role.data), current_person())
    return redirect(url_for(".show", user_id=user.id, done="role"), 303)


@bp.post("/<uuid:user_id>/link")
@requires(Permission.MANAGE_USERS)
@commits
def send_link(user_id: UUID) -> ResponseReturnValue:
    """Send somebody a new link to set up her sign-in."""
    user = _mine(user_id)
    if user.is_disabled:
        abort(409, description="This person is shut out. Let her in again first.")
    operations.send_link(user, current_person())
    return redirect(url_for(".show", user_id=user.id, done="link"), 303)


@bp.post("/<uuid:user_id>/disable")
@requires(Permission.DISABLE_ACCOUNT)
@commits
def disable(user_id: UUID) -> ResponseReturnValue:
    """Shut somebody out at once."""
    person = current_person()
    user = user_seen(user_id, hold=True)
    if user.id == person.id:
        abort(409, description=NOT_YOURSELF)
    if not person.reaches_all(Permission.DISABLE_ACCOUNT) and not person.may_give(user.role):
        abort(403, description=ABOVE)
    if not user.is_disabled:
        operations.disable(user, person)
    return redirect(url_for(".show", user_id=user.id, done="shut_out"), 303)


@bp.post("/<uuid:user_id>/enable")
@requires(Permission.MANAGE_USERS)
@commits
def enable(user_id: UUID) -> ResponseReturnValue:
    """Let somebody in again."""
    user = _mine(user_id)
    if user.is_disabled:
        operations.enable(user, current_person())
    return redirect(url_for(".show", user_id=user.id, done="let_in"), 303)


@bp.post("/<uuid:user_id>/devices/<uuid:session_id>/revoke")
@requires(Permission.REVOKE_DEVICE)
@commits
def revoke_device(user_id: UUID, session_id: UUID) -> ResponseReturnValue:
    """Sign a device out: anybody's for an administrator, her people's for a manager, her own for everybody else."""
    person = current_person()
    user = or_404(queries.user_by_id(user_id))
    if user.id != person.id and not person.reaches(Permission.REVOKE_DEVICE, user.organization_id):
        abort(404)
    if not operations.revoke_device(user, session_id, person):
        abort(404)
    seen = url_for(".show", user_id=user.id, done="device")
    return redirect(seen if user_id != person.id else url_for("own.devices"), 303)


def show_user(user: User, form: RoleForm | None = None, asked_role: RoleForm | None = None) -> str:
    """Draw the page of one person, with the actions that its reader may take."""
    person = current_person()
    is_own = user.organization_id == person.organization_id
    sees_devices = person.reaches(Permission.REVOKE_DEVICE, user.organization_id)
    asks = person.may(Permission.MANAGE_ORGANIZATIONS)
    return render_template(
        "accounts/user.html",
        active="users",
        user=user,
        form=form or RoleForm(roles=_roles(), role=user.role.value),
        asks=asks and user.id != person.id,
        waiting=lifecycle.waiting_about(user.id, person) if asks else (),
        asked_role=asked_role or RoleForm(roles=list(Role), role=user.role.value),
        sees_devices=sees_devices,
        devices=queries.devices_of(user.id) if sees_devices else (),
        manages=is_own and user.id != person.id and person.may_give(user.role),
        disables=user.id != person.id
        and (person.reaches_all(Permission.DISABLE_ACCOUNT) or person.may_give(user.role)),
        notice=request.args.get("done", ""),
    )


def user_seen(user_id: UUID, *, hold: bool = False) -> User:
    """Return a user whom she may look after; a 404 page where she may not know of anybody."""
    return or_404(queries.user_for(current_person(), user_id, hold=hold))


def _mine(user_id: UUID) -> User:
    """Return somebody whom she may manage: of her own organisation, and of a role that she may give."""
    person = current_person()
    user = user_seen(user_id, hold=True)
    if user.organization_id != person.organization_id:
        # Readers who may look at everybody learn why (403); to others this person does not exist.
        abort(403 if person.reaches_all(Permission.DISABLE_ACCOUNT) else 404)
    if user.id == person.id:
        abort(409, description=NOT_YOURSELF)
    if not person.may_give(user.role):
        abort(403, description=ABOVE)
    return user


def _roles() -> list[Role]:
    return sorted(MAY_GIVE.get(current_person().role, ()))
