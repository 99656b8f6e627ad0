"""The patient's plan, and how nudges are worked out from it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from backend.catalogue.service import catalogue
from backend.database import db
from backend.errors import Invalid
from backend.records.queries import take_turns
from backend.reminders import queries
from backend.reminders.models import ReminderPlan
from backend.reminders.rules.plan import (
    EVERY_DAY,
    LATEST,
    Asked,
    Nudge,
    Plan,
    local,
    nudges,
    time_is_quiet,
)

AHEAD_DAYS = 3
"""Of local dates: from a zone a day behind UTC still one more than a plan may run down to."""
CHUNK = 500
CHOSEN = (
    "at",
    "weekdays",
    "again",
    "asks",
    "tell_specialist",
    "quiet_from",
    "quiet_to",
    "paused_from",
    "paused_until",
    "pause_reason",
)


def show_plan(patient_id: UUID, *, now: datetime) -> dict[str, Any]:
    """The patient's plan with the moment of the next nudge; what is proposed until it is set."""
    found = queries.find_plan(patient_id) or _proposed(patient_id, now)
    return _document(found, now)


def set_plan(patient_id: UUID, wish: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """Let the plan be as wished, or raise Invalid; what wasn't sent yet moves with it.

    A snooze ends.
    """
    _require_sound(wish)
    found = _plan_to_change(patient_id, now)
    if any(getattr(found, name) != wish[name] for name in CHOSEN):
        for name in CHOSEN:
            setattr(found, name, wish[name])
        found.stale, found.changed_at = True, now
    if found.snoozed_until is not None:
        found.stale, found.snoozed_until = True, None
    db.session.flush()
    return _document(found, now)


def snooze(patient_id: UUID, *, minutes: int, now: datetime) -> dict[str, Any]:
    """Hold all nudges back for so many minutes, then nudge once if something is still due."""
    found = _plan_to_change(patient_id, now)
    found.snoozed_until = (now + timedelta(minutes=minutes)).replace(microsecond=0)
    found.stale = True
    db.session.flush()
    return _document(found, now)


def work_out(*, now: datetime, limit: int = CHUNK) -> int:
    """Work out the nudges of plans that changed or run out; of how many. For the worker only."""
    found = queries.plans_to_work_out(
        now,
        ahead=now.date() + timedelta(days=1),
        until=now + timedelta(days=AHEAD_DAYS + 1),
        limit=limit,
    )
    wanted: list[Nudge] = []
    kept: list[UUID] = []
    planned = []
    for row in found:
        plan = plan_of(row)
        today = local(now, plan.zone).date()
        until = today + timedelta(days=AHEAD_DAYS)
        planned.append({"patient_id": row.patient_id, "planned_until": until})
        if row.consented:
            asked = [_asked(each) for each in row.asked or ()]
            each_of = nudges(plan, today - timedelta(days=1), until, asked)
            kept += [nudge.id for nudge in each_of]
            since = max(row.changed_at, now - LATEST)
            wanted += [nudge for nudge in each_of if nudge.due_at >= since]
    if found:
        patients = [row.patient_id for row in found]
        queries.replace_nudges(patients, wanted, kept=kept, since=now - timedelta(days=1))
        queries.mark_planned(planned)
    return len(found)


def plan_of(row: Any) -> Plan:
    """The plan as the rules know it, from a row with the patient's zone beside it."""
    again_after = timedelta(minutes=catalogue().second_reminder_after_minutes)
    return Plan(
        patient_id=row.patient_id,
        zone=row.time_zone,
        day_starts_at=row.day_starts_at,
        at=row.at,
        again_after=again_after if row.again else None,
        weekdays=row.weekdays,
        asks=row.asks,
        quiet_from=row.quiet_from,
        quiet_to=row.quiet_to,
        snoozed_until=row.snoozed_until,
    )


def _plan_to_change(patient_id: UUID, now: datetime) -> ReminderPlan:
    """The plan, made if the patient has none; other changes of it wait."""
    take_turns(patient_id)
    found = queries.find_plan(patient_id)
    if found is None:
        found = _proposed(patient_id, now)
        db.session.add(found)
    return found


def _proposed(patient_id: UUID, now: datetime) -> ReminderPlan:
    return ReminderPlan(
        patient_id=patient_id,
        at=catalogue().reminder_at,
        weekdays=list(EVERY_DAY),
        again=True,
        asks=True,
        tell_specialist=False,
        changed_at=now,
    )


def _require_sound(wish: Mapping[str, Any]) -> None:
    quiet = wish["quiet_from"], wish["quiet_to"]
    if quiet.count(None) == 1:
        raise Invalid({"quiet_to": ["Quiet hours have a begin and an end."]})
    if None not in quiet and quiet[0] == quiet[1]:
        raise Invalid({"quiet_to": ["Quiet hours end at another time than they begin."]})
    if None not in quiet and time_is_quiet(wish["at"], *quiet):
        raise Invalid({"at": ["This time lies in the quiet hours."]})
    pause = [wish[name] for name in ("paused_from", "paused_until", "pause_reason")]
    if pause.count(None) in {1, 2}:
        raise Invalid({"paused_until": ["A pause has a first day, a last day and a reason."]})
    if None not in pause and pause[1] < pause[0]:
        raise Invalid({"paused_until": ["The pause ends before it begins."]})


def _asked(each: Sequence[Any]) -> Asked:
    slot, opens_at, closes_at = each
    return Asked(
        slot=slot,
        opens_at=datetime.fromisoformat(opens_at),
        closes_at=datetime.fromisoformat(closes_at),
    )


def _document(plan: ReminderPlan, now: datetime) -> dict[str, Any]:
    snoozed = plan.snoozed_until if plan.snoozed_until and plan.snoozed_until > now else None
    return {
        **{name: getattr(plan, name) for name in CHOSEN},
        "weekdays": sorted(set(plan.weekdays)),
        "snoozed_until": snoozed,
        "next_at": None if plan.stale else queries.next_due_at(plan.patient_id, now),
    }
