"""What is due for whom and when, and what became of it."""
