"""What passes between a patient and those who supervise: calls for help, notes, reviews."""
