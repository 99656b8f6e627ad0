"""Verbs of reminders: plan, send, note what came of it."""
