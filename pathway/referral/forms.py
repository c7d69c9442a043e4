"""The form of the page of questions."""

from dataclasses import replace
from functools import cached_property
from typing import Any

from wtforms import RadioField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation

from pathway.referral.questions import QUESTION, Question, picked
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Area, Employer
from pathway.web.forms import BaseForm

CHANGE, REFER = "change", "refer"
DO = "do"
"""The field that says which button was pressed: none shows the result."""

NOT_OURS = "The form held something that this page does not ask. It was left out: look the answers over"

_CALM_FIRST = frozenset({"consent_share", "nrm_consent"})


class OneAnswer(RadioField):  # type: ignore[misc] # wtforms has no type information
    """A question with one answer. Several answers are an error, and the gravest of them counts."""

    def pre_validate(self, _form: Any) -> None:
        """Refuse a value that is not an answer, and more than one answer."""
        _refuse_others(self)
        if len(self.answers) > 1:
            raise StopValidation(f"{_title(self)}: two different answers were sent. Choose one")

    @cached_property
    def answers(self) -> list[str]:
        """The valid answers that were sent, each once, in the order of the vocabulary: the gravest first."""
        order = [str(value) for value in self.question.fact.values]
        return sorted(_ours(self), key=lambda value: order.index(self.question.fact_of(value)))

    @property
    def answer(self) -> str | None:
        """The answer that counts, or None when there is none."""
        # Of two answers on her agreement the more careful counts: a form that contradicts itself must send nothing.
        place = -1 if self.question.name in _CALM_FIRST else 0
        return self.answers[place] if self.answers else None


class Ticks(SelectMultipleField):  # type: ignore[misc] # wtforms has no type information
    """Any number of answers. One sent twice counts once."""

    def pre_validate(self, _form: Any) -> None:
        """Refuse a value that is not an answer."""
        _refuse_others(self)

    @cached_property
    def answers(self) -> list[str]:
        """The valid answers that were sent, each once, in the page's order."""
        return _ours(self)


def _field(question: Question) -> Any:
    choices = [SelectChoice(value, words) for value, words in question.answers]
    kind = Ticks if question.is_list else OneAnswer
    return kind(question.text, choices=choices, validate_choice=False)


class TriageForm(BaseForm):
    """The page of questions: a field for each, under its fact's name.

    `answers` gives what could be read, even with errors in the rest.
    """

    def __init__(self, formdata: Any = None) -> None:
        """Take what was sent (a MultiDict)."""
        super().__init__(formdata=formdata)
        self._sent = formdata
        for question in QUESTION.values():
            self[question.name].question = question

    @property
    def has_unknown_fields(self) -> bool:
        """Whether a field was sent that is none of the questions."""
        return bool(self._sent) and not set(self._sent) <= {*self._fields, DO}

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Return (address of the question, message) for the summary above the form."""
        field_problems = [(f"#{name}", str(errors[0])) for name, errors in self.errors.items() if name]
        return [*field_problems, *([("#questions", NOT_OURS)] if self.has_unknown_fields else [])]

    def answers(self) -> Answers:
        """Return the answers that could be read; the others are blank."""
        facts: dict[str, Any] = {}
        employer = None
        for name, question in QUESTION.items():
            field = self[name]
            if question.fact.is_flag:
                facts[name] = bool(field.answers)
            elif question.is_list:
                facts[name] = field.answers
            elif field.answer is not None:
                facts[name] = question.fact_of(field.answer)
                if field.answer in question.means:
                    employer = Employer(field.answer)
        answers = replace(Answers.from_facts(facts), employer=employer)
        # A borough picked before the area was changed is hidden on the page, and no longer counts.
        return answers if answers.area is Area.OTHER_LONDON else replace(answers, borough="")


for _question in QUESTION.values():
    setattr(TriageForm, _question.name, _field(_question))


def carried(answers: Answers) -> list[tuple[str, str]]:
    """Return (name, value) of every answer that is not blank, as hidden fields of another form."""
    return [
        (name, value)
        for name, answer in picked(answers).items()
        for value in ([answer] if isinstance(answer, str) else answer)
    ]


def _ours(field: Any) -> list[str]:
    """Return what was sent of the answers that the page offers, in its order."""
    sent = set(field.raw_data or ())
    return [value for value, _ in field.question.answers if value in sent]


def _refuse_others(field: Any) -> None:
    offered = {value for value, _ in field.question.answers}
    if any(value not in offered for value in field.raw_data or () if value):
        raise StopValidation(f"{_title(field)}: one answer is not on our list. It was left out: choose again")


def _title(field: Any) -> str:
    return str(field.question.text).rstrip("?")
