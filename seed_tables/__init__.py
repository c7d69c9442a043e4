"""Makes the tables of `seed/geo` from public packages. Run in a checkout; no part of an installation."""
