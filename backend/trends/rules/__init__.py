"""The arithmetic of trends."""
