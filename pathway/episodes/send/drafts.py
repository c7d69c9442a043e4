"""Drafts of referrals: what was answered and typed about one woman, sealed, for 24 hours."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete
from werkzeug.datastructures import MultiDict

from pathway.accounts.permissions import Person
from pathway.audit import trail
from pathway.core.clock import utc_now
from pathway.episodes import queries
from pathway.episodes.models import ReferralDraft
from pathway.episodes.retention.periods import DRAFT
from pathway.extensions import db, writing
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind
from pathway.referral.forms import TriageForm, carried
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import ReferrerOrg
from pathway.web.csrf import FIELD

LASTS = DRAFT
MOST_FIELDS, LONGEST = 200, 30_000

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class DraftContent:
    """What a draft holds: her answers, and the form's fields as they were typed; `seen` changes with either."""

    answers: Answers
    typed: tuple[tuple[str, str], ...] = ()

    @property
    def fields(self) -> MultiDict[str, str]:
        """What was typed, as a form reads it."""
        return MultiDict(self.typed)

    @property
    def seen(self) -> str:
        """A few signs of the content, by which a button knows what was on its page."""
        return hashlib.sha256(self.as_text.encode()).hexdigest()[:16]

    @property
    def as_text(self) -> str:
        """The content as it is sealed."""
        return json.dumps([carried(self.answers), [list(pair) for pair in self.typed]])


def begin(answers: Answers, by: Person) -> ReferralDraft:
    """Keep answers as a draft of somebody's, for one woman."""
    draft = ReferralDraft(id=uuid4(), user_id=by.id)
    keep(draft, DraftContent(_with_employer(answers, by)))
    db.session.add(draft)
    trail.record("draft.begun", f"draft:{draft.id}", by)
    return draft


def keep(draft: ReferralDraft, content: DraftContent) -> None:
    """Keep what was answered and typed."""
    draft.content = content.as_text


def read(draft: ReferralDraft) -> DraftContent:
    """Return what a draft holds."""
    answers, typed = json.loads(draft.content or "[[], []]")
    return DraftContent(TriageForm(MultiDict(answers)).answers(), tuple((name, value) for name, value in typed))


def typed_of(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the fields of a form that are worth keeping: not its token, and not more than a page can have."""
    return tuple((name, value[:LONGEST]) for name, value in pairs if name != FIELD)[:MOST_FIELDS]


def find(by: Person, draft_id: UUID, *, hold: bool = False) -> ReferralDraft | None:
    """Return somebody's own draft, if it is not too old."""
    return queries.draft_of(by.id, draft_id, utc_now() - LASTS, hold=hold)


def discard(draft: ReferralDraft, by: Person) -> None:
    """Throw a draft away."""
    db.session.delete(draft)
    trail.record("draft.discarded", f"draft:{draft.id}", by)


def forget_old(now: datetime) -> None:
    """Delete drafts that are a day old."""
    with writing():
        db.session.execute(delete(ReferralDraft).where(ReferralDraft.created_at <= now - LASTS))


_ORG_OF = {
    OrganizationKind.ENFORCEMENT: ReferrerOrg.POLICE,
    OrganizationKind.COUNCIL: ReferrerOrg.LOCAL_AUTHORITY,
    OrganizationKind.NHS: ReferrerOrg.NHS,
}


def _with_employer(answers: Answers, by: Person) -> Answers:
    """Return the answers with the kind of organisation that she signed in for, where the rules know it."""
    org = _ORG_OF.get(by.organization_kind)
    if org is None and by.organization_kind is OrganizationKind.CHARITY:
        first = db.session.get_one(Organization, by.organization_id).is_first_responder
        org = ReferrerOrg.VOLUNTARY_FRO if first else ReferrerOrg.VOLUNTARY
    if org is None or answers.referrer_org is org:
        return answers
    return replace(answers, referrer_org=org, employer=None)
