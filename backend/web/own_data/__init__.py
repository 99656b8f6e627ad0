"""A patient's own data over HTTP."""
