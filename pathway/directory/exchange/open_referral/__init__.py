"""Listings of an Open Referral feed (HSDS 3, Open Referral UK 3), read in."""
