"""What may be typed to add a listing, to end one, or to say that two are the same."""

from collections.abc import Sequence
from typing import Any

from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length

from pathway.directory.vocabulary import COVERAGE_LABELS
from pathway.organizations.models import Organization
from pathway.web.forms import BaseForm, GovInputField, GovRadioField, GovSelectField, GovTextField, GovTickField


class NewListingForm(BaseForm):
    """The beginnings of a listing. `owners`: the organisations to choose from; none where it is her own."""

    name = GovInputField(
        "Name of the service",
        validators=[InputRequired("Give its name"), Length(max=200, message="Use at most 200 characters")],
    )
    organization = GovSelectField("Who runs it", validate_choice=False)
    description = GovTextField(
        "What it does",
        validators=[InputRequired("Say what it does"), Length(max=4000, message="Use at most 4,000 characters")],
    )
    coverage = GovRadioField(
        "How far does it reach?",
        choices=[SelectChoice(coverage.value, label) for coverage, label in COVERAGE_LABELS.items()],
        validators=[InputRequired("Say how far it reaches")],
        validate_choice=False,
    )
    is_another = GovTickField("It is another service than these")

    def __init__(self, *args: Any, owners: Sequence[Organization] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization.choices = [SelectChoice(str(owner.id), owner.name) for owner in owners]
        self._owners = [str(owner.id) for owner in owners]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Want one of the organisations, where there is a choice, and a reach that there is."""
        extra: dict[str, Any] = {"coverage": [AnyOf(list(map(str, COVERAGE_LABELS)), "Say how far it reaches")]}
        if self._owners:
            extra["organization"] = [AnyOf(self._owners, "Choose who runs it")]
        return bool(super().validate(extra))

    @property
    def title(self) -> str:
        """Its name, with single spaces."""
        return " ".join((self.name.data or "").split())

    @property
    def text(self) -> str:
        """What it does."""
        return (self.description.data or "").strip()


class EndForm(BaseForm):
    """What to use instead of a listing that is no longer kept."""

    instead = GovInputField(
        "What to use instead",
        description="The address of another listing here, or nothing. Who keeps the old address is led there.",
        validators=[Length(max=300, message="This is too long for an address")],
    )
    words = GovInputField(
        "Why, or whom to ask, in a few words",
        description="Everybody reads it.",
        validators=[Length(max=300, message="Use at most 300 characters")],
    )

    @property
    def text(self) -> str | None:
        """The words, or None."""
        return (self.words.data or "").strip() or None


class MergeForm(BaseForm):
    """The other listing of the same service: the one that stays."""

    other = GovInputField(
        "The other listing, which stays",
        description="Its address here: open its page, and copy the address from there.",
        validators=[
            InputRequired("Name the other listing"),
            Length(max=300, message="This is too long for an address"),
        ],
    )
