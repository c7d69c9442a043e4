"""What may be answered on the page of questions."""

from dataclasses import replace
from functools import cached_property
from typing import Any

from wtforms import RadioField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation

from pathway.referral.questions import GROUPS, Question, picked
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Area, Employer
from pathway.web.forms import BaseForm

CHANGE, REFER, SIGNED_IN = "change", "refer", "signed-in"
DO = "do"
"""The field that says which button was pressed: none shows the result. `SIGNED_IN`: back from signing in."""

NOT_OURS = "The form held something that this page does not ask. It was left out: look the answers over"

_CALM_FIRST = frozenset({"consent_share", "nrm_consent"})


class OneAnswer(RadioField):  # type: ignore[misc] # wtforms has no type information
    """One answer of a few. Of several that were sent, the one that asks for most counts, and it is an error."""

    def pre_validate(self, _form: Any) -> None:
        """Refuse what is none of the answers, and more than one."""
        _refuse_others(self)
        if len(self.answers) > 1:
            raise StopValidation(f"{_title(self)}: two different answers were sent. Choose one")

    def post_validate(self, _form: Any, _stopped: bool) -> None:
        """Nothing more."""

    @cached_property
    def answers(self) -> list[str]:
        """The answers sent that are ours, each once, in the order of the vocabulary: what asks for most first."""
        if not self.raw_data:
            return []
        sent = set(self.raw_data)
        order = [str(value) for value in self.question.fact.values]
        ours = [value for value, _ in self.question.answers if value in sent]
        return sorted(ours, key=lambda value: order.index(self.question.fact_of(value)))

    @property
    def answer(self) -> str | None:
        """The answer that counts, or None when there is none."""
        # Of her agreement, two answers are none: nothing is sent because of a form that contradicts itself.
        place = -1 if self.question.name in _CALM_FIRST else 0
        return self.answers[place] if self.answers else None


class Ticks(SelectMultipleField):  # type: ignore[misc] # wtforms has no type information
    """Any number of answers. One sent twice counts once."""

    def pre_validate(self, _form: Any) -> None:
        """Refuse what is none of the answers."""
        _refuse_others(self)

    @cached_property
    def answers(self) -> list[str]:
        """The answers sent that are ours, each once, in the page's order."""
        if not self.raw_data:
            return []
        sent = set(self.raw_data)
        return [value for value, _ in self.question.answers if value in sent]


class _Questions(BaseForm):
    """A field for each question, under its fact's name."""


def _field(question: Question) -> Any:
    choices = [SelectChoice(value, words) for value, words in question.answers]
    kind = Ticks if question.is_list else OneAnswer
    return kind(question.text, choices=choices, validate_choice=False)


for _group in GROUPS:
    for _question in _group.questions:
        setattr(_Questions, _question.name, _field(_question))


class TriageForm(_Questions):
    """The page of questions. It hands over `Answers` of whatever could be read, errors or not."""

    def __init__(self, data: Any = None) -> None:
        """Take what was sent (a MultiDict)."""
        super().__init__(formdata=data)
        self._sent = data
        for group in GROUPS:
            for question in group.questions:
                self[question.name].question = question

    @property
    def holds_what_is_not_asked(self) -> bool:
        """Whether something was sent under a name of none of the questions."""
        return bool(self._sent) and not set(self._sent) <= {*self._fields, DO}

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Return (address of the question, message) for the summary above the form."""
        found = [(f"#{name}", str(errors[0])) for name, errors in self.errors.items() if name]
        return [*found, *([("#questions", NOT_OURS)] if self.holds_what_is_not_asked else [])]

    def answers(self) -> Answers:
        """Return the answers that could be read; the others are blank."""
        facts: dict[str, Any] = {}
        employer = None
        for group in GROUPS:
            for question in group.questions:
                field = self[question.name]
                if question.fact.is_flag:
                    facts[question.name] = bool(field.answers)
                elif question.is_list:
                    facts[question.name] = field.answers
                elif field.answer is not None:
                    facts[question.name] = question.fact_of(field.answer)
                    if field.answer in question.means:
                        employer = Employer(field.answer)
        answers = replace(Answers.from_facts(facts), employer=employer)
        # One that was picked before the area was changed is hidden on the page, and no answer any more.
        return answers if answers.area is Area.OTHER_LONDON else replace(answers, borough="")


def carried(answers: Answers) -> list[tuple[str, str]]:
    """Return (name, value) of every answer that is not blank, to be sent along by another form."""
    return [
        (name, one) for name, given in picked(answers).items() for one in ([given] if isinstance(given, str) else given)
    ]


def _refuse_others(field: Any) -> None:
    known = {value for value, _ in field.question.answers}
    if any(value not in known for value in field.raw_data or () if value):
        raise StopValidation(f"{_title(field)}: one answer is not on our list. It was left out: choose again")


def _title(field: Any) -> str:
    return str(field.question.text).rstrip("?")
