"""Doing one act with a leg in one transaction, and what its page says where it was not done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pathway.core.errors import ChangeRefusedError, InvalidTransitionError
from pathway.episodes.inbox.forms import ActForm
from pathway.episodes.inbox.operations import Answering
from pathway.web.transactions import commits

QUICKER = "Somebody was quicker. This referral has changed since you opened it, and nothing of yours was done"


@dataclass(frozen=True)
class NotDone:
    """Why an act was not done. `refusal`: words about the leg; `problems`: (address of a field, words) of the form."""

    status: int
    refusal: str = ""
    problems: Sequence[tuple[str, str]] = ()


class _Outcome(StrEnum):
    DONE = "done"
    STALE = "stale"
    INVALID = "invalid"


def carry_out(form: ActForm, version: str | None, hold: Callable[[], Answering]) -> NotDone | None:
    """Do what a form says; None where it was done. `version`: of the leg, as the page showed it. `hold` locks it."""
    try:
        outcome = _in_one_transaction(form, version, hold)
    except InvalidTransitionError as error:
        return NotDone(409, refusal=str(error))
    except ChangeRefusedError as error:
        return NotDone(409, problems=[(f"#{form.act}", str(error))])
    if outcome is _Outcome.STALE:
        return NotDone(409, refusal=QUICKER)
    if outcome is _Outcome.INVALID:
        return NotDone(400, problems=form.error_list)
    return None


@commits
def _in_one_transaction(form: ActForm, version: str | None, hold: Callable[[], Answering]) -> _Outcome:
    """Do it, unless the leg is no longer as its page showed it."""
    answering = hold()
    if version != str(answering.leg.version):
        return _Outcome.STALE
    if not form.validate():
        return _Outcome.INVALID
    form.apply(answering)
    return _Outcome.DONE
