"""The board of 72-hour clocks, the page of one, and the wall view of references only."""
