"""Sharing without her agreement: one agency, a ground, a reason in writing, and a second person first."""
