"""The codes that FHIR R4 allows where we write one. Libraries check the shape of a resource and not its codes.

Source: HL7 FHIR R4 (4.0.1), value sets task-status, task-intent, request-status, request-intent and request-priority.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

_PRIORITIES = frozenset({"routine", "urgent", "asap", "stat"})
ALLOWED: MappingProxyType[tuple[str, str], frozenset[str]] = MappingProxyType(
    {
        ("Task", "status"): frozenset(
            {
                *("draft", "requested", "received", "accepted", "rejected", "ready", "cancelled", "in-progress"),
                *("on-hold", "failed", "completed", "entered-in-error"),
            }
        ),
        ("Task", "intent"): frozenset(
            {
                *("unknown", "proposal", "plan", "order", "original-order", "reflex-order", "filler-order"),
                *("instance-order", "option"),
            }
        ),
        ("Task", "priority"): _PRIORITIES,
        ("ServiceRequest", "status"): frozenset(
            {"draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"}
        ),
        ("ServiceRequest", "intent"): frozenset(
            {
                *("proposal", "plan", "directive", "order", "original-order", "reflex-order", "filler-order"),
                *("instance-order", "option"),
            }
        ),
        ("ServiceRequest", "priority"): _PRIORITIES,
        ("Bundle", "type"): frozenset({"collection"}),
    }
)


def wrong_codes(resource: Mapping[str, Any]) -> Iterator[str]:
    """Yield each code of a resource that FHIR does not have there, as "Task.status: sent"."""
    kind = resource.get("resourceType", "")
    for (of, name), allowed in ALLOWED.items():
        if of == kind and name in resource and resource[name] not in allowed:
            yield f"{kind}.{name}: {resource[name]}"
    for entry in resource.get("entry", ()):
        yield from wrong_codes(entry["resource"])
