"""What may be typed about organisations."""

import re
from typing import Any

from wtforms import BooleanField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from pathway.organizations.operations import why_no_domain
from pathway.organizations.vocabulary import OrganizationKind
from pathway.web.forms import BaseForm, GovEmailField, GovInputField, GovRadioField, normal_address

_DOMAIN = re.compile(r"(?=.{3,253}$)([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")

KINDS = [SelectChoice(kind.value, kind.label) for kind in OrganizationKind]


def _domain(_form: Any, field: Any) -> None:
    typed = (field.data or "").strip()
    field.data = typed.lower().removeprefix("@")
    if not typed:
        return
    if not _DOMAIN.fullmatch(field.data):
        raise ValidationError("Enter what stands after the @ of an address, like example.org")
    if problem := why_no_domain(field.data):
        raise ValidationError(problem)


class KindForm(BaseForm):
    """What kind of body an organisation is."""

    kind = GovRadioField("What kind of body is it?", choices=KINDS, validators=[InputRequired("Choose a kind")])


class DomainForm(BaseForm):
    """A mail domain whose people may refer."""

    domain = GovInputField(
        "Mail domain",
        description="What stands after the @ of everybody there, like example.org",
        validators=[InputRequired("Enter a mail domain"), _domain],
    )


class OrganizationForm(KindForm):
    """A new organisation, with what it needs to begin."""

    name = GovInputField(
        "Name of the organisation",
        validators=[InputRequired("Enter a name"), Length(max=200, message="Use 200 characters or fewer")],
    )
    is_first_responder = BooleanField("It is a first responder of the National Referral Mechanism")
    domain = GovInputField(
        "Mail domain (optional)",
        description="Whoever has a mailbox there may refer by a code sent to it. Shared domains cannot be used",
        validators=[Optional(), _domain],
    )
    manager_name = GovInputField("Name of its first service manager (optional)", validators=[Length(max=100)])
    manager_email = GovEmailField("Work e-mail address of that manager (optional)")

    def validate_manager_email(self, field: Any) -> None:
        """Want a name and an address, or neither."""
        typed = (field.data or "").strip()
        if bool(typed) != bool((self.manager_name.data or "").strip()):
            raise ValidationError("Give the manager's name and e-mail address, or neither")
        if typed:
            normal_address(self, field)
