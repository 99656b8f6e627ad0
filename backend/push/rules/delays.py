"""Into which buckets delays are counted."""

from typing import Final

WITHIN_S: Final = (1, 10, 60, 600, 7200)
"""Upper bounds in seconds; beyond the last no reminder is sent."""


def within(delay_s: float) -> int:
    """The bucket of a delay: the smallest bound that it doesn't exceed."""
    return next((bound for bound in WITHIN_S if delay_s <= bound), WITHIN_S[-1])
