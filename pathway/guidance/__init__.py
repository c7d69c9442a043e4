"""Guidance for frontline workers, and the 72-hour pathway in words and as a diagram."""
