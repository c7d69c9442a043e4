"""Answers of which each alone means 999: the page shows the number the moment one is picked, before it is sent.

That they are the ones for which the rules ring 999, and no others, is asked of the rules in the tests. And the
questions that an answer brings into sight.
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
"""Questions that show only once another was answered so: "fact=value" of the other."""
