"""Errors that features raise and pages turn into words."""

from datetime import timedelta


class PathwayError(Exception):
    """Base of our own errors."""


class SeedError(PathwayError):
    """A file of listings cannot be loaded; the message names the listing and the field."""


class ListingFileError(PathwayError):
    """A file of listings is refused as a whole; the message says why and what to do."""


class LimitExceededError(PathwayError):
    """Too many of one kind of request. `wait` is how long until it may be done again."""

    def __init__(self, action: str, *, wait: timedelta) -> None:
        """Take the limited action's name and the time to wait."""
        super().__init__(action)
        self.wait = wait


class TileError(PathwayError):
    """A picture for the map cannot be had; the message says why and names no place."""


class RoutingTableError(PathwayError):
    """There is no routing table to go by; the message says why and what to do."""


class SealError(PathwayError):
    """A sealed value cannot be opened, or there are no keys to seal with."""


class AuditError(PathwayError):
    """What was done cannot be written down, so it is not done."""


class SweepError(PathwayError):
    """Something that is late could not be told to anybody yet. The log says of which clock."""


class PublicFileError(PathwayError):
    """What is changed cannot be taken out of the file of public pages, so it is not changed."""


class ChangeRefusedError(PathwayError):
    """A change is refused and nothing is changed; the message says why. A page answers with it, and status 409."""


class InvalidTransitionError(ChangeRefusedError):
    """Something is no longer in the state that this act needs; the message says what it is now."""
