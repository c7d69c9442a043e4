"""Her slip: when somebody will be in touch, and whom to ring if nobody is. It names no agency and no reference.

Shown only once her worker has said that nobody else will find it.
"""

from collections.abc import Sequence

from pathway.core.formats import moment
from pathway.episodes.contact_plan import ContactPlan
from pathway.episodes.models import Leg
from pathway.episodes.vocabulary import UNANSWERED, ContactMethod, LegStatus

_WAYS = {
    ContactMethod.CALL: "Someone will ring you",
    ContactMethod.TEXT: "Someone will text you",
    ContactMethod.THROUGH_WORKER: "Someone will tell you more",
    ContactMethod.OUTREACH: "Someone will look out for you",
    ContactMethod.PLACE: "Someone will look out for you",
    ContactMethod.SHE_RINGS: "Ring as we said",
}
_NOBODY_COMES = frozenset({LegStatus.REJECTED, LegStatus.ENTERED_IN_ERROR})


def slip_words(plan: ContactPlan | None, legs: Sequence[Leg], *, only_receipt: bool = False) -> tuple[str, ...]:
    """Return the lines of the slip. `only_receipt`: for who may not learn from its time that somebody took her."""
    way = _WAYS[plan.method] if plan else "Someone will be in touch"
    if only_receipt:
        planned = [leg.answer_by for leg in legs if leg.status not in _NOBODY_COMES]
    else:
        planned = [leg.planned_for or leg.answer_by for leg in legs if leg.status in UNANSWERED or leg.planned_for]
    when = f" by {moment(min(planned))}" if planned else ""
    return (f"{way}{when}.", "If not, ring whoever gave you this.", "To talk, any hour, free: 116 123. Danger: 999.")
