"""A time of day as a person types it: 9, 9am, 9.30, 09:00, 0900, 5 pm, midday, midnight, 24:00."""

import re
from datetime import time

_WORDS = {"midday": time(12), "noon": time(12), "midnight": time(0), "24:00": time(0), "24": time(0), "2400": time(0)}
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.h ]?(?P<minute>\d{2}))?\s*(?P<half>a|p)?\.?(?:m\.?)?", re.ASCII)


def read_typed_time(text: str) -> time:
    """Return the time, London wall time. Raises ValueError with what to do."""
    typed = " ".join(text.split()).casefold()
    if typed in _WORDS:
        return _WORDS[typed]
    match = _CLOCK.fullmatch(typed)
    if match is None or (typed.endswith("m") and not match["half"]):
        raise ValueError(f"“{text.strip()}” is no time of day. Write it like 9.30am or 17:00")
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(f"“{text.strip()}” is no time of day: with am or pm the hour is from 1 to 12")
        hour = hour % 12 + (12 if match["half"] == "p" else 0)
    if hour > 23 or minute > 59:
        raise ValueError(f"“{text.strip()}” is no time of day: the last is 23:59")
    return time(hour, minute)
