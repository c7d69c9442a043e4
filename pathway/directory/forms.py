"""The form that reports a problem with a listing."""

from wtforms import Field, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation

from pathway.directory.vocabulary import PROBLEM_LABELS
from pathway.web.forms import BaseForm, GovRadioField


class ProblemForm(BaseForm):
    """What is wrong with a listing: one tick, no words. `website` is a trap for machines that fill every box."""

    problem = GovRadioField(
        "What is wrong?",
        choices=[SelectChoice(problem.value, label) for problem, label in PROBLEM_LABELS.items()],
        validate_choice=False,
    )
    website = StringField("Leave this empty")

    def validate_problem(self, field: Field) -> None:
        """One of the list."""
        if field.data not in {problem.value for problem in PROBLEM_LABELS}:
            raise StopValidation("Choose what is wrong")

    @property
    def is_from_a_machine(self) -> bool:
        """Whether the box that people cannot see was filled."""
        return bool(self.website.data)
