"""Who did what, when, to which record: a chain of rows that is only added to. Never content, never a name."""
