"""Nudges to phones and desks by Web Push: what is sent, to whom it may go, and what comes of it."""
