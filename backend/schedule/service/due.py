"""What is due: the list that a phone needs to ask the right things offline."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from backend import clock
from backend.accounts.queries import run_in_session
from backend.accounts.rules import Actor, Role
from backend.catalogue.service import catalogue
from backend.errors import Conflict, Invalid, NotFound
from backend.records.queries import take_turns
from backend.schedule import queries
from backend.schedule.models import Occurrence, ScheduleChange
from backend.schedule.rules.occurrences import (
    DECLINED,
    DIARY,
    DONE,
    DUE,
    MOMENT,
    NOT_APPLICABLE,
    Circumstances,
    state_at,
)
from backend.schedule.rules.windows import day_start, diary_day
from backend.schedule.service.building import bring_up_to_date
from backend.sharing.queries import granted_categories
from backend.sharing.rules import CATEGORIES

LONGEST_LOOK_BACK = timedelta(days=400)
SHOWN = (
    "id",
    "ask",
    "trigger",
    "category",
    "day",
    "opens_at",
    "closes_at",
    "session_id",
    "step",
    "reason",
    "answered_at",
    "answer_id",
)


class NotDue(Conflict):
    """It was answered, is over, or isn't asked any more."""

    code = "not_due"


def due_list(
    patient_id: UUID, *, reader: Actor, days: int, since: date | None = None
) -> dict[str, Any]:
    """Everything that isn't over and opens within so many days, the daily diary included.

    With `since` also what was over before, from that day on (no day's diary that nothing but the
    day asked for), or raise Invalid. For the patient it is worked out first. A specialist sees
    what is stored of the categories granted; the patient's days are no part of that.
    """
    now = clock.now()
    after = _after(since, now)
    if reader.role is not Role.PATIENT:
        rows = queries.open_after(patient_id, after)
        until = now + timedelta(days=days)
        items = [document_of(row, now) for row in rows if row.opens_at < until]
        withheld = sorted(set(CATEGORIES) - granted_categories(patient_id))
        return {"as_of": now, "until": until, "items": items, "withheld": withheld}
    who, rows = bring_up_to_date(patient_id, days=days)
    today = diary_day(now, who.zone, who.day_starts_at)
    until = day_start(today + timedelta(days=days), who.zone, who.day_starts_at)
    asked = [row for row in rows if row.closes_at > now and row.opens_at < until]
    unbound = any(row.ask in {DIARY, MOMENT} and row.state == DUE for row in asked)
    if unbound:
        queries.bind_diary(run_in_session, patient_id, [row.day for row in asked], moments=True)
    if unbound or since:
        asked = [row for row in queries.open_after(patient_id, after) if row.opens_at < until]
    over = [row for row in asked if row.closes_at <= now or row.ask != DIARY]
    items = [document_of(row, now) for row in over]
    items += _diary(who, asked, now=now, today=today, days=days)
    items.sort(key=lambda item: (item["opens_at"], item["ask"], item["day"]))
    return {"as_of": now, "until": until, "items": items, "withheld": []}


def decide(patient_id: UUID, occurrence_id: UUID, *, reason: str | None) -> dict[str, Any]:
    """Say why this one won't be answered, or by None that it will; or raise NotFound or NotDue."""
    take_turns(patient_id)
    found = queries.find_occurrence(patient_id, occurrence_id)
    if found is None:
        raise NotFound
    now = clock.now()
    wanted = (DUE, None) if reason is None else (DECLINED, reason)
    if (found.state, found.reason) != wanted:
        state = state_at(found.state, found.closes_at, now)
        is_over = reason is None and found.closes_at <= now
        if is_over or state not in {DUE, DECLINED}:
            raise NotDue
        found.state, found.reason = wanted
    return document_of(found, now)


def changes(
    patient_id: UUID, *, before: Sequence[Any] | None, limit: int
) -> Sequence[ScheduleChange]:
    """What was moved, dropped or asked again and why, the latest first."""
    return queries.changes_of(patient_id, before=before, limit=limit)


def document_of(row: Occurrence, now: datetime) -> dict[str, Any]:
    """The occurrence as its reader sees it, with the state as of now."""
    shown = {name: getattr(row, name) for name in SHOWN}
    return {**shown, "state": state_at(row.state, row.closes_at, now)}


def _after(since: date | None, now: datetime) -> datetime:
    """From which moment on what was over is shown: now, or the named day's begin, anywhere."""
    if since is None:
        return now
    begun = datetime(since.year, since.month, since.day, tzinfo=UTC)
    if begun < now - LONGEST_LOOK_BACK:
        raise Invalid({"since": [f"At most {LONGEST_LOOK_BACK.days} days back."]})
    return min(begun, now)


def _diary(
    who: Circumstances, asked: Sequence[Occurrence], *, now: datetime, today: date, days: int
) -> Iterator[dict[str, Any]]:
    """One item a day that can still be written in time; a burst that asks for the day names it."""
    on_time = timedelta(hours=catalogue().on_time_hours)
    rows = {
        row.day: row
        for row in asked
        if row.ask == DIARY and row.state != NOT_APPLICABLE and row.closes_at > now
    }
    first = max(today - timedelta(days=2 + on_time.days), who.anchor_on)
    last = today + timedelta(days=days - 1)
    noted = queries.days_noted(who.patient_id, first, last)
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        opens_at = day_start(day, who.zone, who.day_starts_at)
        closes_at = day_start(day + timedelta(days=1), who.zone, who.day_starts_at) + on_time
        if closes_at <= now:
            continue
        if day in rows:
            yield document_of(rows[day], now)
        else:
            yield _plain_day(day, opens_at, closes_at, noted)


def _plain_day(
    day: date, opens_at: datetime, closes_at: datetime, noted: Mapping[date, str | None]
) -> dict[str, Any]:
    reason = noted.get(day)
    state = DUE if day not in noted else DONE if reason is None else DECLINED
    return {
        **dict.fromkeys(SHOWN),
        "ask": DIARY,
        "trigger": "daily",
        "day": day,
        "opens_at": opens_at,
        "closes_at": closes_at,
        "state": state,
        "reason": reason,
    }
