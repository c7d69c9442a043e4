"""Words of what is kept."""

from enum import StrEnum


class CountedArea(StrEnum):
    """Where she was, as widely as counts have it; `forgotten` where the facts were gone already."""

    BRENT = "brent"
    OTHER_LONDON = "other_london"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"
    FORGOTTEN = "forgotten"
