"""The tokens of facets in the index: need, agency type, group, when its numbers answer."""

import re
from functools import lru_cache


@lru_cache(maxsize=1_000)
def tag(facet: str, value: str) -> str:
    """Return the index's token for a facet's value, such as need=sexual_health."""
    return "t" + re.sub(r"[^a-z0-9]", "", f"{facet}{value}".lower())
