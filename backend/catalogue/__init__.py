"""The clinical catalogue: what is asked, on which scale, and what an answer may set off."""
