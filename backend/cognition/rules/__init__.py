"""What thinking tasks yield, and when one run differs from another by more than chance."""
