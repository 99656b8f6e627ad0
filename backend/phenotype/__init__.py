"""What kind of pain a patient has, which other conditions, which other medicines and when."""
