"""Care and supervision of simulated patients, recorded through the public API as they happen."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from backend.demo.batches import Write, stable_uuid7
from backend.demo.course import Course
from backend.demo.events import Event, in_order
from backend.demo.follow_up import follow_up, moments
from backend.demo.gateway import Phone
from backend.demo.patients import SimulatedPatient
from backend.demo.supervision import supervision
from backend.demo.treatment import treatment

AGAIN = timedelta(days=2)
"""A top-up says the last days again: what stands already stays as it is."""


def is_cared_for(patient: SimulatedPatient) -> bool:
    """Whether treatment and questionnaires are recorded beside the diary."""
    return bool(patient.doses_mg_per_kg) or patient.session_every_days > 1_000


def events_of(course: Course, *, since: date | None, now: datetime) -> list[Event]:
    """What happens after the day up to now, in order; all of it if no day is named."""
    zone = ZoneInfo(course.patient.time_zone)
    until = now.astimezone(zone).date()
    begin = datetime(since.year, since.month, since.day, tzinfo=zone) - AGAIN if since else None
    happened = [*treatment(course, until), *follow_up(course, until), *supervision(course)]
    return in_order(happened, since=begin, until=now)


def record_care(
    course: Course, phone: Phone, desk: Phone, *, since: date | None, now: datetime
) -> None:
    """Let the specialist and the patient record what happened, or raise DemoRefused."""
    for event in events_of(course, since=since, now=now):
        who = phone if event.by == "phone" else desk
        who.record(phone.patient_id, event.path, event.body, based_on=event.based_on)


def writes_after_sessions(course: Course, *, first: date, last: date, now: datetime) -> list[Write]:
    """The moments that the bursts of these days' sessions ask for, as sync writes."""
    if not course.patient.doses_mg_per_kg:
        return []
    writes = []
    most = course.patient.most_sessions
    number = 0
    while (day := course.session_on(number)) <= last and (most is None or number < most):
        for said in moments(course, day) if day >= first - timedelta(days=3) else ():
            if said["written_at"] <= now:
                writes.append(_named(course, said))
        number += 1
    return writes


def _named(course: Course, said: Write) -> Write:
    at, key = said["written_at"], course.patient.key
    return {
        "kind": "moment",
        "write_id": str(stable_uuid7(at, "write of a moment", key, said["at"])),
        "id": str(stable_uuid7(at, "moment", key, said["at"])),
        **said,
        "written_at": at.isoformat(),
    }
