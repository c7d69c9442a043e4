"""What may be typed about a role."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from wtforms import ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from pathway.core.clock import london_today
from pathway.leads.forms.texts import at_most, british_number, text_of
from pathway.leads.models import TO_BE_AGREED, LeadRole
from pathway.leads.operations import RoleDetails
from pathway.leads.vocabulary import ClockDuty, LeadKind
from pathway.web.forms import (
    BaseForm,
    GovDateField,
    GovInput,
    GovInputField,
    GovRadioField,
    GovSelectField,
    GovTicksField,
    normal_address,
)

FARTHEST_REVIEW = timedelta(days=2 * 365)
RECOMMENDATIONS = 13

PHONE, DEPUTY, HOURS = "phone", "deputy", "hours"
_NEEDS = [SelectChoice(PHONE, "A phone"), SelectChoice(DEPUTY, "A deputy"), SelectChoice(HOURS, "Staffed hours")]

_WEB_PAGE = re.compile(r"https?://[^\s/]+\.[^\s]+")


class RoleForm(BaseForm):
    """A role. Whose it is, where it comes from, when and as what the clock calls on it is for who looks after all."""

    title = GovInputField("Name of the role", validators=[DataRequired("Enter what the role is called"), at_most(120)])
    kind = GovRadioField(
        "What does it decide?",
        choices=[
            SelectChoice(LeadKind.POLICY.value, "Policy: how things are done"),
            SelectChoice(LeadKind.TACTICAL.value, "Tactical: what is done about a woman today"),
        ],
        validators=[InputRequired("Choose one")],
    )
    organization = GovSelectField("Organisation", validators=[Optional()])
    organization_words = GovInputField(
        "Its name, where it is not in the list",
        description=f"Leave both empty while it is {TO_BE_AGREED}",
        validators=[at_most(200)],
    )
    area = GovInputField("Area (optional)", description="Such as Brent, or London", validators=[at_most(120)])
    email = GovInputField(
        "Team mailbox (optional)",
        description="Everybody sees it. A shared mailbox, never one person's",
        widget=GovInput("email", classes="govuk-input--width-30"),
        validators=[Optional(), at_most(254), normal_address],
    )
    phone = GovInputField(
        "Team number (optional)",
        description="Everybody sees it. A duty phone or a switchboard, never one person's",
        widget=GovInput("tel", classes="govuk-input--width-20"),
        validators=[Optional(), at_most(40), british_number],
    )
    url = GovInputField("Web page (optional)", validators=[Optional(), at_most(300)])
    needs = GovTicksField("What the role needs", choices=_NEEDS, validate_choice=False)
    review_due_on = GovDateField(
        "Look at it again on (optional)",
        description="180 days after it was last confirmed, if you leave it empty",
        validators=[Optional()],
    )
    escalation = GovInputField(
        "When the 72-hour clock calls on it (optional)",
        description="Such as: nobody acknowledged",
        validators=[at_most(120)],
    )
    clock_duty = GovSelectField(
        "Its part in the 72-hour pathway (optional)",
        description="The clock finds by it whom to tell. One role has each part",
        choices=[SelectChoice("", "None"), *(SelectChoice(duty.value, duty.label) for duty in ClockDuty)],
        validators=[Optional()],
    )
    recommendation = GovInputField(
        "Recommendation of the 2010 review, 1 to 13 (optional)",
        widget=GovInput(inputmode="numeric", classes="govuk-input--width-3"),
    )

    def __init__(self, *given: Any, organizations: Sequence[tuple[str, str]] | None, **more: Any) -> None:
        """Take the organisations to choose from, as (id, name); None for who may not choose."""
        super().__init__(*given, **more)
        if organizations is None:
            for name in ("organization", "organization_words", "escalation", "clock_duty", "recommendation"):
                del self[name]
        else:
            listed = (SelectChoice(id_, name) for id_, name in organizations)
            self.organization.choices = [SelectChoice("", "Not in this list"), *listed]

    @property
    def is_whole(self) -> bool:
        """Whether it asks everything."""
        return "organization" in self

    def validate_url(self, field: Any) -> None:
        """Want a whole web address."""
        if not _WEB_PAGE.fullmatch(field.data):
            raise ValidationError("Enter a web address that begins with https://")

    def validate_review_due_on(self, field: Any) -> None:
        """Refuse a day so far away that nobody would be asked."""
        if field.data and field.data > london_today() + FARTHEST_REVIEW:
            raise ValidationError("Choose a day in the next two years")

    def validate_recommendation(self, field: Any) -> None:
        """Want one of the thirteen, or nothing."""
        text = (field.data or "").strip()
        if text and not (text.isascii() and text.isdigit() and 1 <= int(text) <= RECOMMENDATIONS):
            raise ValidationError(f"Enter a number from 1 to {RECOMMENDATIONS}, or nothing")

    def details(self, before: LeadRole | None, organization_id: UUID | None) -> RoleDetails:
        """Return what was typed. What was not asked stays as `before`; a new role is of `organization_id`."""
        if self.is_whole:
            chosen = UUID(self.organization.data) if self.organization.data else None
            words = None if chosen else text_of(self.organization_words)
            number = text_of(self.recommendation)
            duty = ClockDuty(self.clock_duty.data) if self.clock_duty.data else None
            rest = (chosen, words, int(number) if number else None, text_of(self.escalation), duty)
        elif before is not None:
            owner = (before.organization_id, before.organization_words)
            rest = (*owner, before.recommendation, before.escalation, before.clock_duty)
        else:
            rest = (organization_id, None, None, None, None)
        ticked = self.needs.data or ()
        return RoleDetails(
            title=(self.title.data or "").strip(),
            kind=LeadKind(self.kind.data),
            organization_id=rest[0],
            organization_words=rest[1],
            area=text_of(self.area),
            recommendation=rest[2],
            escalation=rest[3],
            clock_duty=rest[4],
            url=text_of(self.url),
            email=text_of(self.email),
            phone=text_of(self.phone),
            needs_phone=PHONE in ticked,
            needs_deputy=DEPUTY in ticked,
            needs_hours=HOURS in ticked,
            review_due_on=self.review_due_on.data,
        )


def typed_of_role(role: LeadRole) -> dict[str, Any]:
    """Return a role as its form shows it."""
    names = ("title", "kind", "organization_words", "area", "email", "phone", "url", "escalation", "review_due_on")
    typed = {name: getattr(role, name) for name in names}
    needed = ((PHONE, role.needs_phone), (DEPUTY, role.needs_deputy), (HOURS, role.needs_hours))
    typed["needs"] = [word for word, is_needed in needed if is_needed]
    typed["recommendation"] = str(role.recommendation or "")
    typed["clock_duty"] = role.clock_duty.value if role.clock_duty else ""
    typed["organization"] = str(role.organization_id or "")
    return typed
