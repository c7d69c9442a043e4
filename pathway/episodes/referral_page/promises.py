"""What a referrer is told of one leg, true at this hour: who answers by when, and what if nobody does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pathway.core.formats import moment
from pathway.directory.vocabulary import ReferralChannel
from pathway.episodes.models import Episode, Leg
from pathway.episodes.open_parts import agreement_stands, replaced_by
from pathway.episodes.queries import ServiceName
from pathway.episodes.vocabulary import OUTCOME_WORDS, REASON_WORDS, STATUS_WORDS, UNANSWERED, LegStatus


@dataclass(frozen=True)
class Promise:
    """One leg in words. `with_her_worker`: nobody has taken her yet, so she is still with whoever refers her."""

    status: str
    words: str
    with_her_worker: bool
    is_late: bool


FEEDBACK = frozenset({LegStatus.IN_PROGRESS, LegStatus.ON_HOLD, LegStatus.COMPLETED, LegStatus.FAILED})
"""What became of her after she was taken: told to her worker only by her agreement."""


@dataclass(frozen=True)
class Reader:
    """Who is told. `only_receipt`: of an enforcement body. `hears_more`: the woman agreed that she hears the rest."""

    only_receipt: bool = False
    hears_more: bool = True


def promises_of(
    episode: Episode, legs: Iterable[Leg], services: Mapping[UUID, ServiceName], now: datetime, reader: Reader
) -> dict[UUID, Promise]:
    """Return what is told of each leg that she may know of, by its id. `services`: their names. `now` is aware UTC."""
    legs = list(legs)
    instead = replaced_by(legs)
    stands = agreement_stands(episode)
    return {
        leg.id: promise(
            leg,
            now,
            reader,
            instead=services[instead[leg.id].service_id].name if leg.id in instead else "",
            may_ask_another=stands,
        )
        for leg in legs
    }


def promise(leg: Leg, now: datetime, reader: Reader, *, instead: str = "", may_ask_another: bool = True) -> Promise:
    """Return what the referrer is told. `instead`: the service that was asked in its place."""
    late = leg.status in UNANSWERED and now > leg.answer_by
    if reader.only_receipt:
        return _receipt(leg, late=late, instead=instead)
    is_open_no = leg.status is LegStatus.REJECTED and not instead and may_ask_another
    with_her_worker = leg.status in UNANSWERED or is_open_no
    if leg.status in FEEDBACK and not reader.hears_more:
        words = " ".join(filter(None, [_taken(leg), "She did not agree that you hear more."]))
        return Promise(STATUS_WORDS[LegStatus.ACCEPTED], words, with_her_worker=False, is_late=False)
    if leg.status is LegStatus.REJECTED:
        return Promise(_status(leg), _after_a_no(leg, instead, is_open=is_open_no), with_her_worker, late)
    return Promise(_status(leg), _words(leg, late=late), with_her_worker, late)


def _taken(leg: Leg) -> str:
    return f"Since {moment(leg.accepted_at)}." if leg.accepted_at else ""


def _after_a_no(leg: Leg, instead: str, *, is_open: bool) -> str:
    why = f"{REASON_WORDS[leg.reason]}." if leg.reason else ""
    next_step = "She is with you again: ask another service, or ring." if is_open else ""
    if instead:
        next_step = f"{instead} was asked instead."
    return " ".join(filter(None, [why, next_step]))


def _status(leg: Leg) -> str:
    """Return the state in a few words. What her worker rings herself has been sent to nobody."""
    if leg.status is LegStatus.REQUESTED and leg.is_rung:
        return "For you to ring" if leg.way is ReferralChannel.PHONE else "For you to fill in"
    return STATUS_WORDS[leg.status]


def _receipt(leg: Leg, *, late: bool, instead: str) -> Promise:
    """Say that it came in, or that nobody took her: never that somebody did."""
    if instead:
        return Promise("Nobody took it", f"{instead} was asked instead.", with_her_worker=False, is_late=False)
    if leg.status is LegStatus.REJECTED or late:
        words = "Nobody took it: she is still yours. Ring the numbers, or start again."
        return Promise("Needs you again", words, with_her_worker=True, is_late=late)
    if leg.status is LegStatus.REQUESTED:
        return Promise(_status(leg) if leg.is_rung else "Sent", "", with_her_worker=True, is_late=False)
    # From here on nothing of the page may change when somebody takes her.
    return Promise("Received", "", with_her_worker=False, is_late=False)


def _words(leg: Leg, *, late: bool) -> str:
    by = moment(leg.answer_by)
    if leg.status in UNANSWERED:
        if leg.is_rung:
            how = "Ring them" if leg.way is ReferralChannel.PHONE else "Fill in their form"
            again = f" You meant to ring again at {moment(leg.ring_again_at)}." if leg.ring_again_at else ""
            return f"{how} by {by}, and record what they said. She is with you until somebody takes her.{again}"
        if late:
            return f"They should have answered by {by}. Ring them now, or ask another service. She is with you."
        seen = "They have seen it, and answer" if leg.status is LegStatus.RECEIVED else "They answer"
        if leg.status is LegStatus.REQUESTED and leg.way is ReferralChannel.EMAIL_LINK:
            seen = "We write to their mailbox, and they answer"
        return f"{seen} by {by}. If nobody does, you hear it, and so does the coordinator. She is with you until then."
    if leg.status is LegStatus.ACCEPTED:
        planned = f"First contact planned for {moment(leg.planned_for)}." if leg.planned_for else ""
        return " ".join(filter(None, [_taken(leg), planned]))
    if leg.outcome:
        return f"{OUTCOME_WORDS[leg.outcome]}."
    if leg.reason and leg.status.is_final:
        return f"{REASON_WORDS[leg.reason]}."
    return ""
