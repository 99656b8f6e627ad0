"""Makes pytest see the end of these tests, and with it the end of the browser's event loop."""
