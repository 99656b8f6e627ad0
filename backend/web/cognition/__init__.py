"""Thinking tasks over HTTP."""
