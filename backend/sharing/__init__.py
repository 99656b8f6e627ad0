"""What a patient consents to, and with which specialist it is shared."""
