"""What is decided about treatment, and nothing that touches the database."""
