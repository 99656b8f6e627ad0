"""Push messages: which browsers take them, and how they get there."""
