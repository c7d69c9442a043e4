"""The life of a listing: added, ended, kept again, joined with another that is the same, taken apart."""
