"""Releases for research, of those who consented."""
