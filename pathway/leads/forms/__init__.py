"""What may be typed about leads: a search, a role, who holds it."""
