"""Calls for help, notes about a patient, and who looked through a patient's state."""
