"""Listings in: a file read within bounds, matched with what is held, checked whole, and applied all or not at all."""
