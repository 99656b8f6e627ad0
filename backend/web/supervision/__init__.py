"""Calls for help, notes and reviews over HTTP."""
