"""Answers that each mean 999 by themselves, and questions that show only after some other answer.

The page shows the 999 button as soon as such an answer is picked, before anything is sent. A test compares these
answers with the rules.
"""

from collections.abc import Mapping
from types import MappingProxyType

AT_ONCE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "immediate_danger": frozenset({"yes"}),
        "health_now": frozenset({"emergency"}),
        "suicide_risk": frozenset({"now"}),
    }
)
"""For each fact, the values that ring 999."""

SHOWS_FOR: Mapping[str, str] = MappingProxyType({"borough": "area=other_london"})
"""Questions that show only after one answer to another question: "fact=value"."""
