"""Listings out: the directory as plain records, written to a file as CSV or JSON."""
