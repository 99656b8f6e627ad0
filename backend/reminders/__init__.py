"""Reminders: when the next nudge is due, whether it still is, and what became of it."""
