"""Leads: who answers for what at each partner, by role; how to reach the role, and who holds it now."""
