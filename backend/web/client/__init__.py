"""What browsers load: the page of reminders and the worker that shows them."""
