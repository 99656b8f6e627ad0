"""Thinking tasks: runs with their trials, compared with the same person on the same device."""
