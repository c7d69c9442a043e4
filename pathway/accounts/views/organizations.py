"""Organisations, as administrators see them. Everything that changes one takes two."""

from uuid import UUID

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from wtforms.validators import NoneOf

from pathway.accounts.forms import NewUserForm
from pathway.accounts.guard import current_person
from pathway.accounts.proposals import lifecycle
from pathway.accounts.proposals.about_organizations import (
    ADD_DOMAIN,
    APPOINT,
    CREATE,
    REMOVE_DOMAIN,
    SET_KIND,
    why_no_account,
    why_no_organization,
)
from pathway.accounts.views.proposals import ask
from pathway.accounts.vocabulary import Role
from pathway.core.permission import Permission
from pathway.organizations import queries
from pathway.organizations.forms import DomainForm, KindForm, OrganizationForm
from pathway.organizations.models import Organization
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.transactions import commits

bp = Blueprint("organizations", __name__, url_prefix="/manage/organizations")


@bp.get("")
@requires(Permission.MANAGE_ORGANIZATIONS)
def index() -> str:
    """Show every organisation."""
    return render_template("organizations/index.html", active="organizations", organizations=queries.organizations())


@bp.get("/new")
@requires(Permission.MANAGE_ORGANIZATIONS)
def new() -> str:
    """Ask about an organisation to add."""
    return render_template("organizations/new.html", active="organizations", form=OrganizationForm())


@bp.post("/new")
@requires(Permission.MANAGE_ORGANIZATIONS)
@commits
def create() -> ResponseReturnValue:
    """Ask a second administrator to add it."""
    form = OrganizationForm(request.form)
    form.validate()
    if not form.name.errors and (problem := why_no_organization(form.name.data)):
        form.name.errors = [problem]
    email = form.manager_email
    if email.data and not email.errors and (problem := why_no_account(email.data)):
        email.errors = [problem]
    if form.errors:
        return render_template("organizations/new.html", active="organizations", form=form), 400
    details = {name: value.strip() if isinstance(value, str) else value for name, value in form.data.items()}
    return ask(CREATE, details)


@bp.get("/<uuid:organization_id>")
@requires(Permission.MANAGE_ORGANIZATIONS)
def show(organization_id: UUID) -> str:
    """Show one organisation."""
    return _show(or_404(queries.organization(organization_id)))


@bp.post("/<uuid:organization_id>/kind")
@requires(Permission.MANAGE_ORGANIZATIONS)
@commits
def set_kind(organization_id: UUID) -> ResponseReturnValue:
    """Ask a second administrator to set its kind."""
    organization = or_404(queries.organization(organization_id))
    form = KindForm(request.form)
    another = NoneOf([organization.kind.value], "This is its kind already. Choose another")
    if not form.validate({"kind": [another]}):
        return _show(organization, kind_form=form), 400
    return ask(SET_KIND, {"organization_id": str(organization.id), "kind": form.kind.data})


@bp.post("/<uuid:organization_id>/domains")
@requires(Permission.MANAGE_ORGANIZATIONS)
@commits
def add_domain(organization_id: UUID) -> ResponseReturnValue:
    """Ask a second administrator to let a mail domain's people refer."""
    organization = or_404(queries.organization(organization_id))
    form = DomainForm(request.form)
    if not form.validate():
        return _show(organization, domain_form=form), 400
    return ask(ADD_DOMAIN, {"organization_id": str(organization.id), "domain": form.domain.data})


@bp.post("/<uuid:organization_id>/domains/<domain>/remove")
@requires(Permission.MANAGE_ORGANIZATIONS)
@commits
def remove_domain(organization_id: UUID, domain: str) -> ResponseReturnValue:
    """Ask a second administrator to let nobody new refer because of a mail domain."""
    organization = or_404(queries.organization(organization_id))
    if domain not in queries.domains_of(organization.id):
        abort(404)
    return ask(REMOVE_DOMAIN, {"organization_id": str(organization.id), "domain": domain})


@bp.post("/<uuid:organization_id>/people")
@requires(Permission.MANAGE_ORGANIZATIONS)
@commits
def appoint(organization_id: UUID) -> ResponseReturnValue:
    """Ask a second administrator to appoint somebody, in any role."""
    organization = or_404(queries.organization(organization_id))
    form = NewUserForm(request.form, roles=list(Role))
    if not form.validate():
        return _show(organization, user_form=form), 400
    if problem := why_no_account(form.email.data):
        form.email.errors = [problem]
        return _show(organization, user_form=form), 400
    details = {
        "organization_id": str(organization.id),
        "name": form.name.data.strip(),
        "email": form.email.data,
        "role": form.role.data,
    }
    return ask(APPOINT, details)


def _show(
    organization: Organization,
    kind_form: KindForm | None = None,
    domain_form: DomainForm | None = None,
    user_form: NewUserForm | None = None,
) -> str:
    forms = [form for form in (kind_form, domain_form, user_form) if form]
    return render_template(
        "organizations/show.html",
        active="organizations",
        organization=organization,
        domains=queries.domains_of(organization.id),
        waiting=lifecycle.waiting_about(organization.id, current_person()),
        kind_form=kind_form or KindForm(kind=organization.kind.value),
        domain_form=domain_form or DomainForm(),
        user_form=user_form or NewUserForm(roles=list(Role)),
        problems=[problem for form in forms for problem in form.error_list],
    )
