"""Simulated people with a diary and a treatment, recorded through the API as they would be."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from backend.demo.care import is_cared_for, record_care, writes_after_sessions
from backend.demo.course import Course
from backend.demo.gateway import Phone
from backend.demo.patients import SimulatedPatient
from backend.demo.simulation import simulated_writes
from tests.builders import PASSWORD, Person, a_grant, a_patient, as_

DEVICE = "simulated-phone"


def a_simulated_patient(
    simulated: SimulatedPatient, specialist: Person, *, now: datetime
) -> Person:
    """The patient with everything that happened up to now, all of it shared with the specialist."""
    opened_on, zone = now.date(), ZoneInfo(simulated.time_zone)
    first = simulated.enrolled_on(opened_on)
    person = a_patient(
        consents=False,
        name=simulated.name,
        clinic=specialist.clinic_id,
        time_zone=simulated.time_zone,
        created_at=datetime.combine(first, time(9), zone),
    )
    phone, course = Phone(as_(None)), Course(simulated, opened_on)
    phone.sign_in(person.email, PASSWORD)
    phone.give_consents()
    a_grant(patient=person, specialist=specialist)
    if is_cared_for(simulated):
        desk = Phone(as_(specialist))
        record_care(course, phone, desk, since=None, now=now)
    last = now.astimezone(zone).date()
    days = simulated_writes(simulated, opened_on=opened_on, first=first, last=last, now=now)
    phone.send(days + writes_after_sessions(course, first=first, last=last, now=now), DEVICE)
    return person
