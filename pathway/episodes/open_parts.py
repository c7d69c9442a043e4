"""What of a referral is open for whoever sent it, and what rests on her agreement: plain Python over its rows."""

from collections.abc import Iterable

from pathway.directory.vocabulary import AgencyType
from pathway.episodes.models import Episode, Leg, RecordedCall
from pathway.episodes.vocabulary import UNANSWERED, CallOutcome, LegStatus
from pathway.referral.vocabulary import Action

ANOTHER_IS_FOUND = frozenset({Action.REFER, Action.REFER_NOW})
"""Steps that somebody has to take her for: after a no she is still with her worker. The others are done either way."""


def was_taken(legs: Iterable[Leg]) -> bool:
    """Whether any agency took her."""
    return any(leg.accepted_at is not None and leg.status is not LegStatus.ENTERED_IN_ERROR for leg in legs)


def is_closed(episode: Episode, *, only_receipt: bool = False) -> bool:
    """Whether it is closed. `only_receipt`: as an enforcement body sees it, which reads on once she was taken."""
    return episode.closed_at is not None and not (only_receipt and was_taken(episode.legs))


def agreement_stands(episode: Episode, *, only_receipt: bool = False) -> bool:
    """Whether anything may still be asked by her agreement: not once it is closed, or she took it back."""
    is_over = is_closed(episode, only_receipt=only_receipt)
    return not is_over and episode.identity is not None and episode.identity.withheld_at is None


def rests_on_agreement(call: RecordedCall, calls: Iterable[RecordedCall]) -> bool:
    """Whether a step that sends nothing may be done only by her agreement.

    A National Referral Mechanism referral needs an adult's, and no child's: only a child's result has the advice line
    for children who were trafficked.
    """
    if call.agency_type is AgencyType.NRM_FIRST_RESPONDER and call.action is Action.OWN_ORGANISATION:
        return all(other.agency_type is not AgencyType.CHILD_TRAFFICKING_ADVICE for other in calls)
    return call.action is Action.REFER


def is_shut(call: RecordedCall, episode: Episode, *, only_receipt: bool = False) -> bool:
    """Whether a step may not be done any more, since what it rests on is gone."""
    return not agreement_stands(episode, only_receipt=only_receipt) and rests_on_agreement(call, episode.calls)


def replaced_by(legs: Iterable[Leg]) -> dict[object, Leg]:
    """Return the leg that was made instead of another, by the id of the other."""
    return {leg.replaces_id: leg for leg in legs if leg.replaces_id}


def was_undone(leg: Leg, legs: Iterable[Leg]) -> bool:
    """Whether what was recorded of a leg was a mistake, and the same service is asked in its place."""
    again = replaced_by(legs).get(leg.id)
    return leg.status is LegStatus.ENTERED_IN_ERROR and again is not None and again.service_id == leg.service_id


def open_legs(episode: Episode, *, only_receipt: bool = False) -> tuple[Leg, ...]:
    """Return the legs for which she is still with her worker: unanswered, or declined and nobody else is asked.

    `only_receipt`: as whoever may not learn that she was taken sees it.
    """
    if is_closed(episode, only_receipt=only_receipt):
        return ()
    instead, stands = replaced_by(episode.legs), agreement_stands(episode, only_receipt=only_receipt)
    return tuple(
        leg
        for leg in episode.legs
        if (leg.status in UNANSWERED and (leg.is_rung or not only_receipt))
        or (leg.status is LegStatus.REJECTED and leg.id not in instead and stands)
    )


def open_calls(episode: Episode, *, only_receipt: bool = False) -> tuple[RecordedCall, ...]:
    """Return the steps that send nothing and are still to be done: nobody answered yet, or they did not take her."""
    if is_closed(episode, only_receipt=only_receipt):
        return ()
    undone = (call for call in episode.calls if not _is_done(call))
    return tuple(call for call in undone if not is_shut(call, episode, only_receipt=only_receipt))


def _is_done(call: RecordedCall) -> bool:
    if call.outcome is CallOutcome.NOT_TAKEN:
        return call.action not in ANOTHER_IS_FOUND
    return call.outcome is CallOutcome.TAKEN
