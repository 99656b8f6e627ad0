"""What a push service's answer means, and when to try again (RFC 8030, RFC 9110)."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from backend.push.rules.messages import Answer

MAX_RETRY_AFTER_S: Final = 86_400.0
"""Nobody is left alone for longer than a day, whatever the header says."""

MAX_BACKOFF_S: Final = 300.0

_SECONDS = re.compile(r"[0-9]+")
_DATE = re.compile(r"[A-Z][a-z]{2,8},? .*[0-9]{2}:[0-9]{2}:[0-9]{2}.*")
_BY_STATUS: Final = {
    401: Answer.DENIED,
    403: Answer.DENIED,
    404: Answer.GONE,
    408: Answer.BUSY,
    410: Answer.GONE,
    413: Answer.TOO_LARGE,
    429: Answer.BUSY,
}


def classify(status: int) -> Answer:
    """What an HTTP status means for the message; 408 is the other side's time-out, so BUSY."""
    if 200 <= status < 300:
        return Answer.ACCEPTED
    if 500 <= status < 600:
        return Answer.BUSY
    return _BY_STATUS.get(status, Answer.REFUSED)


def retry_after(header: str | None, *, now: datetime) -> float | None:
    """Seconds to wait, 0 to a day, by a Retry-After header (RFC 9110 10.2.3); None if it says none.

    Both forms are read, seconds and an HTTP date; a date in the past is 0.
    """
    text = (header or "").strip(" \t")
    if _SECONDS.fullmatch(text):
        # Beyond ten digits no number is of interest, and int() has a limit of its own.
        return MAX_RETRY_AFTER_S if len(text) > 10 else min(float(text), MAX_RETRY_AFTER_S)
    if not _DATE.fullmatch(text):
        return None
    try:
        at = parsedate_to_datetime(text)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
        return min(max((at - now).total_seconds(), 0.0), MAX_RETRY_AFTER_S)
    except (ValueError, OverflowError):
        return None


def backoff(attempts: int, *, jitter: float) -> float:
    """Seconds to wait after so many attempts: 2^attempts, at most five minutes.

    `jitter` from 0 to 1 takes up to half of it away, so that many don't come back at once.
    """
    longest = min(2.0 ** min(attempts, 16), MAX_BACKOFF_S)
    return longest * (1 - jitter / 2)
