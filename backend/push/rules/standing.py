"""When a subscription is retired, by the answers that it got."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from backend.push.rules.messages import Answer

REFUSALS: Final = 3
DENIALS: Final = 3
DENIED_FOR: Final = timedelta(hours=24)
"""Denials may be our own mistake with the keys; that much time is left to mend it."""

HALT_WINDOW: Final = timedelta(minutes=10)
"""Over which `should_halt` and `should_alarm` want their counts."""

HALT_SHARE: Final = 20
"""More than one in so many (5 %) is too many at once to be believed."""

HALT_LEAST: Final = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What a subscription has against it since its last success."""

    refusals: int = 0
    denials: int = 0
    denied_since: datetime | None = None
    """When the first of the denials came."""


def after(standing: Standing, answer: Answer, *, at: datetime) -> Standing:
    """The standing after one more answer; a success clears it, waiting doesn't touch it."""
    match answer:
        case Answer.ACCEPTED:
            return Standing()
        case Answer.REFUSED:
            return replace(standing, refusals=standing.refusals + 1)
        case Answer.DENIED:
            since = standing.denied_since or at
            return replace(standing, denials=standing.denials + 1, denied_since=since)
        case _:
            return standing


def retires(standing: Standing, answer: Answer, *, at: datetime, halted: bool = False) -> bool:
    """Whether the subscription is given up, by its standing after this answer.

    Gone: at once, unless retiring is `halted` for its vendor. Refused: the third time. Denied: the
    third time or later, once the first is 24 hours old.
    """
    match answer:
        case Answer.GONE:
            return not halted
        case Answer.REFUSED:
            return standing.refusals >= REFUSALS
        case Answer.DENIED:
            since = standing.denied_since or at
            return standing.denials >= DENIALS and at - since >= DENIED_FOR
        case _:
            return False


def should_halt(gone: int, total: int) -> bool:
    """Whether so many of a vendor's answers of HALT_WINDOW are "gone" that retiring must stop."""
    return gone >= HALT_LEAST and gone * HALT_SHARE > total


def should_alarm(denied: int, total: int) -> bool:
    """Whether so many of a vendor's answers are denials that our own keys must be looked at."""
    return denied * HALT_SHARE > total
