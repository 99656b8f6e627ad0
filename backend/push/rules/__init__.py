"""What is decided about pushes, and nothing that touches clock, database or network."""
