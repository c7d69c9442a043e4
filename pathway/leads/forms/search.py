"""What an address may ask for of the list of leads."""

from collections.abc import Mapping

from pathway.leads.queries import LeadFilter
from pathway.leads.vocabulary import LeadKind


def filter_of(arguments: Mapping[str, str]) -> LeadFilter:
    """Read which leads an address asks for. What it cannot mean is passed over."""
    kind = arguments.get("kind", "")
    return LeadFilter(
        words=arguments.get("q", "").strip()[:100],
        kind=LeadKind(kind) if kind in set(LeadKind) else None,
        organization=arguments.get("organisation", "").strip()[:200],
        vacant=arguments.get("vacant") == "yes",
    )


def parameters_of(wanted: LeadFilter) -> dict[str, str]:
    """Return the parameters of an address that asks for these leads: only those that narrow it."""
    asked = {
        "q": wanted.words,
        "kind": wanted.kind or "",
        "organisation": wanted.organization,
        "vacant": "yes" if wanted.vacant else "",
    }
    return {name: value for name, value in asked.items() if value}
