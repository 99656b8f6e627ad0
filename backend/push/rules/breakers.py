"""When a host that doesn't answer well is left alone, and for how long."""

from typing import Final

from backend.push.rules.answers import backoff

FAILURES: Final = 5
"""So many in a row, and the host gets a rest."""


class Breaker:
    """One host's record: closed (all may try) or open (none may until its rest is over).

    After the rest one probe goes, and its answer closes the breaker or opens it anew. Moments are
    seconds of any clock that only goes forward.
    """

    __slots__ = ("failures", "until")

    def __init__(self) -> None:
        self.failures = 0
        self.until: float | None = None

    def rest(self, now: float) -> float:
        """Seconds for which the host must still be left alone; 0 if it may be tried."""
        return 0.0 if self.until is None else max(self.until - now, 0.0)

    @property
    def is_closed(self) -> bool:
        """Whether nothing stands against the host."""
        return self.until is None

    def succeed(self, *, as_probe: bool) -> None:
        """Note that the host answered; a rest ends by its probe only."""
        if self.until is None or as_probe:
            self.failures, self.until = 0, None

    def fail(
        self, now: float, *, as_probe: bool, retry_after_s: float | None, jitter: float
    ) -> None:
        """Note a failure; a Retry-After opens at once, and those already on the way don't count."""
        if self.until is None or as_probe:
            self.failures += 1
            if self.failures >= FAILURES or as_probe:
                self.until = now + backoff(self.failures, jitter=jitter)
        if retry_after_s:
            self.until = max(self.until or 0.0, now + retry_after_s)
