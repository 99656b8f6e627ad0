"""The demo clinic: one real diary from open data, and simulated patients around it."""
