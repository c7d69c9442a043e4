"""Words of messages."""

from enum import StrEnum


class Channel(StrEnum):
    """How a message travels. A text message goes to staff only, and says nothing but that there is something."""

    EMAIL = "email"
    SMS = "sms"


class MessageStatus(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    EXPIRED = "expired"
    DISCARDED = "discarded"
