"""What happens when an answer arrives, kind by kind; each in the request's one transaction."""
