"""What becomes of a nudge once each of its devices has given an answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from backend.push.rules.answers import backoff
from backend.push.rules.messages import Answer, Outcome
from backend.reminders.rules.plan import FAILED, PENDING, SENT

UNSETTLED = (Answer.BUSY, Answer.UNREACHABLE, Answer.DEFERRED)
"""Answers after which the same device is tried again, as long as the nudge's window is open."""


def after(
    outcomes: Sequence[Outcome],
    *,
    attempts: int,
    was_sent: bool,
    expires_at: datetime,
    now: datetime,
    jitter: float,
) -> tuple[str, str | None, datetime | None]:
    """The nudge's state, the reason if it isn't sent, and when it is tried again.

    `jitter` is 0 to 1. A device that asks for patience gets it, others wait their turn's backoff.
    """
    taken = was_sent or any(each.answer is Answer.ACCEPTED for each in outcomes)
    open_ones = [each for each in outcomes if each.answer in UNSETTLED]
    if open_ones:
        waits = [_wait(each, attempts, jitter) for each in open_ones]
        next_at = now + timedelta(seconds=min(waits))
        if next_at < expires_at:
            return PENDING, open_ones[0].answer.value, next_at
    if taken:
        return SENT, None, None
    return FAILED, (open_ones or outcomes)[0].answer.value, None


def _wait(outcome: Outcome, attempts: int, jitter: float) -> float:
    wanted = outcome.retry_after_s or 0.0
    if outcome.answer is Answer.DEFERRED:
        return max(wanted, 1.0)
    return max(wanted, backoff(attempts, jitter=jitter))
