"""What characterises a patient's pain, and the other medicines."""
