"""Consent, sharing and who looked, over HTTP."""
