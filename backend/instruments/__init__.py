"""Questionnaires: what was answered, and the score by the published rule."""
