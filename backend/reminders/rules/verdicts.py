"""Whether a nudge whose time has come is sent, and if not, why not."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from backend.reminders.rules.plan import (
    CANCELLED,
    FAILED,
    MERGED,
    MISSED,
    PENDING,
    SNOOZE,
    TEST,
    Plan,
    is_quiet,
)

MOST_A_DAY: Final = 6
RUNGS: Final = (3, 7, 30)
"""Days of silence after which the nudge asks whether all is well; after the last there is rest."""

RETRY_STALE: Final = timedelta(seconds=5)


class Kind(StrEnum):
    """What a phone shows; each has one fixed, neutral text there."""

    DUE = "due"
    SILENCE = "silence"
    TEST = "test"


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What is known of one nudge at the moment it is looked at."""

    slot: str
    local_date: date
    due_at: datetime
    expires_at: datetime
    consented: bool
    stale: bool
    paused: bool
    snoozed_until: datetime | None
    is_due: bool
    """Whether anything is asked of the patient now that isn't answered or declined."""

    has_later: bool
    """Whether another nudge of the patient, meant for later, has come due by now."""

    sent_that_day: int
    devices: int
    was_sent: bool
    """Whether one of its devices has had it already, so that it counts among those sent."""

    silent_since: date
    """The last day with an entry, or the one from which on reminders were agreed to."""

    rung: int
    """The last rung reached within this silence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What becomes of a nudge now: sent as a kind, or in a state for a reason."""

    state: str
    reason: str | None = None
    kind: Kind | None = None
    rung: int = 0
    """The rung of silence reached with it; 0: none."""


def verdict(facts: Facts, plan: Plan, now: datetime) -> Verdict:
    """Decide in the order in which the reasons count: the patient's will first."""
    if facts.slot.startswith(TEST):
        return _to_devices(facts, Kind.TEST, now)
    for holds, state, reason in _reasons(facts, plan, now):
        if holds:
            return Verdict(state=state, reason=reason)
    reached = reached_rung(facts)
    sent = _to_devices(facts, Kind.SILENCE if reached else Kind.DUE, now)
    return replace(sent, rung=reached)


def reached_rung(facts: Facts) -> int:
    """The rung of silence that is new on this date, 0 if none is."""
    days = (facts.local_date - facts.silent_since).days
    over = [rung for rung in RUNGS if rung <= days]
    return over[-1] if over and over[-1] > facts.rung else 0


def _reasons(facts: Facts, plan: Plan, now: datetime) -> tuple[tuple[bool, str, str], ...]:
    """Whether each reason not to send holds, and the state it leads to."""
    own = facts.slot.startswith(SNOOZE)
    snoozed = facts.snoozed_until is not None and now < facts.snoozed_until and not own
    disturbs = is_quiet(plan, now) and not is_quiet(plan, facts.due_at)
    over = facts.sent_that_day >= MOST_A_DAY and not facts.was_sent
    return (
        (not facts.consented, CANCELLED, "no_consent"),
        (facts.stale, PENDING, "plan_changed"),
        (facts.paused, CANCELLED, "paused"),
        (snoozed, CANCELLED, "snoozed"),
        (not facts.is_due, CANCELLED, "done"),
        (facts.has_later, MERGED, "later_nudge"),
        (now >= facts.expires_at, MISSED, "too_late"),
        (disturbs, MISSED, "quiet_hours"),
        (over, CANCELLED, "daily_limit"),
        (facts.rung == RUNGS[-1] and not facts.was_sent, CANCELLED, "resting"),
    )


def _to_devices(facts: Facts, kind: Kind, now: datetime) -> Verdict:
    if now >= facts.expires_at:
        return Verdict(state=MISSED, reason="too_late")
    if not facts.devices:
        return Verdict(state=FAILED, reason="no_device")
    return Verdict(state=PENDING, kind=kind)
