"""What a result shows: the steps, the numbers to ring, what to say, and what goes on paper."""
