"""What becomes of a nudge once each of its devices has given an answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from backend.push.rules.answers import backoff
from backend.push.rules.messages import Answer, Outcome
from backend.reminders.rules.plan import FAILED, PENDING, SENT

UNSETTLED = (Answer.BUSY, Answer.UNREACHABLE, Answer.DEFERRED)
"""Answers after which the same device is tried again, as long as the nudge's window is open."""


def retry_at(outcome: Outcome, *, attempts: int, now: datetime, jitter: float) -> datetime | None:
    """When this device is tried again, None if its answer is final; `jitter` is 0 to 1.

    A device that asks for patience gets it, the others wait out the backoff.
    """
    if outcome.answer not in UNSETTLED:
        return None
    wanted = outcome.retry_after_s or 0.0
    if outcome.answer is Answer.DEFERRED:
        return now + timedelta(seconds=max(wanted, 1.0))
    return now + timedelta(seconds=max(wanted, backoff(attempts, jitter=jitter)))


def after(
    outcomes: Sequence[Outcome],
    *,
    retries: Sequence[datetime],
    was_sent: bool,
    expires_at: datetime,
) -> tuple[str, str | None, datetime | None]:
    """The nudge's state, the reason if it isn't sent, and when it is taken up again.

    `retries` are the moments at which one of its devices is tried again, of earlier attempts too.
    """
    taken = was_sent or any(each.answer is Answer.ACCEPTED for each in outcomes)
    unsettled = [each.answer.value for each in outcomes if each.answer in UNSETTLED]
    if retries and min(retries) < expires_at:
        return PENDING, unsettled[0] if unsettled else None, min(retries)
    if taken:
        return SENT, None, None
    return FAILED, unsettled[0] if unsettled else outcomes[0].answer.value, None
