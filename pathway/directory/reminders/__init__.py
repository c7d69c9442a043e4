"""Reminders: who is asked whether a listing is still correct, how often, and the link that answers it."""
