"""Acts that take two people: asked for by one, decided by another."""
