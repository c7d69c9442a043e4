"""Hours: timetables, what is open at a moment, and both in words."""
