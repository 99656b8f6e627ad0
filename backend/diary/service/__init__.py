"""What a patient can do with the diary."""
