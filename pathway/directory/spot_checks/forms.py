"""What may be sent from the list of numbers to ring."""

from wtforms import IntegerField, SelectField
from wtforms.validators import NumberRange

from pathway.directory.vocabulary import CallResult
from pathway.web.forms import BaseForm


class CallForm(BaseForm):
    """What came of a call: a button each."""

    result = SelectField(choices=[result.value for result in CallResult], coerce=str)
    call = IntegerField(validators=[NumberRange(min=1, max=9)])

    @property
    def chosen(self) -> CallResult:
        """The result."""
        return CallResult(self.result.data)
