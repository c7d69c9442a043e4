"""What to do where no other service is listed: whom the rules would have her worker ring, and who has the duty."""

from dataclasses import dataclass
from datetime import datetime

from pathway.directory.search.fallbacks import FallbackText, texts_in
from pathway.directory.search.index.snapshot import current_snapshot
from pathway.directory.vocabulary import AgencyType
from pathway.leads.entry import LeadEntry
from pathway.leads.queries import duty_roles
from pathway.referral.suggestions import situation_of
from pathway.referral.triage import Answers


@dataclass(frozen=True)
class NobodyElse:
    """`words`: those for when we list nobody, None where there are none. `roles`: the duty roles that have a number."""

    words: FallbackText | None
    roles: tuple[LeadEntry, ...]


def nobody_else(agency: AgencyType, answers: Answers | None, now: datetime) -> NobodyElse:
    """Return what to do for one kind of help at `now` (aware UTC)."""
    texts = texts_in(situation_of(answers, now), current_snapshot()) if answers else {}
    return NobodyElse(texts.get(agency), tuple(role for role in duty_roles(now) if role.phone))
