"""Trends and the patient list over HTTP."""
