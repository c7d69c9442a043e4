"""Checks of a routing table before anybody is routed by it."""
