"""Referrals that were sent, for those who may know of them: `/referrals` and `/referrals/REFERENCE`."""
