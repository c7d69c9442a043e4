"""Routing over a real database."""
