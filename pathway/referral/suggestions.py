"""The services and words for each step of a result, as they are at this moment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pathway.directory.geography import Place
from pathway.directory.scope import BRENT, ELSEWHERE, OTHER_LONDON, Scope
from pathway.directory.search.fallbacks import FallbackText, Situation, texts_in
from pathway.directory.search.index.snapshot import Snapshot, current_snapshot
from pathway.directory.vocabulary import AgencyType, FallbackArea
from pathway.referral.candidates import candidates
from pathway.referral.inquiry import Inquiry
from pathway.referral.routing import Result, Step
from pathway.referral.selection import Choice, choose
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Action, Area, ServiceFor

RUNG = frozenset({Action.CARE_NOW, Action.REFER_NOW, Action.REFER, Action.ADVICE_UNNAMED, Action.SHE_CAN_RING})
"""Actions for which a service is chosen. 999 needs none, and her worker's own organisation is not looked up."""

FOR_WOMEN_MOSTLY = frozenset({AgencyType.DOMESTIC_ABUSE_SERVICE, AgencyType.IDVA_MARAC})
"""Kinds whose services are nearly all for women: a man or a trans woman may be left with none of them."""

NEAR_BRENT = frozenset({Area.BRENT, Area.UNKNOWN})


@dataclass(frozen=True)
class Suggestion:
    """A step with the service chosen for it, and the words for when nothing suits or nobody answers."""

    step: Step
    choice: Choice | None
    fallback: FallbackText | None

    @property
    def shows_fallback(self) -> bool:
        """Whether the words are shown: nothing was chosen, or the chosen service is not known to take calls now."""
        if self.step.action is Action.NOTIFY_ANONYMOUSLY:  # the words are about a referral that she agrees to
            return False
        return self.fallback is not None and not (self.choice and self.choice.takes_calls_now)


def suggestions(
    result: Result, answers: Answers, brent: Place | None, now: datetime, snapshot: Snapshot | None = None
) -> list[Suggestion]:
    """Return one for each step, in their order. `brent` is where distances are measured from; `now` aware UTC."""
    snapshot = snapshot or current_snapshot()
    words = texts_in(situation_of(answers, now), snapshot)
    return [
        Suggestion(step, _choice(step, answers, brent, now, snapshot), words.get(step.agency)) for step in result.steps
    ]


FALLBACK_AREAS = {
    Area.BRENT: FallbackArea.BRENT,
    Area.OTHER_LONDON: FallbackArea.OTHER_LONDON,
    Area.ELSEWHERE: FallbackArea.ELSEWHERE,
}


_SCOPES = {Area.OTHER_LONDON: OTHER_LONDON, Area.ELSEWHERE: ELSEWHERE}


def scope_of(answers: Answers) -> Scope:
    """Return the place to list any-hour lines for; an unknown area is taken as Brent."""
    return _SCOPES.get(answers.area, BRENT)


def situation_of(answers: Answers, now: datetime) -> Situation:
    """Return what fallback words depend on. `now` is aware UTC."""
    return Situation.at(FALLBACK_AREAS.get(answers.area), is_child=answers.is_child, now=now)


def choice_for(inquiry: Inquiry, brent: Place | None, now: datetime, snapshot: Snapshot) -> Choice:
    """Choose a service of one kind."""
    origin = brent if inquiry.area in NEAR_BRENT else None
    services = candidates(inquiry, origin, now, snapshot)
    return choose(inquiry, services, services.total)


def _choice(step: Step, answers: Answers, brent: Place | None, now: datetime, snapshot: Snapshot) -> Choice | None:
    if step.action not in RUNG:
        return None
    inquiry = Inquiry.of(step, answers)
    choice = choice_for(inquiry, brent, now, snapshot)
    if choice.chosen is None and inquiry.service_for is ServiceFor.ANYONE and step.agency in FOR_WOMEN_MOSTLY:
        # Our listings of this kind are for women: a service for anybody who was hurt is better than none.
        for_anyone = choice_for(replace(inquiry, kind=AgencyType.VAWG_SERVICE), brent, now, snapshot)
        return replace(for_anyone, rejected=(*choice.rejected, *for_anyone.rejected))
    return choice


def uncovered(kinds: Sequence[AgencyType], snapshot: Snapshot | None = None) -> list[AgencyType]:
    """Return the agency types without words for when nothing suits, at some place, age or hour."""
    snapshot = snapshot or current_snapshot()
    situations = [
        Situation(area, is_child, in_office_hours)
        for area in (None, *FALLBACK_AREAS.values())
        for is_child in (False, True)
        for in_office_hours in (False, True)
    ]
    return [kind for kind in kinds if any(kind not in texts_in(situation, snapshot) for situation in situations)]
