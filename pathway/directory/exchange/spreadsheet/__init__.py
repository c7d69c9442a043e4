"""A listing as a row of a CSV file."""
