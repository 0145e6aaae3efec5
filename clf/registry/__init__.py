"""Every model that was ever live, and which one is."""

from clf.registry.live import live_folder as live_folder
