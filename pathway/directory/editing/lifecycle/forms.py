"""What may be typed to add a listing, to end one, or to say that two are the same."""

from collections.abc import Sequence
from typing import Any

from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length

from pathway.directory.editing.lifecycle.name_search import Named
from pathway.directory.vocabulary import COVERAGE_LABELS
from pathway.organizations.models import Organization
from pathway.web.forms import BaseForm, GovInputField, GovRadioField, GovSelectField, GovTextField, GovTickField

NONE_OF_THESE = "none"
"""What the last choice sends, where none has to be named."""


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


class OtherListingForm(BaseForm):
    """Which other listing is meant: named in words, then chosen of those with such a name; or by its address."""

    other = GovInputField(validators=[Length(max=300, message="Use at most 300 characters")])
    chosen = GovRadioField("Which of these?", choices=[], validate_choice=False)

    may_name_none = False

    def offer(self, found: Sequence[Named]) -> None:
        """Offer the listings that were found, each with what tells it apart."""
        self.chosen.choices = [SelectChoice(str(one.id), one.name) for one in found]
        self.chosen.hints = {str(one.id): one.beside for one in found if one.beside}
        if found and self.may_name_none:
            self.chosen.choices.append(SelectChoice(NONE_OF_THESE, "None of these: name none"))

    @property
    def typed(self) -> str:
        """The words, or the address."""
        return " ".join((self.other.data or "").split())


class EndForm(OtherListingForm):
    """What to use instead of a listing that is no longer kept."""

    other = GovInputField(
        "What to use instead",
        description="A few letters of its name, or its address here; or nothing. Who keeps the old address reads it.",
        validators=[Length(max=300, message="Use at most 300 characters")],
    )
    words = GovInputField(
        "Why, or whom to ask, in a few words",
        description="Everybody reads it.",
        validators=[Length(max=300, message="Use at most 300 characters")],
    )

    may_name_none = True

    @property
    def text(self) -> str | None:
        """The words, or None."""
        return (self.words.data or "").strip() or None


class MergeForm(OtherListingForm):
    """The other listing of the same service: the one that stays."""

    other = GovInputField(
        "The other listing, which stays",
        description="A few letters of its name, or its address here.",
        validators=[
            InputRequired("Name the other listing"),
            Length(max=300, message="Use at most 300 characters"),
        ],
    )
