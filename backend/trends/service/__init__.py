"""What is read from many days at once."""
