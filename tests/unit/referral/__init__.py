"""Routing, without an app or a database."""
