"""The schedule over HTTP."""
