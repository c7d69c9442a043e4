"""The directory: services, where they are, when they answer, and how to find one."""
