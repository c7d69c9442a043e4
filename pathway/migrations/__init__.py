"""Numbered migrations of the database, one head."""
