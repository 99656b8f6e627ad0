"""What an occurrence is, before it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid5

DIARY, MOMENT, BATTERY = "diary", "moment", "cognitive_battery"
DUE, DONE, DECLINED, NOT_APPLICABLE, MISSED = "due", "done", "declined", "not_applicable", "missed"
OPEN = frozenset({DUE, NOT_APPLICABLE})
"""States that are worked out anew; the others are what a person did, and stay."""

NOT_IN_THE_APP = "not_in_the_app"
"""The reason of occasions that only a score worked out elsewhere can answer."""

RULES_VERSION = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """An occurrence as the rules want it; stored as these columns."""

    patient_id: UUID
    id: UUID
    slot: str
    ask: str
    trigger: str
    day: date
    opens_at: datetime
    closes_at: datetime
    state: str
    category: str | None = None
    session_id: UUID | None = None
    step: str | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionTimes:
    """When a session begins and ends, as given or as planned, and what is asked after it."""

    id: UUID
    stands: bool
    """Planned or given; not cancelled and not struck out."""

    starts_at: datetime
    ends_at: datetime
    burst: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Circumstances:
    """What a patient's occurrences depend on."""

    patient_id: UUID
    anchor_on: date
    """The diary day of enrolment."""

    zone: str
    day_starts_at: time
    sessions: tuple[SessionTimes, ...] = ()
    given_on: tuple[date, ...] = ()
    """The diary days of the sessions that were given."""

    treated_since: datetime | None = None
    does_tasks: bool = False
    """Whether the patient agreed to the thinking tasks."""

    bladder: tuple[tuple[date, bool], ...] = ()
    """Each answered bladder check: its day, and whether it was clean; oldest first."""


def occurrence_id(patient_id: UUID, slot: str) -> UUID:
    """The id that this occasion has whenever and wherever it is worked out."""
    return uuid5(patient_id, slot)


def state_at(state: str, closes_at: datetime, now: datetime) -> str:
    """The state as it is shown: what is still due after its window is missed."""
    return MISSED if state == DUE and closes_at <= now else state
