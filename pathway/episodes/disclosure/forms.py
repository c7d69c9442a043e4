"""What is typed about sharing without her agreement. Nothing is chosen beforehand, and nothing is a tick."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import ValidationError
from wtforms.validators import InputRequired, Length, Optional

from pathway.episodes.disclosure.grounds import GROUND_WORDS, TOLD_WORDS, Ground, Told, why_not
from pathway.episodes.disclosure.operations import Typed
from pathway.episodes.queries import ServiceNow
from pathway.episodes.send.forms import no_postcode
from pathway.web.forms import BaseForm, GovRadioField, GovTextField, choices_of

SHORTEST, LONGEST = 20, 500
DONE = "done"
_LENGTH = Length(SHORTEST, LONGEST, message=f"Write {SHORTEST} to {LONGEST} characters, in whole sentences")


class ShareForm(BaseForm):
    """Asking for it."""

    service = GovRadioField("Whom has to be told?", validators=[InputRequired("Choose whom has to be told")])
    ground = GovRadioField(
        "On what ground?",
        choices=choices_of((ground.value, words) for ground, words in GROUND_WORDS.items()),
        validators=[InputRequired("Choose a ground")],
    )
    can_wait = GovRadioField(
        "If she lacks capacity: can it wait until she is clear?",
        choices=choices_of([("yes", "Yes: then ask her"), ("no", "No")]),
        validators=[Optional()],
    )
    best_interests = GovTextField(
        "If it cannot wait: what is in her best interests, and why?",
        validators=[Optional(), _LENGTH, no_postcode],
    )
    reason = GovTextField(
        "Why is it needed, and why this much?",
        description="What may happen, how likely, and what they need to know to prevent it. Nobody's name.",
        validators=[InputRequired("Write down why"), _LENGTH, no_postcode],
    )
    told = GovRadioField(
        "Have you told her that you will share this?",
        description="Tell her first, unless that is unsafe.",
        choices=choices_of((told.value, words) for told, words in TOLD_WORDS.items()),
        validators=[InputRequired("Say whether she knows")],
    )
    how = GovRadioField(
        "Can somebody decide with you now?",
        choices=choices_of(
            [
                ("ask", "Yes, or it can wait some hours: ask a safeguarding lead or coordinator"),
                (DONE, "No, and it could not wait: I have rung them already"),
            ]
        ),
        validators=[InputRequired("Say whether somebody can decide with you")],
    )

    def validate_how(self, field: Any) -> None:
        """Ask for what the ground needs."""
        if not self.ground.data or self.ground.data not in set(Ground):
            return
        can_wait = {"yes": True, "no": False}.get(self.can_wait.data or "")
        problem = why_not(
            Ground(self.ground.data),
            can_wait=can_wait,
            best_interests=(self.best_interests.data or "").strip(),
            rang_already=field.data == DONE,
        )
        if problem:
            raise ValidationError(problem)

    def typed(self) -> Typed:
        """Return what was written."""
        ground = Ground(self.ground.data)
        return Typed(
            ground=ground,
            told=Told(self.told.data),
            reason=self.reason.data.strip(),
            best_interests=self.best_interests.data.strip() if ground is Ground.BEST_INTERESTS else None,
            rang_already=self.how.data == DONE,
        )

    def chosen(self) -> UUID:
        """Return the service that has to be told."""
        return UUID(self.service.data)


def share_form(services: Sequence[ServiceNow], formdata: Any = None) -> ShareForm:
    """Build the form for the services that may be told."""
    form = ShareForm(formdata)
    form.service.choices = choices_of(
        (str(service.id), f"{service.name}, {service.organization}") for service in services
    )
    return form


class AnswerForm(BaseForm):
    """Words of whoever decides or reviews."""

    answer = GovTextField(
        "Why?",
        description="Whoever asked reads this. Nobody's name.",
        validators=[InputRequired("Write down why"), _LENGTH, no_postcode],
    )
