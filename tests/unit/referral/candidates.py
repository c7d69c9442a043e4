"""Made-up services to choose among."""

from dataclasses import replace
from typing import Any

from pathway.directory.freshness import Tier
from pathway.directory.hours.state_words import Wording
from pathway.directory.intake import Intake, Reach
from pathway.directory.search.cards import Card
from pathway.directory.vocabulary import AgencyType, ReferralChannel, Take
from pathway.referral.candidates import Candidate
from pathway.referral.inquiry import Inquiry
from pathway.referral.vocabulary import Action, Age, Area, Urgency

STATES = ("Takes calls now, 24 hours", "Hours not known, ring first", "Closed now, opens at 9am", "Closed for now")

INTAKE = Intake(
    reach=Reach.BRENT,
    places=(),
    takes=frozenset(Take),
    channel=ReferralChannel.PHONE,
    groups=(),
    exclusions=(),
    minimum_age=None,
    maximum_age=None,
    is_enforcement=False,
    is_full=False,
    has_voice=True,
    interpreting=None,
    women_only=None,
    what_happens=None,
    response_time=None,
)
CARD = Card(
    id="",
    slug="",
    name="A service",
    organization="An organisation",
    summary="Helps.",
    phone=None,
    more_phones=(),
    url=None,
    is_free=None,
    refer="you ring",
    area="Brent",
    for_whom="women",
    kinds=(),
    agency_types=(),
    approach=None,
    alert=None,
    hours_description=None,
    assured_on=None,
    due_on=None,
    always=False,
    is_closed_for_now=False,
    places=(),
    visit=None,
    may_be_chosen=True,
    is_changing=False,
    intake=INTAKE,
)


def candidate(name: str = "A service", hours: int = 0, tier: Tier = Tier.FRESH, **terms: Any) -> Candidate:
    """A service that suits everyone in Brent, but for the terms given."""
    days, miles = terms.pop("days_old", 10), terms.pop("miles", None)
    card = replace(CARD, id=name, name=name, intake=replace(INTAKE, **terms))
    return Candidate(card, Wording("", "", STATES[hours]), hours, tier, None if tier is Tier.NEVER else days, miles)


def asked(**changes: Any) -> Inquiry:
    """An adult in Brent, with agreement, today."""
    terms: dict[str, Any] = {
        "kind": AgencyType.VAWG_SERVICE,
        "action": Action.REFER,
        "urgency": Urgency.SAME_DAY,
        "area": Area.BRENT,
        "age": Age.ADULT,
        "is_for_child": False,
    }
    return Inquiry(**(terms | changes))
