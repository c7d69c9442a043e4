"""The page of work: what waits for whoever has signed in, over all features."""
