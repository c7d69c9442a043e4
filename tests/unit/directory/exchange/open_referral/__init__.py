"""Open Referral files."""
