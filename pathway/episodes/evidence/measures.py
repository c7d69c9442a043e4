"""What is counted of one referral, and in which classes it is told. Plain values in, plain values out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pathway.core import small_numbers
from pathway.core.months import month_of
from pathway.core.small_numbers import Published
from pathway.directory.vocabulary import AgencyType, Need
from pathway.episodes.evidence.vocabulary import UNMET, CountedArea, Figure, Outcome
from pathway.episodes.vocabulary import LegStatus, ReasonCode
from pathway.referral.vocabulary import Area

EVERY = "every"

Cell = tuple[date, str, str]
"""Month of receipt in London (its first day), figure, value."""

_AREAS = {Area.BRENT: CountedArea.BRENT, Area.OTHER_LONDON: CountedArea.OTHER_LONDON}


@dataclass(frozen=True)
class AskedLeg:
    """One service that was asked. `was_taken`: it had her at some time."""

    kind: AgencyType
    status: LegStatus
    was_taken: bool = False
    reason: ReasonCode | None = None


@dataclass(frozen=True)
class ReferralHistory:
    """One referral as it was when it was counted: `legs` in their order; `unlisted`, kinds for which nobody suited."""

    received_at: datetime
    area: Area | None = None
    needs: tuple[Need, ...] = ()
    legs: tuple[AskedLeg, ...] = ()
    unlisted: tuple[AgencyType, ...] = ()


def cells_of(referral: ReferralHistory) -> Counter[Cell]:
    """Return everything that is counted of one referral; nothing of one that was entered in error."""
    counted: Counter[tuple[str, str]] = Counter()
    legs = [leg for leg in referral.legs if leg.status is not LegStatus.ENTERED_IN_ERROR]
    if legs or not referral.legs:
        area = CountedArea.ELSEWHERE if referral.area is None else _AREAS.get(referral.area, CountedArea.ELSEWHERE)
        counted[Figure.REFERRAL, area] += 1
        for need in set(referral.needs):
            counted[Figure.NEED, f"{need} {area}"] += 1
        counted += _of_kinds(legs, referral.unlisted)
    month = month_of(referral.received_at)
    return Counter({(month, figure, value): number for (figure, value), number in counted.items()})


def _of_kinds(legs: Sequence[AskedLeg], unlisted: Iterable[AgencyType]) -> Counter[tuple[str, str]]:
    counted: Counter[tuple[str, str]] = Counter()
    outcomes = []
    for kind in {leg.kind for leg in legs} | set(unlisted):
        of_kind = [leg for leg in legs if leg.kind is kind]
        outcome = _outcome(of_kind)
        outcomes.append(outcome)
        if outcome is not None:
            counted[Figure.KIND, f"{kind} {outcome}"] += 1
        if outcome is Outcome.REFUSED:
            counted[Figure.REFUSED, of_kind[-1].reason or ""] += 1
    if outcomes and all(outcome in UNMET for outcome in outcomes):
        counted[Figure.NOBODY, EVERY] += 1
    return counted


def _outcome(legs: Sequence[AskedLeg]) -> Outcome | None:
    """Return what came of the legs of one kind, in their order; none of them: nobody suited."""
    if not legs:
        return Outcome.UNLISTED
    if any(leg.was_taken for leg in legs):
        return Outcome.TAKEN
    last = legs[-1]
    if last.status is not LegStatus.REJECTED or last.reason is ReasonCode.DUPLICATE:
        return None
    return Outcome.UNANSWERED if last.reason is ReasonCode.NO_RESPONSE else Outcome.REFUSED


def classes_of(figure: str, value: str) -> tuple[str, ...]:
    """Return in which classes of its figure a value is told."""
    if figure == Figure.REFERRAL:
        return (value, EVERY)
    if figure == Figure.NEED:
        return (value, value.split()[0])
    if figure == Figure.KIND:
        kind, outcome = value.split()
        return (value, f"{kind} {Outcome.UNMET}") if outcome in set(UNMET) else (value,)
    return (value,)


def publish(cells: Mapping[Cell, int], months: Sequence[date]) -> Published:
    """Return what is told of exact counts, for consecutive months, the first of all first."""
    numbers = (
        (month, (figure, name), number)
        for (month, figure, value), number in cells.items()
        for name in classes_of(figure, value)
    )
    return small_numbers.publish(numbers, months)
