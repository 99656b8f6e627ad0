"""Whose day and whose names treatment goes by."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from backend import clock
from backend.accounts.rules import Actor
from backend.errors import Invalid
from backend.records import queries
from backend.sharing import queries as sharing


def zone_for(patient_id: UUID, reader: Actor) -> ZoneInfo:
    """The patient's zone, as far as the reader may know it."""
    return ZoneInfo(queries.zone_of(patient_id, reader))


def day_in(zone: ZoneInfo, moment: datetime) -> date:
    """The calendar day on which a moment falls in a zone."""
    return moment.astimezone(zone).date()


def today_of(patient_id: UUID, reader: Actor) -> date:
    """The calendar day that it is for the patient."""
    return day_in(zone_for(patient_id, reader), clock.now())


def require_staff(field: str, person_id: UUID) -> None:
    """Return if the person is staff, or raise Invalid on the field."""
    if not sharing.staff([person_id]):
        raise Invalid({field: ["Nobody of the staff has this id."]})
