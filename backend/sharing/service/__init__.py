"""What patients decide about their data, and what they see of it."""
