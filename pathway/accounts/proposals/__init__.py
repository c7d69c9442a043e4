"""Proposals: changes that one person asks for and another decides."""
