"""What people do with a message that could not be delivered."""

from pathway.audit import trail
from pathway.core.actor import Actor
from pathway.core.clock import utc_now
from pathway.core.errors import InvalidTransitionError
from pathway.notifications.models import OutboxMessage
from pathway.notifications.vocabulary import MessageStatus


def retry(message: OutboxMessage, by: Actor) -> None:
    """Try again from the start. Raises InvalidTransitionError unless it is dead."""
    _refuse_unless_dead(message)
    message.status = MessageStatus.WAITING
    message.attempts = 0
    message.due_at = utc_now()
    message.ended_at = None
    message.leased_by = message.leased_until = None
    trail.record("message.retried", f"message:{message.id}", by)


def discard(message: OutboxMessage, by: Actor) -> None:
    """Give it up, and forget to whom and what. Raises InvalidTransitionError unless it is dead."""
    _refuse_unless_dead(message)
    message.status = MessageStatus.DISCARDED
    message.recipient = message.content = None
    trail.record("message.discarded", f"message:{message.id}", by)


def _refuse_unless_dead(message: OutboxMessage) -> None:
    if message.status is not MessageStatus.DEAD:
        raise InvalidTransitionError(f"This message is {message.status.value} by now")
