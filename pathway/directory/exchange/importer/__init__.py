"""Listings in: a file read within bounds, matched with what is here, checked whole, and written all or not at all."""
