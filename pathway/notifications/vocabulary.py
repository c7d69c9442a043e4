"""Words of messages."""

from enum import StrEnum


class Channel(StrEnum):
    """How a message travels. A text message goes to staff only, and says only that something waits."""

    EMAIL = "email"
    SMS = "sms"


class MessageStatus(StrEnum):
    """The state of a message."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    EXPIRED = "expired"
    DISCARDED = "discarded"
