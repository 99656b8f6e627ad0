"""What happens when an answer arrives: it is kept, bound to its occasion, and answered; at once."""
