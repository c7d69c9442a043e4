"""A listing as a JSON object."""
