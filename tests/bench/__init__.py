"""The speed of the hot paths, beside yardsticks measured in the same run on the same machine."""
