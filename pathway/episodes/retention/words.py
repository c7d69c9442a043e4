"""How long what is known of a woman is kept, in the words that are read to her and that pages print."""

from collections.abc import Mapping
from datetime import timedelta

from pathway.episodes.retention import periods


def to_read_to_her() -> str:
    """Return the paragraph that a worker reads to her before anything is sent."""
    identity, everything = in_words(periods.IDENTITY_AFTER_CLOSING), in_words(periods.EVERYTHING_AFTER_CLOSING)
    return (
        "I write down what you want help with, how to reach you and a name you choose. Only the services you say "
        "yes to see it, each only what it needs; the police do not. "
        f"Your name and how to reach you are deleted {identity} after your referral is closed, "
        f"and the rest {everything} after, but for numbers without you in them. "
        "You may change your mind at any time, through me or any worker: they are told to stop. "
        "What they already wrote down follows their own rules. You may ask to see what is kept. "
        "If a life is in danger, a child is at risk or a court orders it, something may be passed on without your "
        "yes; you are told first unless that is unsafe."
    )


def in_words(length: timedelta) -> str:
    """Return a length of days or hours as it is said."""
    return f"{length.days} days" if length.days > 1 else f"{length // timedelta(hours=1)} hours"


def periods_in_words() -> Mapping[str, str]:
    """Return each period by the name that templates have for it."""
    return {
        "draft": in_words(periods.DRAFT),
        "closed": in_words(periods.IDENTITY_AFTER_CLOSING),
        "nobody": in_words(periods.IDENTITY_IF_NOBODY_TOOK_HER),
        "withdrawn": in_words(periods.IDENTITY_AFTER_WITHDRAWAL),
        "everything": in_words(periods.EVERYTHING_AFTER_CLOSING),
        "long_open": in_words(periods.OPEN_TOO_LONG),
    }
