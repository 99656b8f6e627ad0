"""The tasks of reminders: work out what is due, send it, sum up what was counted."""
