"""A listing as it stands in a file: plain records, and how each is written as CSV and as JSON and read back."""
