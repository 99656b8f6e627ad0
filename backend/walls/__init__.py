"""Whether the database keeps what the code relies on."""
