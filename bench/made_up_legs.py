"""Made-up referrals of one service, a minute apart. The database itself makes the closed ones: there is a million."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, text

from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.episodes.models import Episode, Leg
from pathway.episodes.reference import new_reference
from pathway.episodes.vocabulary import EpisodeStatus, LegStatus
from pathway.extensions import db
from pathway.organizations.vocabulary import OrganizationKind
from pathway.referral.vocabulary import Urgency

_CHUNK = 2_000
_AT_ONCE = 25_000
"""How many closed ones one statement makes: PostgreSQL ends what takes fifteen seconds."""


@dataclass(frozen=True)
class Sender:
    """Who sends, and to which service of which organisation."""

    referrer: UUID
    organization: UUID
    organization_kind: OrganizationKind
    service: UUID


def add_open(sender: Sender, number: int, now: datetime) -> None:
    """Add referrals that are open, every second one taken, sent minute by minute until now."""
    for begun in range(0, number, _CHUNK):
        numbers = range(begun, min(begun + _CHUNK, number))
        episodes = [_episode(sender, now - timedelta(minutes=number)) for number in numbers]
        db.session.execute(insert(Episode), episodes)
        db.session.execute(
            insert(Leg),
            [
                _leg(sender, episode, LegStatus.ACCEPTED if number % 2 else LegStatus.REQUESTED)
                for number, episode in zip(numbers, episodes, strict=True)
            ],
        )


def _episode(sender: Sender, sent_at: datetime) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "reference": new_reference(),
        "send_key": uuid4(),
        "status": EpisodeStatus.ACTIVE,
        "urgency": Urgency.STANDARD,
        "received_at": sent_at,
        "referrer_id": sender.referrer,
        "referrer_organization_id": sender.organization,
        "version": 1,
    }


def _leg(sender: Sender, episode: dict[str, Any], status: LegStatus) -> dict[str, Any]:
    sent_at: datetime = episode["received_at"]
    return {
        "id": uuid4(),
        "episode_id": episode["id"],
        "number": 1,
        "agency_type": AgencyType.SUBSTANCE_MISUSE,
        "way": ReferralChannel.INBOX,
        "urgency": Urgency.STANDARD,
        "status": status,
        "sent_at": sent_at,
        "answer_by": sent_at + timedelta(days=2),
        "planned_for": sent_at + timedelta(days=1),
        "changed_at": sent_at,
        "version": 1,
        "service_id": sender.service,
        "organization_id": sender.organization,
        "organization_kind": sender.organization_kind,
    }


def add_closed(sender: Sender, done: int, number: int, last: datetime) -> None:
    """Add closed referrals, from one after `done` up to `number` in all, the first of all sent at `last`."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    if is_sqlite:  # its indexes stay in memory meanwhile
        db.session.connection().exec_driver_sql("PRAGMA cache_size = -500000")
    values: dict[str, object] = {
        "referrer": sender.referrer.hex if is_sqlite else sender.referrer,
        "organization": sender.organization.hex if is_sqlite else sender.organization,
        "service": sender.service.hex if is_sqlite else sender.service,
        "kind": sender.organization_kind.value,
        "agency": AgencyType.SUBSTANCE_MISUSE.value,
        "way": ReferralChannel.INBOX.value,
        "urgency": Urgency.STANDARD.value,
        "last": f"{last:%Y-%m-%d %H:%M:%S}" if is_sqlite else last,
    }
    for begun in range(done, number, _AT_ONCE):
        until = min(begun + _AT_ONCE, number)
        values |= {"after": begun, "until": until, "first": _reference(begun + 1), "latest": _reference(until)}
        for statement in (_EPISODES, _LEGS):
            words = statement.format(**(_SQLITE if is_sqlite else _POSTGRESQL))
            asked = {name: value for name, value in values.items() if re.search(rf":{name}\b", words)}
            db.session.execute(text(words), asked)


def _reference(number: int) -> str:
    return f"B{number:010}"


_SQLITE = {
    "id": "lower(hex(randomblob(16)))",
    "numbers": "WITH RECURSIVE numbers(n) AS (SELECT :after + 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :until)",
    "from_numbers": "numbers",
    "sent_at": "strftime('%Y-%m-%d %H:%M:%S.000000', :last, '-' || n || ' minutes')",
    "reference": "printf('B%010d', n)",
    "later": "strftime('%Y-%m-%d %H:%M:%S.000000', received_at, '+2 days')",
}
_POSTGRESQL = {
    "id": "gen_random_uuid()",
    "numbers": "",
    "from_numbers": "generate_series(CAST(:after AS int) + 1, CAST(:until AS int)) AS n",
    "sent_at": "CAST(:last AS timestamptz) - n * interval '1 minute'",
    "reference": "'B' || lpad(CAST(n AS text), 10, '0')",
    "later": "received_at + interval '2 days'",
}
_EPISODES = """
{numbers}
INSERT INTO episode (id, reference, send_key, status, urgency, received_at, referrer_id, referrer_organization_id,
                     closed_at, version)
SELECT {id}, {reference}, {id}, 'completed', :urgency, {sent_at}, :referrer, :organization, {sent_at}, 1
FROM {from_numbers}
"""
_LEGS = """
INSERT INTO leg (id, episode_id, number, agency_type, way, urgency, status, sent_at, answer_by, planned_for, ended_at,
                 changed_at, version, service_id, organization_id, organization_kind)
SELECT {id}, id, 1, :agency, :way, :urgency, 'completed', received_at, {later}, {later}, {later},
       {later}, 1, :service, :organization, :kind
FROM episode WHERE reference BETWEEN :first AND :latest
"""
