"""Treatment over HTTP."""
