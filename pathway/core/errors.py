"""Errors that features raise and pages turn into words."""


class PathwayError(Exception):
    """Base of our own errors."""


class SeedError(PathwayError):
    """A file of listings cannot be loaded; the message names the listing and the field."""


class ConfidentialLocationError(SeedError):
    """Something tried to say where a confidential service is."""


class LimitExceededError(PathwayError):
    """Too many of one kind of request from one network address today."""
