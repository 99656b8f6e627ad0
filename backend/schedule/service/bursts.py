"""How the burst of questions after a session is attached, moved and dropped."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from backend.accounts.rules import Actor
from backend.errors import Invalid, NotFound
from backend.schedule import queries
from backend.schedule.rules import bursts
from backend.schedule.rules.occurrences import Circumstances, SessionTimes
from backend.schedule.service.building import session_times, settle_bursts


def attach(
    patient_id: UUID, *, by: Actor, session_id: UUID, cause: str, began_at: datetime | None
) -> None:
    """Let the bursts of this session and of those it touches be as the rule says.

    Whose burst may differ is the session itself, the one before it and all after, counted from
    where it began before (`began_at`) or begins now, whichever is earlier.
    """
    row = queries.shared_circumstances(patient_id)
    touched = _touched(session_times(row.sessions), session_id, began_at)
    who = Circumstances(
        patient_id=patient_id,
        anchor_on=date.min,
        zone=row.time_zone,
        day_starts_at=row.day_starts_at,
        sessions=touched,
    )
    stored = queries.standing_bursts(patient_id, [session.id for session in touched])
    settle_bursts(who, stored, cause=cause, by=by.id, session_id=session_id)


def configure(clinic_id: UUID, burst: Mapping[str, Any] | None) -> None:
    """Set what the clinic asks after sessions recorded from now on; None: what is proposed.

    Raises NotFound or Invalid.
    """
    if burst is not None and (flaw := bursts.flaw_of(burst)):
        raise Invalid({"burst": [flaw]})
    found = queries.find_clinic(clinic_id)
    if found is None:
        raise NotFound
    found.burst = None if burst is None else dict(burst)


def configured(clinic_id: UUID) -> Mapping[str, Any]:
    """What the clinic asks after sessions, or raise NotFound."""
    found = queries.find_clinic(clinic_id)
    if found is None:
        raise NotFound
    return found.burst or bursts.PROPOSED


def _touched(
    sessions: tuple[SessionTimes, ...], session_id: UUID, began_at: datetime | None
) -> tuple[SessionTimes, ...]:
    own = next(session for session in sessions if session.id == session_id)
    since = min(own.starts_at, began_at or own.starts_at)
    before = [each.starts_at for each in sessions if each.stands and each.starts_at < since]
    since = max(before, default=since)
    return tuple(each for each in sessions if each.starts_at >= since or each.id == session_id)
