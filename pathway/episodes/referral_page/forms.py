"""What came of a call, and whom to ask instead."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from wtforms import ValidationError
from wtforms.validators import Length, Optional

from pathway.core.clock import LONDON
from pathway.episodes.acknowledgement import working_days_after
from pathway.episodes.models import RUNG
from pathway.episodes.offers import LegOffer, ServiceOffer
from pathway.episodes.send.forms import NO, WAY_WORDS, no_postcode
from pathway.episodes.vocabulary import (
    HANDOVER_WORDS,
    OUTCOME_WORDS,
    REASON_WORDS,
    WHY_DECLINED,
    CallOutcome,
    Handover,
    OutcomeCode,
    ReasonCode,
)
from pathway.web.forms import BaseForm, GovInputField, GovRadioField, choices_of

LONGEST_NAME = 60
AGAIN = {"1h": "In an hour", "3h": "In three hours", "morning": "On the next working day at 9am"}
ENDED_ON_THEIR_WORD = (ReasonCode.SHE_STOPPED, ReasonCode.COULD_NOT_DELIVER)
"""Not "she was not reached": whoever is told that on the telephone has her again, and looks for her."""
SAY_WHY = "Say why they did not take her"


class PanelForm(BaseForm):
    """A form of which a page shows several. `panel`: which of them, so that a label ticks what is beside it."""

    def __init__(self, formdata: Any = None, *, panel: str = "", **options: Any) -> None:
        super().__init__(formdata, **options)
        if panel:
            for field in self:
                field.id = f"{panel}-{field.id}"


class CallForm(PanelForm):
    """What came of ringing. Nothing has to be typed; a reason is chosen where they did not take her."""

    outcome = GovRadioField(
        "What came of it?",
        choices=choices_of(
            [
                (CallOutcome.TAKEN, "They took her"),
                (CallOutcome.NOT_TAKEN, "They did not take her"),
                (CallOutcome.NO_ANSWER, "Nobody answered"),
                (CallOutcome.RING_AGAIN, "Ring again later"),
            ]
        ),
        validate_choice=False,
    )
    reason = GovRadioField(
        "Why not?",
        choices=choices_of((reason, REASON_WORDS[reason]) for reason in WHY_DECLINED),
        validators=[Optional()],
    )
    spoke_to = GovInputField(
        "Who took her?",
        description="Their first name and team, if you like. Nothing about her.",
        validators=[Optional(), Length(max=LONGEST_NAME, message=f"At most {LONGEST_NAME} characters"), no_postcode],
    )
    handover = GovRadioField(
        "How was she handed over?", choices=choices_of(HANDOVER_WORDS.items()), validators=[Optional()]
    )
    again = GovRadioField("Ring again", choices=choices_of(AGAIN.items()), validators=[Optional()])

    def validate_outcome(self, field: Any) -> None:
        """Want one of the buttons: the Enter key sends none, and says nothing of the call."""
        if field.data not in set(CallOutcome):
            raise ValidationError("Press what came of the call. Nothing is recorded yet")

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Want a reason where they did not take her."""
        good = bool(super().validate(*args, **kwargs))
        if self.outcome.data == CallOutcome.NOT_TAKEN and not self.reason.data:
            self.reason.errors = [SAY_WHY]
            return False
        return good

    @property
    def chosen(self) -> CallOutcome:
        """What came of it."""
        return CallOutcome(self.outcome.data)

    @property
    def why(self) -> ReasonCode | None:
        """Why they did not take her."""
        return ReasonCode(self.reason.data) if self.reason.data else None

    @property
    def warmly(self) -> Handover | None:
        """How she was handed over."""
        return Handover(self.handover.data) if self.handover.data else None

    def ring_again_at(self, now: datetime) -> datetime | None:
        """Return when she means to ring again, from `now` (aware UTC); None where she did not say."""
        if self.chosen is not CallOutcome.RING_AGAIN and not self.again.data:
            return None
        return {"1h": now + timedelta(hours=1), "3h": now + timedelta(hours=3)}.get(self.again.data, _morning(now))


class EndingForm(PanelForm):
    """What became of her at an agency that is rung, as somebody there said."""

    ending = GovRadioField(
        "What did they say?",
        choices=choices_of(
            [*OUTCOME_WORDS.items(), *((reason, REASON_WORDS[reason]) for reason in ENDED_ON_THEIR_WORD)]
        ),
        validate_choice=False,
    )

    def validate_ending(self, field: Any) -> None:
        """Want one of those that are offered."""
        if field.data not in {*OutcomeCode, *ENDED_ON_THEIR_WORD}:
            raise ValidationError("Choose what they said")

    @property
    def chosen(self) -> OutcomeCode | ReasonCode:
        """What came of it, or why it ended without help."""
        value = self.ending.data
        return OutcomeCode(value) if value in set(OutcomeCode) else ReasonCode(value)


def _morning(now: datetime) -> datetime:
    """Return 9am of the next working day in London, as aware UTC."""
    day = working_days_after(now, 1).astimezone(LONDON).date()
    return datetime.combine(day, time(9), LONDON).astimezone(UTC)


class AnotherForm(BaseForm):
    """Another service to ask, with her agreement to that one."""

    agree = GovRadioField("Does she agree?", validate_choice=False)

    def __init__(self, *args: Any, legs: tuple[LegOffer, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.legs = legs
        services = [service for leg in legs for service in leg.services]
        self.agree.choices = choices_of(
            [*((one.value, f"Yes: {one.name}") for one in services), (NO, "No, or not asked")]
        )
        self.agree.hints = {one.value: f"{one.organization}. {WAY_WORDS[one.way]}. {one.state}." for one in services}

    def validate_agree(self, field: Any) -> None:
        """Want a yes to a service that is offered."""
        if field.data in {None, "", NO}:
            raise ValidationError("She has to agree to a service by name. Without her yes nothing is sent")
        if self.chosen is None:
            raise ValidationError("This service cannot be asked any more, or takes referrals another way. Choose again")

    @property
    def all_are_rung(self) -> bool:
        """Whether nothing would go by itself, whichever she agrees to."""
        return all(service.way in RUNG for leg in self.legs for service in leg.services)

    @property
    def chosen(self) -> tuple[LegOffer, ServiceOffer] | None:
        """The service that she agreed to, and the offer it is of."""
        for leg in self.legs:
            if service := leg.service(self.agree.data or ""):
                return leg, service
        return None
