"""What stays of referrals as counts: how many, for which needs, where, and what nobody could give."""
