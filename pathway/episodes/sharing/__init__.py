"""Which organisations signed how referrals are shared: without that, nothing is sent to them here."""
