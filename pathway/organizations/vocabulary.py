"""Kinds of organisation."""

from enum import StrEnum


class OrganizationKind(StrEnum):
    """Enforcement (police, immigration, licensing, revenues) may look things up and is never sent a referral."""

    COUNCIL = "council"
    NHS = "nhs"
    CHARITY = "charity"
    ENFORCEMENT = "enforcement"
    OTHER = "other"
