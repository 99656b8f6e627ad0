"""What is asked after each session, and what becomes of it when sessions change.

The rule, applied to all sessions of a patient whenever one of them changes:

1. What was answered or declined never moves: it stays bound to its session and step. An answer
   that is taken back leaves an open step, which the patient's next list lets be as the rule says.
2. Every other step of a session that stands is worked out anew from that session's present end.
3. Steps that open at or after the start of the next standing session, and diary steps on days
   after that session's diary day, are not applicable: `next_session`.
4. The open steps of a cancelled or struck-out session are not applicable: `session_cancelled`.
5. When the cause falls away they are due again, unless their window has closed by then: those are
   missed.
6. Each time it is written down what was added, moved, dropped or asked again, and from when to
   when.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from backend.schedule.rules.occurrences import (
    DIARY,
    DUE,
    MOMENT,
    NOT_APPLICABLE,
    OPEN,
    Circumstances,
    SessionTimes,
    Wanted,
    occurrence_id,
)
from backend.schedule.rules.windows import day_start, diary_day

PROPOSED: Mapping[str, Any] = {
    "after_hours": [2, 24, 48, 72],
    "check_open_hours": 12,
    "daily_until_day": 14,
    "twice_weekly_until_day": 84,
}
"""What is asked unless a clinic has configured otherwise (gap G2's own example)."""

NEXT_SESSION, CANCELLED = "next_session", "session_cancelled"
TWICE_WEEKLY = (3, 4)
"""Days from one to the next, in turn: 14, 17, 21, 24, 28 …"""

MOST_HOURS, MOST_DAYS = 336, 366


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a burst: hours after the session's end, or days after its day."""

    name: str
    hours: int | None
    closes_after_hours: int
    days: int


def steps(burst: Mapping[str, Any]) -> Iterator[Step]:
    """The steps of a configuration, in the order in which they open."""
    hours = sorted(burst["after_hours"])
    for n, after in enumerate(hours):
        closes = after + burst["check_open_hours"]
        if n + 1 < len(hours):
            closes = min(closes, hours[n + 1])
        yield Step(f"h{after}", after, closes, 0)
    daily, last = burst["daily_until_day"], burst["twice_weekly_until_day"]
    for day in range(1, daily + 1):
        yield Step(f"d{day}", None, 0, day)
    day, turn = daily, 0
    while (day := day + TWICE_WEEKLY[turn % 2]) <= last:
        yield Step(f"w{day}", None, 0, day)
        turn += 1


def flaw_of(burst: Mapping[str, Any]) -> str | None:
    """What is wrong with a clinic's configuration, None if it is sound."""
    hours = burst["after_hours"]
    if len(set(hours)) < len(hours) or not all(1 <= hour <= MOST_HOURS for hour in hours):
        return f"The hours are different ones from 1 to {MOST_HOURS}."
    if not 1 <= burst["check_open_hours"] <= 48:
        return "A check stays open for 1 to 48 hours."
    if not 0 <= burst["daily_until_day"] <= burst["twice_weekly_until_day"] <= MOST_DAYS:
        return f"The days rise: daily, then twice weekly, up to {MOST_DAYS}."
    return None


def bursts(
    who: Circumstances, *, on_time_hours: int, only: Collection[UUID] | None = None
) -> Iterator[Wanted]:
    """Every step of every session, or of these, as the rule wants it.

    Diary steps close as the diary does.
    """
    standing = sorted(
        (session for session in who.sessions if session.stands),
        key=lambda session: (session.starts_at, session.id),
    )
    following = dict(zip((s.id for s in standing), standing[1:], strict=False))
    for session in who.sessions:
        if only is not None and session.id not in only:
            continue
        for step in steps(session.burst or PROPOSED):
            yield _step(who, session, step, following.get(session.id), on_time_hours)


def _step(
    who: Circumstances,
    session: SessionTimes,
    step: Step,
    following: SessionTimes | None,
    on_time_hours: int,
) -> Wanted:
    day, opens_at, closes_at = _window(who, session, step, on_time_hours)
    reason = None
    if not session.stands:
        reason = CANCELLED
    elif following and _is_cut(who, step, day, opens_at, following):
        reason = NEXT_SESSION
    slot = f"burst/{session.id}/{step.name}"
    return Wanted(
        patient_id=who.patient_id,
        id=occurrence_id(who.patient_id, slot),
        slot=slot,
        ask=DIARY if step.hours is None else MOMENT,
        trigger="burst",
        day=day,
        opens_at=opens_at,
        closes_at=closes_at,
        state=NOT_APPLICABLE if reason else DUE,
        session_id=session.id,
        step=step.name,
        reason=reason,
    )


def _window(
    who: Circumstances, session: SessionTimes, step: Step, on_time_hours: int
) -> tuple[date, datetime, datetime]:
    zone, starts = who.zone, who.day_starts_at
    if step.hours is not None:
        opens_at = session.ends_at + timedelta(hours=step.hours)
        closes_at = session.ends_at + timedelta(hours=step.closes_after_hours)
        return diary_day(opens_at, zone, starts), opens_at, closes_at
    day = diary_day(session.ends_at, zone, starts) + timedelta(days=step.days)
    ends_at = day_start(day + timedelta(days=1), zone, starts)
    return day, day_start(day, zone, starts), ends_at + timedelta(hours=on_time_hours)


def _is_cut(
    who: Circumstances, step: Step, day: date, opens_at: datetime, following: SessionTimes
) -> bool:
    if step.hours is not None:
        return opens_at >= following.starts_at
    return day > diary_day(following.starts_at, who.zone, who.day_starts_at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """A burst's occurrence as it is stored."""

    slot: str
    state: str
    opens_at: datetime
    closes_at: datetime
    reason: str | None


def changes(
    wanted: Iterable[Wanted], stored: Mapping[str, Standing]
) -> tuple[list[Wanted], list[dict[str, Any]]]:
    """What has to be stored anew, and the record of what was added, moved, dropped or asked again.

    A step that was never asked and isn't applicable is not stored at all.
    """
    store, log, added = [], [], 0
    for each in wanted:
        now = stored.get(each.slot)
        if now is None:
            if each.state == DUE:
                store.append(each)
                added += 1
            continue
        if now.state not in OPEN or _same(each, now):
            continue
        store.append(each)
        log.append(_entry(each, now))
    if added:
        log.insert(0, {"became": "added", "count": added})
    return store, log


def _same(wanted: Wanted, stored: Standing) -> bool:
    return (wanted.state, wanted.reason, wanted.opens_at, wanted.closes_at) == (
        stored.state,
        stored.reason,
        stored.opens_at,
        stored.closes_at,
    )


def _entry(wanted: Wanted, stored: Standing) -> dict[str, Any]:
    became = "moved"
    if wanted.state == NOT_APPLICABLE:
        became = "dropped"
    elif stored.state == NOT_APPLICABLE:
        became = "asked_again"
    return {
        "slot": wanted.slot,
        "became": became,
        "from": [stored.opens_at.isoformat(), stored.closes_at.isoformat()],
        "to": [wanted.opens_at.isoformat(), wanted.closes_at.isoformat()],
        **({"reason": wanted.reason} if wanted.reason else {}),
    }
