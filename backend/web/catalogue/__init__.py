"""The catalogue and what a clinic adds to it, over HTTP."""
