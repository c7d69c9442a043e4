"""What follows from her word, in one transaction.

Whoever passes it on may not learn whether there is such a referral. So the trail has one act of hers, the same either
way; what follows is noted as the system's own, and the events of the legs say by whom.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from pathway.accounts.permissions import Person
from pathway.accounts.queries import user as user_of
from pathway.audit import trail
from pathway.core.actor import Actor, account_id
from pathway.core.errors import InvalidTransitionError
from pathway.directory.vocabulary import ReferralChannel
from pathway.episodes.contact_plan import ContactPlan
from pathway.episodes.events import Happening, happen
from pathway.episodes.leg_link import operations as links
from pathway.episodes.models import Episode, Identity, Leg
from pathway.episodes.queries import answerers
from pathway.episodes.retention.periods import IDENTITY_AFTER_WITHDRAWAL
from pathway.episodes.sight import Sight, sight_of
from pathway.episodes.vocabulary import LegEventKind, Party, ReasonCode
from pathway.episodes.withdrawal import queries
from pathway.episodes.withdrawal.models import LegWord
from pathway.episodes.withdrawal.vocabulary import HerWord
from pathway.extensions import db
from pathway.notifications.operations import enqueue, stop_unsent
from pathway.turnaround import operations as clock

TOO_LATE = "Who she is was not withheld, or has been forgotten since"


def pass_on(reference: str, word: HerWord, by: Person, now: datetime, leg_id: UUID | None = None) -> None:
    """Do what she said, if there is such a referral. `leg_id`: her agreement to that agency only. `now`: aware UTC."""
    trail.record(f"her_word.{word.value}", reference, by)
    episode = queries.held(reference)
    if episode is None:
        return
    stops = word is HerWord.STOP
    changed = _stop(episode, by, now, leg_id) if stops else _stop_contact(episode, word, by, now)
    if changed:
        _tell(episode, changed, by)


def restore(episode: Episode, by: Person, now: datetime) -> None:
    """Bring back who she is: her worker found that she had not asked. Her clock runs again; legs stay stopped.

    Raises InvalidTransitionError once it was forgotten.
    """
    identity = episode.identity
    if identity is None or identity.withheld_at is None or identity.forget_at is None or identity.forget_at <= now:
        raise InvalidTransitionError(TOO_LATE)
    identity.withheld_at = identity.forget_at = None
    clock.was_not_hers(episode.id, by)
    trail.record("her_word.was_not_hers", episode.reference, by)


def change_contact(episode: Episode, plan: ContactPlan, by: Person, now: datetime) -> None:
    """Keep another way to reach her, in place of all that was known. Raises InvalidTransitionError."""
    identity = episode.identity
    if identity is None or identity.withheld_at is not None:
        raise InvalidTransitionError("Who she is is withheld or forgotten, so no way to reach her can be kept")
    identity.plan = plan
    identity.masked_at = identity.contact_nobody_at = None
    changed = _note_change(episode, HerWord.NEW_CONTACT, by, now)
    trail.record("her_word.new_contact", episode.reference, by)
    _tell(episode, changed, by)


def has_seen(word: LegWord, by: Actor, now: datetime) -> None:
    """Note that an agency knows what she said. Said twice, the first counts."""
    if word.seen_at is None:
        word.seen_at, word.seen_by = now, account_id(by)
        trail.record("her_word.seen", f"leg:{word.leg_id}", by)


def _stop(episode: Episode, by: Person, now: datetime, leg_id: UUID | None) -> Sequence[Leg]:
    agreements = {agreement.leg_id: agreement for agreement in queries.agreements_of(episode.id)}
    if leg_id is not None:
        agreements = {one: agreement for one, agreement in agreements.items() if one == leg_id}
    for agreement in agreements.values():
        agreement.withdrawn_at, agreement.withdrawn_by = now, by.id
    stopped = [leg for leg in episode.legs if leg.id in agreements and leg.is_open]
    sight = sight_of(by, episode, now)
    untold = queries.untold_among(stopped)
    for leg in stopped:
        _happen(leg, LegEventKind.CANCELLED, by, sight, ReasonCode.AGREEMENT_WITHDRAWN)
        if leg.id not in untold:
            _keep_word(leg, HerWord.STOP, now)
    stop_unsent(queries.messages_about([leg.id for leg in stopped]), now)
    identity = episode.identity
    if leg_id is None and identity is not None and identity.withheld_at is None:
        _withhold(identity, now)
    return stopped


def _withhold(identity: Identity, now: datetime) -> None:
    forget_at = now + IDENTITY_AFTER_WITHDRAWAL
    identity.withheld_at = now
    identity.forget_at = min(forget_at, identity.forget_at or forget_at)


def _stop_contact(episode: Episode, word: HerWord, by: Person, now: datetime) -> Sequence[Leg]:
    identity = episode.identity
    if identity is None:
        return []
    if word is HerWord.PHONE:
        identity.masked_at = identity.masked_at or now
    else:
        identity.contact_nobody_at = identity.contact_nobody_at or now
    return _note_change(episode, word, by, now)


def _note_change(episode: Episode, word: HerWord, by: Person, now: datetime) -> Sequence[Leg]:
    sight = sight_of(by, episode, now)
    legs = [leg for leg in episode.legs if leg.is_open]
    untold = queries.untold_among(legs)
    for leg in legs:
        _happen(leg, LegEventKind.CONTACT_CHANGED, by, sight)
        if leg.id not in untold:
            _keep_word(leg, word, now)
    return legs


def _happen(leg: Leg, kind: LegEventKind, by: Person, sight: Sight | None, reason: ReasonCode | None = None) -> None:
    parties = sight.parties(leg) if sight and leg in sight.legs else frozenset({Party.WORKER})
    happen(leg, Happening(kind, parties, reason=reason), None).by_id = by.id


def _keep_word(leg: Leg, word: HerWord, now: datetime) -> None:
    row = queries.word_about(leg.id)
    if row is None:
        db.session.add(LegWord(leg_id=leg.id, word=word, given_at=now))
    else:
        row.word, row.given_at, row.seen_at, row.seen_by = word, now, None, None


def _tell(episode: Episode, legs: Iterable[Leg], by: Person) -> None:
    """Tell the referrer, and those of each agency who answer here, or its mailbox, to look now, and nothing else.

    The same for each of her words, so that no mail says which it was.
    """
    here = sorted({leg.organization_id for leg in legs if leg.way is ReferralChannel.INBOX})
    people = [user for user in answerers(here) if user.id != by.id]
    if episode.referrer_id != by.id:
        people.append(user_of(episode.referrer_id))
    for address in sorted({user.email for user in people}):
        enqueue("referral_look_now", address, {"reference": episode.reference})
    for leg in legs:
        links.tell_mailbox(episode, leg)
