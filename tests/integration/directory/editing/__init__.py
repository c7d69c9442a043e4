"""Those who own listings keep them right."""
