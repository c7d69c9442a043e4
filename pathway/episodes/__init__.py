"""Referrals that were sent: an episode for each request, a leg for each service asked, and what came of it."""
