"""Every model that was ever live, and which one is."""
