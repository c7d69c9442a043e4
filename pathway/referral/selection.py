"""Which service of one kind to send her to, and which others to offer beside it.

A pure function over candidates in the order of `candidates.Rank`. It takes the first that suits, and gives each that
does not a reason. A service for a particular community, or only for another place, is offered beside it and is never
chosen.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pathway.referral.candidates import Candidate, is_wanted_first
from pathway.referral.inquiry import Inquiry
from pathway.referral.reasons import why, why_beside, why_never, why_not, why_second
from pathway.referral.vocabulary import Area

MOST_ALTERNATIVES = 3
MOST_BESIDE = 3
MOST_REASONED = 25
"""Services listed with a reason why they are not suggested; the rest are counted."""

AWAY = frozenset({Area.OTHER_LONDON, Area.ELSEWHERE})
"""Areas where Brent's services, and outside London also London's, are not even named as unsuitable."""


@dataclass(frozen=True)
class Offer:
    """A service with a note: why it was chosen, for whom it is, or why it does not suit."""

    candidate: Candidate
    note: str


@dataclass(frozen=True)
class Choice:
    """The service chosen of one kind. `chosen` is None where nothing suits: then there are the fallback's words.

    `beside`: for a community or a place of their own. `rejected`: each with its reason. `more`: how many are not named.
    """

    chosen: Offer | None = None
    alternatives: tuple[Offer, ...] = ()
    beside: tuple[Offer, ...] = ()
    rejected: tuple[Offer, ...] = ()
    more: int = 0

    def not_suited_of(self, borough: str) -> tuple[Offer, ...]:
        """Return one borough's services that do not suit, each with its reason; none without a borough."""
        return tuple(offer for offer in self.rejected if borough and borough in offer.candidate.intake.places)

    @property
    def takes_calls_now(self) -> bool:
        """Whether the chosen service is known to take calls now."""
        return self.chosen is not None and self.chosen.candidate.hours_rank == 0

    @property
    def open_instead(self) -> Offer | None:
        """The first alternative that takes calls now, where the chosen service is not known to."""
        if self.takes_calls_now:
            return None
        return next((offer for offer in self.alternatives if offer.candidate.hours_rank == 0), None)


@dataclass(frozen=True)
class Suited:
    """The services of one kind that are of use where she is: those that may be chosen at some hour, and why not others.

    `never`: each with the reason why it is chosen at no hour. Those of another place are in neither.
    """

    may_be_chosen: tuple[Candidate, ...]
    never: tuple[Offer, ...]


def suited_at_some_hour(inquiry: Inquiry, candidates: Iterable[Candidate]) -> Suited:
    """Look at candidates in order as `choose` does, but for their hours."""
    may_be_chosen, never = [], []
    for candidate in candidates:
        if inquiry.locality(candidate.intake.reach) >= len(inquiry.order):
            if is_wanted_first(inquiry, candidate):
                continue
            break  # sorted by area: the rest are elsewhere too
        if inquiry.is_of_another_place(candidate.intake):
            continue
        reason = why_never(inquiry, candidate) or why_beside(inquiry, candidate)
        if reason is None:
            may_be_chosen.append(candidate)
        else:
            never.append(Offer(candidate, reason))
    return Suited(tuple(may_be_chosen), tuple(never))


def choose(inquiry: Inquiry, candidates: Iterable[Candidate], total: int) -> Choice:
    """Choose among candidates in order; `total` is their number."""
    suited: list[Candidate] = []
    beside: list[Offer] = []
    rejected: list[Offer] = []
    for looked_at, candidate in enumerate(candidates):
        enough_reasons = len(rejected) >= MOST_REASONED
        if len(suited) > MOST_ALTERNATIVES and (enough_reasons or looked_at >= 2 * MOST_REASONED):
            break
        if enough_reasons and inquiry.is_out_of_area(candidate.intake):
            break  # what follows comes later in the order, or is out of area like this one
        if inquiry.area in AWAY and inquiry.is_of_another_place(candidate.intake):
            if not is_wanted_first(inquiry, candidate) and not inquiry.is_another_boroughs(candidate.intake):
                break  # sorted by area: the rest are elsewhere too, except that one for no single borough may follow
            continue
        if reason := why_not(inquiry, candidate):
            rejected.append(Offer(candidate, reason))
        elif note := why_beside(inquiry, candidate):
            beside.append(Offer(candidate, note))
        else:
            suited.append(candidate)
    return _choice(inquiry, suited, beside[:MOST_BESIDE], rejected[:MOST_REASONED], total)


def _choice(
    inquiry: Inquiry, suited: list[Candidate], beside: list[Offer], rejected: list[Offer], total: int
) -> Choice:
    """Say why the first that suits is chosen, and how each of the next differs from it."""
    first, others = suited[:1], suited[1 : 1 + MOST_ALTERNATIVES]
    return Choice(
        chosen=Offer(first[0], why(inquiry, first[0])) if first else None,
        alternatives=tuple(Offer(other, why_second(inquiry, first[0], other)) for other in others),
        beside=tuple(beside),
        rejected=tuple(rejected),
        more=total - len(first) - len(others) - len(beside) - len(rejected),
    )
