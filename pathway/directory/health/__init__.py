"""Health: how many public listings are fresh, due, stale or never confirmed, by kind and by area."""
