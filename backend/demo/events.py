"""What happens in a simulated course of treatment, as requests to the public API."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal
from zoneinfo import ZoneInfo

from backend.demo.batches import stable_uuid7
from backend.demo.course import Course

By = Literal["phone", "desk"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One change of a record: when it is made, by whom, where, and on which revision."""

    at: datetime
    by: By
    path: str
    """Below the patient's own address."""

    body: dict[str, Any]
    based_on: int = 0


def at(course: Course, day: date, hour: int, minute: int = 0) -> datetime:
    """That time of the day where the patient lives."""
    zone = ZoneInfo(course.patient.time_zone)
    return datetime.combine(day, time(hour, minute), zone)


def record_id(course: Course, kind: str, name: object) -> str:
    """The id of a record, the same whenever it is asked for."""
    enrolled = at(course, course.patient.enrolled_on(course.opened_on), 9)
    return str(stable_uuid7(enrolled, "care", course.patient.key, kind, name))


def in_order(events: Iterable[Event], *, since: datetime | None, until: datetime) -> list[Event]:
    """The events after `since` and up to `until`, in the order in which they happen."""
    begun = (event for event in events if event.at <= until and (not since or event.at > since))
    return sorted(begun, key=lambda event: event.at)
