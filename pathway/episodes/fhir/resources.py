"""Episodes and legs as FHIR R4 resources, for counting and research: nobody can be told from them.

Each episode has a pseudonym, made with a key of this installation: the same in every export, and of no use elsewhere.
Neither who she is, nor what was answered or written about her, is ever read for this.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pathway.core.crypto import keys
from pathway.core.errors import PathwayError
from pathway.directory.vocabulary import AGENCY_LABELS
from pathway.episodes.fhir.codes import wrong_codes
from pathway.episodes.models import Episode, Leg
from pathway.episodes.vocabulary import OUTCOME_WORDS, REASON_WORDS
from pathway.referral.vocabulary import Urgency

PRIORITY = {Urgency.IMMEDIATE: "stat", Urgency.SAME_DAY: "urgent", Urgency.STANDARD: "routine"}
_PURPOSE = "fhir-pseudonym"


class FhirError(PathwayError):
    """A resource would hold a code that FHIR does not have; the message names it."""


def bundle(episodes: Iterable[Episode], origin: str, now: datetime) -> dict[str, Any]:
    """Return a Bundle of a ServiceRequest and its Tasks for each episode. Raises FhirError for a code that is none."""
    made = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": _instant(now),
        "entry": [
            {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}
            for episode in episodes
            for resource in _resources(episode, origin)
        ],
    }
    if not made["entry"]:  # FHIR has no empty lists
        del made["entry"]
    if wrong := list(wrong_codes(made)):
        raise FhirError("; ".join(wrong))
    return made


def pseudonym(row_id: UUID) -> str:
    """Return the id that a row has outside: a UUID that only this installation's key gives."""
    mac = hmac.new(keys().index, f"{_PURPOSE}:{row_id}".encode(), hashlib.sha256).digest()
    return str(UUID(bytes=mac[:16], version=4))


def _resources(episode: Episode, origin: str) -> Iterator[dict[str, Any]]:
    yield _request(episode, origin)
    for leg in episode.legs:
        yield _task(leg, episode, origin)


def _request(episode: Episode, origin: str) -> dict[str, Any]:
    return {
        "resourceType": "ServiceRequest",
        "id": pseudonym(episode.id),
        "status": episode.status.value,
        "intent": "order",
        "priority": PRIORITY[episode.urgency],
        "subject": {"type": "Patient", "display": "A woman who is not named"},
        "authoredOn": _instant(episode.received_at),
        "requester": _organization(episode.referrer_organization_id, origin),
    }


def _task(leg: Leg, episode: Episode, origin: str) -> dict[str, Any]:
    task: dict[str, Any] = {
        "resourceType": "Task",
        "id": pseudonym(leg.id),
        "basedOn": [{"reference": f"ServiceRequest/{pseudonym(episode.id)}"}],
        "status": leg.status.value,
        "intent": "order",
        "priority": PRIORITY[leg.urgency],
        "code": _coded("agency-type", leg.agency_type.value, AGENCY_LABELS[leg.agency_type], origin),
        "authoredOn": _instant(leg.sent_at),
        "lastModified": _instant(leg.changed_at),
        "owner": _organization(leg.organization_id, origin),
        "restriction": {"period": {"end": _instant(leg.answer_by)}},
    }
    if leg.reason is not None:
        task["statusReason"] = _coded("reason", leg.reason.value, REASON_WORDS[leg.reason], origin)
    if leg.outcome is not None:
        task["output"] = [
            {
                "type": {"text": "outcome"},
                "valueCodeableConcept": _coded("outcome", leg.outcome.value, OUTCOME_WORDS[leg.outcome], origin),
            }
        ]
    if leg.replaces_id is not None:
        task["focus"] = {"reference": f"Task/{pseudonym(leg.replaces_id)}"}
    return task


def _organization(organization_id: UUID, origin: str) -> dict[str, Any]:
    return {
        "type": "Organization",
        "identifier": {"system": f"{origin}/api/oruk/v3/organizations", "value": str(organization_id)},
    }


def _coded(system: str, code: str, words: str, origin: str) -> dict[str, Any]:
    return {"coding": [{"system": f"{origin}/fhir/{system}", "code": code, "display": words}], "text": words}


def _instant(moment: datetime) -> str:
    """Write a moment whole, to the second and with its zone: half a time is no FHIR time."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
