"""What a worker types on her word, and the form of another way to reach her."""

from typing import Any

from wtforms import ValidationError
from wtforms.validators import InputRequired, Length

from pathway.episodes import reference
from pathway.episodes.send.forms import ReferForm
from pathway.episodes.withdrawal.vocabulary import SPOKEN, SPOKEN_WORDS, HerWord
from pathway.web.forms import BaseForm, GovInputField, GovRadioField, choices_of

ALL = "all"
HINTS = {
    HerWord.STOP: "Every agency is told to stop, and what has not left does not leave.",
    HerWord.PHONE: "The number is hidden at once, and agencies are told not to use it.",
    HerWord.NOBODY: "Agencies keep her referral and contact her by no way until she says how.",
}


class HerWordForm(BaseForm):
    """What she said."""

    word = GovRadioField(
        "What did she say?",
        choices=choices_of((word.value, SPOKEN_WORDS[word]) for word in SPOKEN),
        validators=[InputRequired("Choose what she said")],
    )

    def __init__(self, formdata: Any = None, **options: Any) -> None:
        super().__init__(formdata, **options)
        self.word.hints = {word.value: words for word, words in HINTS.items()}

    def said(self) -> HerWord:
        """Return it."""
        return HerWord(self.word.data)


class AnyReferralForm(HerWordForm):
    """The same of a referral that is named by its reference."""

    reference = GovInputField(
        "Reference of the referral",
        description="Ten letters and figures, such as BCDFG-HJKLM. Small letters and spaces do no harm.",
        validators=[InputRequired("Type the reference"), Length(max=40, message="A reference has ten signs")],
    )

    def validate_reference(self, field: Any) -> None:
        """Refuse what can be no reference: that says nothing on whether one exists."""
        if reference.read(field.data or "") is None:
            raise ValidationError("This is misspelt: its signs do not fit together. Read it again, sign by sign")

    def written(self) -> str:
        """Return the reference as we write it."""
        return reference.read(self.reference.data or "") or ""


class NewContactForm(BaseForm):
    """Another way to reach her: the fields of the form that a referral is sent with."""

    method = ReferForm.method
    where = ReferForm.where
    safe_times = ReferForm.safe_times
    says_yes = ReferForm.says_yes
    alone = GovRadioField(
        "Did she tell you this herself, with nobody else listening?",
        choices=choices_of([("yes", "Yes")]),
        validators=[InputRequired("Ask her alone first")],
    )

    validate_where = ReferForm.validate_where
    plan = ReferForm.plan


class NotHersForm(BaseForm):
    """That she did not ask to stop."""

    alone = GovRadioField(
        "Did you ask her alone, with nobody else listening?",
        choices=choices_of([("yes", "Yes: it was not her, and she wants to go on")]),
        validators=[InputRequired("Ask her alone first")],
    )
