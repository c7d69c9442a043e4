"""What an administrator asks a second one to do to somebody's account."""

from uuid import UUID

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from wtforms.validators import NoneOf

from pathway.accounts.forms import RoleForm
from pathway.accounts.guard import current_person
from pathway.accounts.models import User
from pathway.accounts.proposals.about_people import LET_IN, SEND_LINK, SET_ROLE
from pathway.accounts.views.people import NOT_YOURSELF, show_user, user_seen
from pathway.accounts.views.proposals import ask
from pathway.accounts.vocabulary import Role
from pathway.core.permission import Permission
from pathway.web.access import requires
from pathway.web.transactions import commits

bp = Blueprint("asking", __name__, url_prefix="/manage/users/<uuid:user_id>/ask")


@bp.post("/link")
@requires(Permission.MANAGE_ORGANIZATIONS)
@commits
def send_link(user_id: UUID) -> ResponseReturnValue:
    """Ask for a new link for her, or for letting her in again."""
    user = _another(user_id)
    return ask(LET_IN if user.is_disabled else SEND_LINK, {"user_id": str(user.id)})


@bp.post("/role")
@requires(Permission.MANAGE_ORGANIZATIONS)
@commits
def set_role(user_id: UUID) -> ResponseReturnValue:
    """Ask for another role for her."""
    user = _another(user_id)
    form = RoleForm(request.form, roles=list(Role))
    another = NoneOf([user.role.value], "This is her role already. Choose another")
    if not form.validate({"role": [another]}):
        return show_user(user, asked_role=form), 400
    return ask(SET_ROLE, {"user_id": str(user.id), "role": form.role.data})


def _another(user_id: UUID) -> User:
    user = user_seen(user_id)
    if user.id == current_person().id:
        abort(409, description=NOT_YOURSELF)
    return user
