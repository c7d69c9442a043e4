"""Organisations: who exists, and what kind of body each is."""
