"""The log of cards that were handed out or left: what kind of place, how many, when."""
