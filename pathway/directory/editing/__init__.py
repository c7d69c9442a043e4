"""Editing: what those who own a listing see of it, confirm and change."""
