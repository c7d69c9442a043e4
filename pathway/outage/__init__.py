"""What the site does while its database is away, does not answer, or is full."""
