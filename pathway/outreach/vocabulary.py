"""Words of outreach sessions."""

from enum import StrEnum


class Repeats(StrEnum):
    """How a session of the rota comes back."""

    ONCE = "once"
    WEEKLY = "weekly"
    TWO_WEEKLY = "two_weekly"
    MONTHLY = "monthly"
    """On the same weekday of the month, counted from its beginning: the first Friday."""
    MONTHLY_LAST = "monthly_last"


class ChangeKind(StrEnum):
    """What became of one date of the rota."""

    CANCELLED = "cancelled"
    MOVED = "moved"


COUNTS = {
    "contacts": "Women you spoke with",
    "cards": "Cards given",
    "items": "Other things given",
    "referrals": "Referrals made",
    "declined": "Women who told you no",
}
"""What is counted of a session, in words. Numbers only: nothing of anybody."""
