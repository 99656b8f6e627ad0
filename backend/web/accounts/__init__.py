"""Accounts and sign-ins over HTTP."""
