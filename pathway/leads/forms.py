"""What may be typed about leads."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from wtforms import BooleanField, Form, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from pathway.core.clock import london_today
from pathway.directory.phone_numbers import digits_of
from pathway.leads.models import TO_BE_AGREED, LeadHolder, LeadRole
from pathway.leads.operations import HolderDetails, RoleDetails
from pathway.leads.queries import LeadFilter
from pathway.leads.vocabulary import LeadKind
from pathway.web.forms import (
    BaseForm,
    GovDateField,
    GovInput,
    GovInputField,
    GovRadioField,
    GovSelectField,
    normal_address,
)

FARTHEST_REVIEW = timedelta(days=2 * 365)
RECOMMENDATIONS = 13
LEAD, DEPUTY = "lead", "deputy"

_NUMBER = re.compile(r"[\d+() -]+")
_WEB_PAGE = re.compile(r"https?://[^\s/]+\.[^\s]+")


def _length(most: int) -> Length:
    return Length(max=most, message=f"Use {most} characters or fewer")


def _number(_form: Form, field: Any) -> None:
    """Refuse what cannot be rung from Britain. Words are refused too: letters would be dialled as figures."""
    if not _NUMBER.fullmatch(field.data) or digits_of(field.data) is None:
        raise ValidationError("Enter a number that can be rung from Britain, in figures only, like 020 7946 0123")


def filter_of(arguments: Mapping[str, str]) -> LeadFilter:
    """Read which leads an address asks for. What it cannot mean is passed over."""
    kind = arguments.get("kind", "")
    return LeadFilter(
        words=arguments.get("q", "").strip()[:100],
        kind=LeadKind(kind) if kind in set(LeadKind) else None,
        organization=arguments.get("organisation", "").strip()[:200],
        vacant=arguments.get("vacant") == "yes",
    )


def parameters_of(wanted: LeadFilter) -> dict[str, str]:
    """Return the parameters of an address that asks for these leads: only those that narrow it."""
    asked = {
        "q": wanted.words,
        "kind": wanted.kind or "",
        "organisation": wanted.organization,
        "vacant": "yes" if wanted.vacant else "",
    }
    return {name: value for name, value in asked.items() if value}


class RoleForm(BaseForm):
    """A role. Whose it is, when the clock calls on it and where it comes from is for who looks after all roles."""

    title = GovInputField("Name of the role", validators=[InputRequired("Enter what the role is called"), _length(120)])
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
        validators=[_length(200)],
    )
    area = GovInputField("Area (optional)", description="Such as Brent, or London", validators=[_length(120)])
    email = GovInputField(
        "Team mailbox (optional)",
        description="Everybody sees it. A shared mailbox, never one person's",
        widget=GovInput("email", classes="govuk-input--width-30"),
        validators=[Optional(), _length(254), normal_address],
    )
    phone = GovInputField(
        "Team number (optional)",
        description="Everybody sees it. A duty phone or a switchboard, never one person's",
        widget=GovInput("tel", classes="govuk-input--width-20"),
        validators=[Optional(), _length(40), _number],
    )
    url = GovInputField("Web page (optional)", validators=[Optional(), _length(300)])
    needs_phone = BooleanField("A phone")
    needs_deputy = BooleanField("A deputy")
    needs_hours = BooleanField("Staffed hours")
    review_due_on = GovDateField(
        "Look at it again on (optional)",
        description="180 days after it was last confirmed, if you leave it empty",
        validators=[Optional()],
    )
    escalation = GovInputField(
        "When the 72-hour clock calls on it (optional)",
        description="Such as: nobody acknowledged",
        validators=[_length(120)],
    )
    recommendation = GovInputField(
        "Recommendation of the 2010 review, 1 to 13 (optional)",
        widget=GovInput(inputmode="numeric", classes="govuk-input--width-3"),
    )

    def __init__(self, *given: Any, organizations: Sequence[tuple[str, str]] | None, **more: Any) -> None:
        """Take the organisations to choose from, as (id, name); None for who may not choose."""
        super().__init__(*given, **more)
        if organizations is None:
            for name in ("organization", "organization_words", "escalation", "recommendation"):
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
            words = None if chosen else _text(self.organization_words)
            number = _text(self.recommendation)
            rest = (chosen, words, int(number) if number else None, _text(self.escalation))
        elif before is not None:
            rest = (before.organization_id, before.organization_words, before.recommendation, before.escalation)
        else:
            rest = (organization_id, None, None, None)
        return RoleDetails(
            title=(self.title.data or "").strip(),
            kind=LeadKind(self.kind.data),
            organization_id=rest[0],
            organization_words=rest[1],
            area=_text(self.area),
            recommendation=rest[2],
            escalation=rest[3],
            url=_text(self.url),
            email=_text(self.email),
            phone=_text(self.phone),
            needs_phone=self.needs_phone.data,
            needs_deputy=self.needs_deputy.data,
            needs_hours=self.needs_hours.data,
            review_due_on=self.review_due_on.data,
        )


def typed_of_role(role: LeadRole) -> dict[str, Any]:
    """Return a role as its form shows it."""
    names = ("title", "kind", "organization_words", "area", "email", "phone", "url", "escalation", "review_due_on")
    ticked = ("needs_phone", "needs_deputy", "needs_hours")
    typed = {name: getattr(role, name) for name in (*names, *ticked)}
    typed["recommendation"] = str(role.recommendation or "")
    typed["organization"] = str(role.organization_id or "")
    return typed


class HandOverForm(BaseForm):
    """Who takes a role over, and from when."""

    name = GovInputField("Name", validators=[InputRequired("Enter a name"), _length(100)])
    from_on = GovDateField("First day", validators=[InputRequired("Enter the first day")])
    agreed_on = GovDateField(
        "Day on which this person agreed to be shown to staff (optional)",
        description="Without it, only those who look after this role see the name",
        validators=[Optional()],
    )
    email = GovInputField(
        "Own work e-mail address (optional)",
        description="Staff who are signed in see it",
        widget=GovInput("email", classes="govuk-input--width-30"),
        validators=[Optional(), _length(254), normal_address],
    )
    phone = GovInputField(
        "Own work number (optional)",
        description="Staff who are signed in see it",
        widget=GovInput("tel", classes="govuk-input--width-20"),
        validators=[Optional(), _length(40), _number],
    )

    def validate_agreed_on(self, field: Any) -> None:
        """Refuse a day that has not come."""
        if field.data and field.data > london_today():
            raise ValidationError("This day has not come yet")

    def validate(self, *given: Any, **more: Any) -> bool:
        """Check every field, and want the agreement of whoever is to be reached directly."""
        is_good: bool = super().validate(*given, **more)
        if is_good and not self.agreed_on.data and (_text(self.email) or _text(self.phone)):
            self.agreed_on.errors = ["Enter the day on which this person agreed, or leave address and number out"]
            return False
        return is_good

    def details(self, *, is_deputy: bool) -> HolderDetails:
        """Return what was typed."""
        return HolderDetails(
            name=" ".join(self.name.data.split()),
            email=_text(self.email),
            phone=_text(self.phone),
            agreed_on=self.agreed_on.data,
            from_on=self.from_on.data,
            is_deputy=is_deputy,
        )


class HolderForm(HandOverForm):
    """Who takes a role on, or what is known of who has it."""

    place = GovRadioField(
        "As what?",
        choices=[SelectChoice(LEAD, "Lead"), SelectChoice(DEPUTY, "Deputy")],
        validators=[InputRequired("Choose one")],
    )
    until_on = GovDateField(
        "Last day, if it is known", description="After it the role shows as vacant by itself", validators=[Optional()]
    )

    def validate_until_on(self, field: Any) -> None:
        """Refuse an end before the beginning."""
        first: date | None = self.from_on.data
        if field.data and first and field.data < first:
            raise ValidationError("The last day is before the first")

    def whole_details(self) -> HolderDetails:
        """Return what was typed."""
        plain = self.details(is_deputy=self.place.data == DEPUTY)
        return HolderDetails(**vars(plain) | {"until_on": self.until_on.data})


def typed_of_holder(holder: LeadHolder) -> dict[str, Any]:
    """Return a holder as the form shows her."""
    names = ("name", "email", "phone", "agreed_on", "from_on", "until_on")
    return {name: getattr(holder, name) for name in names} | {"place": DEPUTY if holder.is_deputy else LEAD}


def _text(field: Any) -> str | None:
    return (field.data or "").strip() or None
