"""The form of a referral: her agreement, agency by agency, how she may be reached, and a few words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from wtforms import ValidationError
from wtforms.validators import InputRequired, Length, Optional, StopValidation

from pathway.directory.vocabulary import ReferralChannel
from pathway.episodes.contact_plan import LONGEST_ALIAS, LONGEST_TIMES, LONGEST_WHERE, ContactPlan
from pathway.episodes.offers import AGREE, LegOffer, Offers, ServiceOffer
from pathway.episodes.unsafe_words import Unsafe, unsafe_words
from pathway.episodes.vocabulary import CONTACT_WORDS, NEEDS_NUMBER, ContactMethod
from pathway.referral.questions import QUESTION
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import AccessNeed, Age
from pathway.web.forms import (
    BaseForm,
    GovInputField,
    GovRadioField,
    GovTextField,
    GovTickField,
    GovTicksField,
    choices_of,
)

LONGEST_NOTE, LONGEST_REACH = 500, 120
NO = "no"
CHANGED = (
    "This service has closed, has no room left, or takes referrals in another way since you looked. Nothing was sent. "
    "Choose again, and ask her again if it is another service"
)
GONE = (
    "A service that she agreed to has closed, has no room left, or no longer suits these answers. Nothing was sent. "
    "Look at what is offered now"
)
WAY_WORDS = {
    ReferralChannel.INBOX: "They are told at once",
    ReferralChannel.EMAIL_LINK: "They get an e-mail, with nothing about her in it",
    ReferralChannel.PHONE: "You ring them",
    ReferralChannel.WEB_FORM: "You fill in their own form",
}
_HER_NUMBER = re.compile(r"(?:0\d{9,10}|\+[1-9]\d{7,14})")
"""A British number by its length, or one of another country: hers may be new, and no list knows every one."""


@dataclass(frozen=True)
class Agreed:
    """One agency that she agreed to."""

    leg: LegOffer
    service: ServiceOffer


class AgreeField(GovRadioField):
    """Her answer about one agency. Nothing chosen means no."""

    def __init__(self, leg: LegOffer, **options: Any) -> None:
        choices = choices_of([(NO, "No, or not asked"), *((one.value, f"Yes: {one.name}") for one in leg.services)])
        ask = f"Ask her: \N{LEFT DOUBLE QUOTATION MARK}{leg.ask}\N{RIGHT DOUBLE QUOTATION MARK}"
        super().__init__(leg.step_card.title, description=ask, choices=choices, validate_choice=False, **options)
        self.leg = leg
        self.hints = {service.value: f"{WAY_WORDS[service.way]}. {service.state}." for service in leg.services}

    def pre_validate(self, _form: Any) -> None:
        """Refuse a service that is not offered, or no longer as it was when she was asked."""
        if self.data and self.data != NO and self.agreed is None:
            raise StopValidation(CHANGED)

    @property
    def agreed(self) -> Agreed | None:
        """The service that she agreed to."""
        service = self.leg.service(self.data or "")
        return Agreed(self.leg, service) if service else None


def no_postcode(_form: BaseForm, field: Any) -> None:
    """Refuse a full postcode: it says where she is."""
    if Unsafe.POSTCODE in unsafe_words(field.data or ""):
        raise ValidationError("This holds a full postcode. Take it out: say the part of town, or where they can ask")


class ReferForm(BaseForm):
    """What is typed on the page. The fields about each agency are added for the offers of the moment."""

    alone = GovRadioField(
        "Are you alone with her, out of everybody's hearing?",
        description="An interpreter may stay who is nobody's friend and no relative.",
        choices=choices_of([("yes", "Yes"), ("no", "No")]),
        validators=[InputRequired("Say whether you are alone with her")],
    )
    alias = GovInputField(
        "What may they call her?",
        description="A first name she chooses, or initials.",
        validators=[Optional(), Length(max=LONGEST_ALIAS, message=f"At most {LONGEST_ALIAS} characters"), no_postcode],
    )
    method = GovRadioField(
        "How may they reach her?",
        choices=choices_of(CONTACT_WORDS.items()),
        validators=[InputRequired("Choose how they may reach her")],
    )
    where = GovInputField(
        "Her number, the place, the session, or the word she will say",
        description="Through you: leave it empty.",
        validators=[Optional(), Length(max=LONGEST_WHERE, message=f"At most {LONGEST_WHERE} characters"), no_postcode],
    )
    safe_times = GovInputField(
        "When is it safe?",
        description="Such as: weekdays before 3pm",
        validators=[Optional(), Length(max=LONGEST_TIMES, message=f"At most {LONGEST_TIMES} characters"), no_postcode],
    )
    says_yes = GovTicksField(
        "She says yes to",
        description="All else is a no, but for what you chose above.",
        choices=choices_of(
            [("voicemail", "A voicemail"), ("text", "A text"), ("who", "Saying who they are, whoever answers")]
        ),
    )
    access_needs = GovTicksField("What does she need to get in?", choices=choices_of(QUESTION["access_needs"].answers))
    note = GovTextField(
        "Anything they must know first",
        description=(
            "What she wants help with; not who, where or what happened. Name nobody else. Little is enough: "
            "they will ask again."
        ),
        validators=[Optional(), Length(max=LONGEST_NOTE, message=f"At most {LONGEST_NOTE} characters")],
    )
    keep_note = GovTickField("Keep my words as they are")
    reach = GovInputField(
        "How may they reach you?",
        description="Your work number or mailbox, and until when today.",
        validators=[
            InputRequired("Say how they may reach you"),
            Length(max=LONGEST_REACH, message=f"At most {LONGEST_REACH} characters"),
        ],
    )
    feedback = GovTickField("She agrees that I hear whether they reached her, and what came of it")

    asks_age = False
    offers: Offers

    def __init__(self, formdata: Any = None, **options: Any) -> None:
        super().__init__(formdata, **options)
        self._sent = formdata

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Refuse it too where an agency that she agreed to has no field any more."""
        return bool(super().validate(*args, **kwargs)) and not self._no_longer_offered

    @property
    def _no_longer_offered(self) -> bool:
        sent = self._sent.items(multi=True) if self._sent else ()
        return any(name.startswith(AGREE) and value != NO and name not in self for name, value in sent)

    def validate_where(self, field: Any) -> None:
        """Ask for a number where she is to be rung, and for a place where she is to be met."""
        method = self.method.data
        if method in set(map(str, NEEDS_NUMBER)):
            if not field.data:
                raise ValidationError("Give the number to reach her on, or choose another way")
            if not _HER_NUMBER.fullmatch(re.sub(r"[\s()-]", "", field.data)):
                raise ValidationError(
                    "This is no number that can be rung. A British one has 11 digits, a foreign one begins with +"
                )
        elif method in {ContactMethod.PLACE, ContactMethod.OUTREACH, ContactMethod.SHE_RINGS} and not field.data:
            raise ValidationError("Say which place or session, or for whom she will ask")

    def validate_note(self, field: Any) -> None:
        """Refuse a full postcode; ask about a number or a number plate."""
        found = unsafe_words(field.data or "")
        if Unsafe.POSTCODE in found:
            raise ValidationError("Your note holds a full postcode. Take it out: it would say where she is")
        if found and not self.keep_note.data:
            raise ValidationError(
                f"Your note holds {' and '.join(found)}. Take it out, or tick below that it has to stay"
            )

    @property
    def error_list(self) -> list[tuple[str, str]]:
        """Return (address of the field, message) in the order of the page."""
        first = [name for name in ("alone", "age") if name in self]
        names = [*first, *(field.name for field in self.agreement_fields)]
        ordered = [*names, *(name for name in self._fields if name not in names)]
        lost = [("#agencies", GONE)] if self._no_longer_offered else []
        return [*lost, *((f"#{self[name].id}", str(message)) for name in ordered for message in self[name].errors)]

    @property
    def agreed(self) -> tuple[Agreed, ...]:
        """The agencies that she agreed to, in the order of the steps."""
        return tuple(field.agreed for field in self if isinstance(field, AgreeField) and field.agreed)

    @property
    def agreement_fields(self) -> tuple[AgreeField, ...]:
        """The fields about the agencies."""
        return tuple(field for field in self if isinstance(field, AgreeField))

    def plan(self) -> ContactPlan:
        """Return how she may be reached."""
        yes = set(self.says_yes.data or ())
        method = ContactMethod(self.method.data)
        return ContactPlan(
            method=method,
            where=(self.where.data or "").strip() if method is not ContactMethod.THROUGH_WORKER else "",
            safe_times=(self.safe_times.data or "").strip(),
            may_leave_voicemail="voicemail" in yes,
            may_text="text" in yes or method is ContactMethod.TEXT,
            may_say_who="who" in yes,
        )

    def answers(self) -> Answers:
        """Return her answers with what this page asks of them."""
        needs = tuple(need for need in AccessNeed if need.value in (self.access_needs.data or ()))
        answers = replace(self.offers.answers, access_needs=needs)
        return replace(answers, age=Age(self.age.data)) if self.asks_age and self.age.data else answers


def refer_form(offers: Offers, formdata: Any = None, **filled: Any) -> ReferForm:
    """Build the form for the offers of the moment. `filled`: what it shows where nothing was typed yet."""
    fields: dict[str, Any] = {leg.field: _agree(leg) for leg in offers.legs}
    if offers.answers.age is Age.NOT_GIVEN:
        fields["asks_age"] = True
        fields["age"] = GovRadioField(
            QUESTION["age"].text,
            choices=choices_of(pair for pair in QUESTION["age"].answers if pair[0] != Age.NOT_GIVEN),
            validators=[InputRequired("Nothing is sent without this: ask her. If you are not sure, choose “Could be”")],
        )
    form: ReferForm = type("ReferForm", (ReferForm,), fields)(
        formdata, data={"access_needs": [need.value for need in offers.answers.access_needs], **filled}
    )
    form.offers = offers
    return form


def _agree(leg: LegOffer) -> Any:
    return AgreeField(leg)  # wtforms makes it a field of the form later


def in_words(sent: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what she typed herself as (label, words): to be copied where it could not be saved."""
    typed = {
        "alias": "They may call her",
        "where": "Her number, or where",
        "safe_times": "Safe times",
        "note": "Note",
        "reach": "They reach you",
    }
    return [(label, sent[name].strip()) for name, label in typed.items() if sent.get(name, "").strip()]
