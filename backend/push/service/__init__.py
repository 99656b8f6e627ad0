"""Verbs of push: which browsers take messages, and how the answers leave them."""
