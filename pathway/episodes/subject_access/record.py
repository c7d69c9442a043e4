"""Everything that is kept on one referral, in order, with what is left out and why."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pathway.core.formats import moment
from pathway.directory.vocabulary import AGENCY_LABELS
from pathway.episodes.disclosure.grounds import GROUND_WORDS, STATUS_WORDS, TOLD_WORDS
from pathway.episodes.disclosure.models import DisclosureDecision
from pathway.episodes.models import Agreement, Episode, LegEvent, LegQuestion
from pathway.episodes.queries import ServiceName
from pathway.episodes.vocabulary import REASON_WORDS
from pathway.episodes.vocabulary import STATUS_WORDS as LEG_WORDS
from pathway.referral.questions import answered

LEFT_OUT = (
    "Names of workers, and how they are reached: other people's own. Their organisations are named.",
    "Reasons of decisions made without your agreement: they may name or endanger somebody else. Ask who decided.",
    "A number that was hidden because somebody else may have your phone.",
    "What each service wrote down for itself: ask that service.",
)


def record_of(
    episode: Episode,
    names: dict[Any, ServiceName],
    agreements: Sequence[Agreement],
    events: Sequence[LegEvent],
    questions: Sequence[LegQuestion],
    decisions: Sequence[DisclosureDecision],
) -> dict[str, Any]:
    """Return it as JSON values; pages print the same."""
    identity, answers = episode.identity, episode.answers
    plan = identity.plan if identity else None
    agreed = {one.leg_id: one for one in agreements}
    return {
        "reference": episode.reference,
        "received": _at(episode.received_at),
        "closed": _at(episode.closed_at),
        "who_you_are": {
            "name": identity.alias if identity else None,
            "how_to_reach_you": plan.in_words() if plan else None,
            "where": (plan.where or None) if plan else None,
            "safe_times": (plan.safe_times or None) if plan else None,
            "what_to_mind": list(plan.flags()) if plan else [],
            "deleted_on": _at(identity.forget_at) if identity else None,
        },
        "what_was_answered": [list(pair) for pair in answered(answers)] if answers else [],
        "note": episode.note,
        "services": [
            {
                "service": names[leg.service_id].name,
                "organisation": names[leg.service_id].organization,
                "kind": AGENCY_LABELS[leg.agency_type],
                "sent": _at(leg.sent_at),
                "rests_on": "a decision without your agreement" if leg.decision_id else "your agreement",
                "agreed": _at(agreed[leg.id].agreed_at) if leg.id in agreed else None,
                "taken_back": _at(agreed[leg.id].withdrawn_at) if leg.id in agreed else None,
                "now": LEG_WORDS[leg.status],
                "why": REASON_WORDS[leg.reason] if leg.reason else None,
                "what_happened": [
                    {"at": _at(event.at), "what": event.kind.value.replace("_", " ")}
                    for event in events
                    if event.leg_id == leg.id
                ],
                "what_they_asked": [
                    {"at": _at(one.asked_at), "question": one.question, "answer": one.answer}
                    for one in questions
                    if one.leg_id == leg.id
                ],
            }
            for leg in episode.legs
        ],
        "calls": [
            {"kind": AGENCY_LABELS[call.agency_type], "made": _at(call.made_at), "outcome": call.outcome}
            for call in episode.calls
        ],
        "shared_without_your_agreement": [
            {
                "service": names[one.service_id].name,
                "asked": _at(one.asked_at),
                "ground": GROUND_WORDS[one.ground],
                "what_became_of_it": STATUS_WORDS[one.status],
                "were_you_told": TOLD_WORDS[one.told],
            }
            for one in decisions
        ],
        "left_out": list(LEFT_OUT),
    }


def _at(when: datetime | None) -> str | None:
    return moment(when) if when else None
