"""Making the tables of places."""
