"""Look-ups counted by need, borough and day: how many, and how many found nothing. No words, no places, nobody."""
