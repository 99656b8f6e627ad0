"""Days, moments and their revisions."""
