"""Whom a woman can be referred to at this moment: the steps of her result that become legs, and those that are calls.

What was chosen on one page is compared with these again when it is sent: to a service that closed, filled or changed
how it takes referrals nothing is sent before somebody has looked again.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from pathway.directory.search.index.open_now import Moment
from pathway.directory.search.index.snapshot import current_snapshot
from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.episodes import queries
from pathway.episodes.queries import ServiceNow
from pathway.episodes.seen_by import may_get_a_leg
from pathway.episodes.words_to_her import ask_by_itself, ask_her
from pathway.referral.result.numbers import StepNumber, numbers_of_offer
from pathway.referral.result.page import ResultPage
from pathway.referral.result.steps import StepCard
from pathway.referral.result.whole_result import result_page
from pathway.referral.selection import Offer
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Action, Agreement

AGREE = "agree-"
"""How the name of a field about one agency begins."""

HERS = frozenset({Action.CALL_999, Action.SHE_CAN_RING})
"""Steps that nobody records: what she rings herself, and 999."""


@dataclass(frozen=True)
class ServiceOffer:
    """One service that she may be referred to. `value` is what the form sends when it is chosen.

    `opens_at`: when it takes calls again, if it is known to be shut now; None if it is open or nobody knows.
    """

    service_id: UUID
    name: str
    organization: str
    way: ReferralChannel
    numbers: tuple[StepNumber, ...]
    url: str | None
    state: str
    opens_at: datetime | None
    value: str


@dataclass(frozen=True)
class LegOffer:
    """A kind of agency that she may be referred to if she agrees; the first of `services` is the one to take.

    `ask`: the words to ask her with, below `ALL_SEE`; `ask_by_itself`: the same where no other agency is asked about.
    """

    step_card: StepCard
    services: tuple[ServiceOffer, ...]
    ask: str
    ask_by_itself: str

    @property
    def agency(self) -> AgencyType:
        """The kind of agency."""
        return self.step_card.step.agency

    @property
    def field(self) -> str:
        """The name of its field in a form."""
        return f"{AGREE}{self.agency.value}"

    def without(self, ids: Collection[UUID]) -> "LegOffer":
        """Return the offer without some services."""
        return replace(self, services=tuple(one for one in self.services if one.service_id not in ids))

    def service(self, value: str) -> ServiceOffer | None:
        """Return the service that a form's value means; None where it is not offered, or is no longer as it was."""
        return next((service for service in self.services if service.value == value), None)


@dataclass(frozen=True)
class Offers:
    """What follows from her answers now. `page` is the result as `/check` shows it, as if she agreed where she may."""

    answers: Answers
    page: ResultPage
    legs: tuple[LegOffer, ...]
    calls: tuple[StepCard, ...]

    def leg(self, agency: AgencyType) -> LegOffer | None:
        """Return the offer of one kind of agency."""
        return next((leg for leg in self.legs if leg.agency is agency), None)


def if_she_agrees(answers: Answers) -> Answers:
    """Return the answers as they are once she agrees to be referred, where that is hers to say and still open."""
    may = answers.consent_share is Agreement.NOT_ASKED and not answers.is_child and not answers.capacity_in_doubt
    return replace(answers, consent_share=Agreement.YES) if may else answers


def offers(answers: Answers, now: datetime) -> Offers:
    """Return whom she can be referred to at `now` (aware UTC). Raises RoutingTableError without a table."""
    snapshot = current_snapshot()
    page = result_page(if_she_agrees(answers), now, snapshot)
    moment = snapshot.moment(now)
    sent = [step_card for step_card in page.steps if _may_be_sent(step_card)]
    services = queries.services_now(
        [UUID(offer.candidate.card.id) for step_card in sent for offer in _suited(step_card)]
    )
    legs = tuple(leg for step_card in sent if (leg := _leg(step_card, services, answers, moment)) is not None)
    offered = {leg.agency for leg in legs}
    return Offers(
        answers=answers,
        page=page,
        legs=legs,
        calls=tuple(card for card in page.steps if card.step.action not in HERS and card.step.agency not in offered),
    )


def _may_be_sent(step_card: StepCard) -> bool:
    return step_card.step.action is Action.REFER and may_get_a_leg(step_card.step.agency)


def _suited(step_card: StepCard) -> Sequence[Offer]:
    """Return the services that suit, the chosen first."""
    choice = step_card.suggestion.choice
    return [*filter(None, [choice.chosen]), *choice.alternatives] if choice else []


def _leg(step_card: StepCard, services: Mapping[UUID, ServiceNow], answers: Answers, moment: Moment) -> LegOffer | None:
    suited = [(offer, services.get(UUID(offer.candidate.card.id))) for offer in _suited(step_card)]
    offered = tuple(_service(offer, now, moment) for offer, now in suited if now is not None and now.way is not None)
    if not offered:
        return None
    agency = step_card.step.agency
    return LegOffer(step_card, offered, ask_her(agency, answers), ask_by_itself(agency, answers))


def _service(offer: Offer, now: ServiceNow, moment: Moment) -> ServiceOffer:
    numbers = numbers_of_offer(offer, moment)
    state = moment.states.get(now.hours_key)
    assert now.way is not None  # noqa: S101 # nosec B101 - asked before
    return ServiceOffer(
        service_id=now.id,
        name=now.name,
        organization=now.organization,
        way=now.way,
        numbers=numbers,
        url=offer.candidate.card.url,
        state=offer.candidate.state.text,
        opens_at=state.opens_at if state and offer.candidate.hours_rank != 0 else None,
        value=f"{now.id}.{_mark(now, numbers)}",
    )


def _mark(now: ServiceNow, numbers: Iterable[StepNumber]) -> str:
    """Return a few signs that change when the way of referral, the mailbox it goes to, or a number changes.

    In whatever order numbers come.
    """
    mailbox = now.mailbox if now.way is ReferralChannel.EMAIL_LINK else None
    parts = [now.way or "", *filter(None, [mailbox]), *sorted(number.href for number in numbers)]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:10]
