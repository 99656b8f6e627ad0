"""Whether the service is up, over HTTP."""
