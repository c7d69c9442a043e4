"""Whether the 72-hour pathway runs: what it needs first, and the two people who turn it on or off."""
