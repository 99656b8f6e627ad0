"""How a patient's occurrences are worked out and brought up to date."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from backend import clock
from backend.catalogue.service import catalogue
from backend.schedule import queries
from backend.schedule.models import Occurrence, ScheduleChange
from backend.schedule.rules import bursts
from backend.schedule.rules.occurrences import (
    DUE,
    NOT_APPLICABLE,
    RULES_VERSION,
    Circumstances,
    SessionTimes,
    Wanted,
)
from backend.schedule.rules.recurring import BLADDER, Plan, recurring
from backend.schedule.rules.windows import day_start, diary_day

TASKS = "c_cognitive"
"""The consent without which the thinking tasks aren't asked for."""

CHUNK = 250
"""How many patients' occurrences are worked out before they are stored."""


def bring_up_to_date(patient_id: UUID, *, days: int) -> tuple[Circumstances, Sequence[Occurrence]]:
    """What the patient depends on, and all that isn't over, worked out for so many days ahead.

    For the patient only: row-level security shows others a part of what it is worked out from.
    """
    now = clock.now()
    row = _circumstances([patient_id])[0]
    who = circumstances_of(row)
    today = diary_day(now, who.zone, who.day_starts_at)
    first, until = first_day(row, who, today), today + timedelta(days=days)
    since = min(now, day_start(first, who.zone, who.day_starts_at))
    stored = queries.open_after(patient_id, since)
    wanted = differing(recurring_for(who, first, until), stored, now)
    moved = "zone" if _zone_changed(row) else "taken_back" if _was_freed(who, stored) else None
    if moved:
        move_bursts(who, cause=moved, by=patient_id)
    if wanted:
        queries.store(wanted, now=now)
    if wanted or moved or row.built_until is None or row.built_until < until:
        queries.remember([_built(who, until)])
    if not (wanted or moved):
        return who, stored
    return who, queries.open_after(patient_id, since)


def rebuild(*, until_days: int, patients: Sequence[UUID] | None = None) -> int:
    """Work out everybody's occurrences (or these patients'); for how many.

    For operators and workers only.
    """
    chunks = in_chunks() if patients is None else _cut(patients)
    for chunk in chunks:
        _rebuild(chunk, until_days)
    return sum(map(len, chunks))


def in_chunks() -> list[Sequence[UUID]]:
    """All patients, as many at a time as are worked out before they are stored."""
    return _cut(queries.all_patients())


def move_bursts(who: Circumstances, *, cause: str, by: UUID | None) -> None:
    """Work out all bursts anew after the days or the rules have changed, and write it down."""
    stored = queries.standing_bursts(who.patient_id, None)
    settle_bursts(who, stored, cause=cause, by=by, session_id=None)


def settle_bursts(
    who: Circumstances,
    stored: Sequence[Any],
    *,
    cause: str,
    by: UUID | None,
    session_id: UUID | None,
) -> None:
    """Store what of the bursts differs from what is stored, and write down what became of it."""
    standing = {row.slot: bursts.Standing(**row._mapping) for row in stored}
    wanted = bursts.bursts(who, on_time_hours=catalogue().on_time_hours)
    changed, log = bursts.changes(wanted, standing)
    if not changed:
        return
    queries.store(changed, now=clock.now(), past=True)
    queries.note_change(
        ScheduleChange(
            patient_id=who.patient_id,
            id=uuid7(),
            at=clock.now(),
            cause=cause,
            rules_version=RULES_VERSION,
            changes=log,
            by=by,
            session_id=session_id,
        )
    )


def recurring_for(who: Circumstances, first: date, until: date) -> Iterator[Wanted]:
    """What the catalogue's schedule asks of this patient."""
    plan = Plan(catalogue().schedule, catalogue().instruments)
    return recurring(who, plan, first=first, until=until)


def differing(
    wanted: Iterator[Wanted], stored: Sequence[Occurrence], now: datetime
) -> list[Wanted]:
    """Of what is wanted, what isn't stored or is open and stored otherwise."""
    known = {row.id: row for row in stored}
    return [each for each in wanted if _differs(each, known.get(each.id), now)]


def circumstances_of(row: Any) -> Circumstances:
    """What a patient's occurrences depend on, from the row that was found."""
    zone, starts = row.time_zone, row.day_starts_at
    sessions = session_times(row.sessions)
    given = [session for session in row.sessions or () if session["given"]]
    begun = [datetime.fromisoformat(session["starts_at"]) for session in given]
    since = [*begun, *([row.first_dose_at] if row.first_dose_at else [])]
    return Circumstances(
        patient_id=row.id,
        anchor_on=row.anchor_on or diary_day(row.created_at, zone, starts),
        zone=zone,
        day_starts_at=starts,
        sessions=sessions,
        given_on=tuple(diary_day(moment, zone, starts) for moment in begun),
        treated_since=min(since, default=None),
        does_tasks=row.does_tasks,
        bladder=tuple((date.fromisoformat(day), _is_clean(a)) for day, a in row.bladder or ()),
    )


def session_times(sessions: Sequence[Any] | None) -> tuple[SessionTimes, ...]:
    """The sessions that the database gave as JSON."""
    return tuple(
        SessionTimes(
            id=UUID(session["id"]),
            stands=session["stands"],
            starts_at=datetime.fromisoformat(session["starts_at"]),
            ends_at=datetime.fromisoformat(session["ends_at"]),
            burst=session["burst"],
        )
        for session in sessions or ()
    )


def first_day(row: Any, who: Circumstances, today: date) -> date:
    """From which day on occurrences have to be worked out; none were yet: from the first."""
    return min(row.built_until or who.anchor_on, today)


def _cut(patients: Sequence[UUID]) -> list[Sequence[UUID]]:
    return [patients[begin : begin + CHUNK] for begin in range(0, len(patients), CHUNK)]


def _rebuild(patients: Sequence[UUID], until_days: int) -> None:
    queries.hold(patients)
    now = clock.now()
    wanted: list[Wanted] = []
    built = []
    for row in _circumstances(patients):
        who = circumstances_of(row)
        today = diary_day(now, who.zone, who.day_starts_at)
        until = today + timedelta(days=until_days)
        wanted += recurring_for(who, first_day(row, who, today), until)
        built.append(_built(who, until))
        if _zone_changed(row):
            move_bursts(who, cause="zone", by=None)
    queries.store(wanted, now=now)
    queries.remember(built)


def _circumstances(patients: Sequence[UUID]) -> Sequence[Any]:
    return queries.circumstances(patients, tasks=TASKS, bladder=BLADDER)


def _differs(wanted: Wanted, stored: Occurrence | None, now: datetime) -> bool:
    if stored is None:
        return True
    if stored.state not in {DUE, NOT_APPLICABLE} or stored.closes_at <= now:
        return False
    return _is_otherwise(wanted, stored)


def _zone_changed(row: Any) -> bool:
    if row.built_zone is None:
        return False
    before = (row.built_zone, row.built_day_starts_at, row.rules_version)
    return before != (row.time_zone, row.day_starts_at, RULES_VERSION)


def _was_freed(who: Circumstances, stored: Sequence[Occurrence]) -> bool:
    """Whether a step is due that the rule wants otherwise, as its answer was taken back later."""
    due = {row.slot: row for row in stored if row.trigger == "burst" and row.state == DUE}
    sessions = {row.session_id for row in due.values() if row.session_id}
    wanted = bursts.bursts(who, on_time_hours=catalogue().on_time_hours, only=sessions)
    return any(_is_otherwise(each, due[each.slot]) for each in wanted if each.slot in due)


def _is_otherwise(wanted: Wanted, stored: Occurrence) -> bool:
    names = ("day", "opens_at", "closes_at", "state", "reason")
    return any(getattr(wanted, name) != getattr(stored, name) for name in names)


def _built(who: Circumstances, until: date) -> dict[str, Any]:
    return {
        "patient_id": who.patient_id,
        "anchor_on": who.anchor_on,
        "time_zone": who.zone,
        "day_starts_at": who.day_starts_at,
        "built_until": until,
        "rules_version": RULES_VERSION,
    }


def _is_clean(answers: dict[str, Any]) -> bool:
    """Whether a bladder check reports nothing; how often one goes is no complaint by itself."""
    items = catalogue().instruments[BLADDER].items
    return all(answers.get(item.id) == 0 for item in items if (item.scale.maximum or 0) <= 3)
