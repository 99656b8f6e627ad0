"""Which simulated patients pressed "I do not feel safe", and what the specialist did then."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from backend.demo.course import Course
from backend.demo.events import Event, at, record_id

PRESSED_DAYS_AGO, WAITS_SINCE_DAYS_AGO = 9, 1
"""Counted from the day on which the demo was first opened."""

DONE = "Called back within the hour (simulated): a bad night, no plan to harm herself."
NOTES = (
    (8, "Came in after the call (simulated). Frightened by the pain; agreed whom to ring."),
    (2, "By phone (simulated): sleeps better. We go on as ordered and look again in four weeks."),
)


def supervision(course: Course) -> Iterator[Event]:
    """A call for help, what was done about it, notes, and a look through all of it."""
    if course.patient.called == "answered":
        yield from _answered(course)
    elif course.patient.called == "waits":
        yield _press(course, at(course, _day(course, WAITS_SINCE_DAYS_AGO), 22, 40))


def _answered(course: Course) -> Iterator[Event]:
    press = _press(course, at(course, _day(course, PRESSED_DAYS_AGO), 2, 15))
    yield press
    yield Event(
        at=press.at + timedelta(minutes=50),
        by="desk",
        path=f"{press.path}/answer",
        body={"what_was_done": DONE},
    )
    for days_ago, text in NOTES:
        day = _day(course, days_ago)
        yield Event(
            at=at(course, day, 15),
            by="desk",
            path=f"notes/{record_id(course, 'note', days_ago)}",
            body={"text": text, "day": day.isoformat()},
        )
    looked_at = at(course, _day(course, 1), 8, 30)
    yield Event(
        at=looked_at, by="desk", path="reviewed", body={"seen_until": looked_at.isoformat()}
    )


def _press(course: Course, moment: datetime) -> Event:
    return Event(
        at=moment,
        by="phone",
        path=f"calls/{record_id(course, 'press', 0)}",
        body={"pressed_at": moment.isoformat(), "time_zone": course.patient.time_zone},
    )


def _day(course: Course, days_ago: int) -> date:
    return course.opened_on - timedelta(days=days_ago)
