"""Pages that belong to no feature: the first one, emergencies, statements."""
