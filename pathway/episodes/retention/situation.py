"""How long a referral is kept, as its page says it."""

from dataclasses import dataclass
from datetime import datetime

from pathway.episodes.models import Episode
from pathway.episodes.open_parts import was_taken
from pathway.episodes.retention.closure import why_not_close
from pathway.episodes.retention.periods import EVERYTHING_AFTER_CLOSING
from pathway.episodes.sight import Sight


@dataclass(frozen=True)
class Keeping:
    """Whether the reader may close it, and when what is forgotten."""

    may_close: bool
    closed_at: datetime | None
    identity_until: datetime | None
    everything_until: datetime | None
    is_long_open: bool


def keeping_of(episode: Episode, sight: Sight) -> Keeping:
    """Return how long a referral is kept. An enforcement body is not told when what was taken has ended."""
    is_told = not (sight.only_receipt and was_taken(episode.legs))
    closed_at = episode.closed_at if is_told else None
    return Keeping(
        may_close=why_not_close(episode, sight) is None,
        closed_at=closed_at,
        identity_until=episode.identity.forget_at if episode.identity else None,
        everything_until=closed_at + EVERYTHING_AFTER_CLOSING if closed_at else None,
        is_long_open=is_told and closed_at is None and episode.warned_open_at is not None,
    )
