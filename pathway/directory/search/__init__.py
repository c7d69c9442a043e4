"""What was typed, what matches it, in what order, and the cards and pages that show it."""
