"""Outreach sessions: the rota of a team, what changed on single dates, its calendar, and what was counted."""
