"""Leads for tests that need no database."""

from datetime import date
from typing import Any
from uuid import UUID

from pathway.leads.entry import LeadEntry, LeadNumber, LeadPerson
from pathway.leads.vocabulary import Cover, LeadKind


def person(**given: Any) -> LeadPerson:
    """Somebody who agreed to be shown."""
    phone = LeadNumber("020 7946 0199", "02079460199", "Sam Example")
    plain = {"name": "Sam Example", "email": "sam@example.org", "phone": phone}
    return LeadPerson(**plain | {"from_on": date(2026, 11, 1), "until_on": None} | given)


def entry(**given: Any) -> LeadEntry:
    """A role of Example Trust that somebody holds, as the public sees it."""
    plain: dict[str, Any] = {
        "id": UUID(int=7),
        "title": "Duty lead",
        "kind": LeadKind.TACTICAL,
        "organization": "Example Trust",
        "organization_id": UUID(int=8),
        "area": "Brent",
        "recommendation": 12,
        "escalation": None,
        "url": None,
        "email": "team@example.org",
        "phone": LeadNumber("020 7946 0101", "02079460101", "Duty lead"),
        "cover": Cover.HELD,
        "reach": None,
        "is_reachable": False,
        "hours": (),
        "missing": (),
        "confirmed_on": None,
        "confirmed_by": None,
        "review_due_on": None,
        "is_due": False,
        "holder": None,
        "deputy": None,
    }
    return LeadEntry(**plain | given)
