"""Orders, sessions, home doses and laboratory results, and the exposure that they add up to."""
