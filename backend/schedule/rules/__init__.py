"""When something is asked, and nothing that touches the database or the clock."""
