"""What the tests of the patient list share."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from psycopg.types.json import Jsonb

from backend import clock
from tests.builders import a_grant, a_patient, as_, insert

ZONE = "Europe/Paris"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def today(zone=ZONE, starts_at=time(4)):
    """The diary day that it is now for somebody there."""
    local = clock.now().astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return (local - timedelta(hours=starts_at.hour, minutes=starts_at.minute)).date()


def ago(days, zone=ZONE):
    return today(zone) - timedelta(days=days)


def caseload(reader, **query):
    answer = as_(reader).get("/api/v1/caseload", query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.json


def the_row(reader):
    [row] = caseload(reader)["items"]
    return row


def names(reader, **query):
    return [row["name"] for row in caseload(reader, **query)["items"]]


def a_shared_patient(specialist, *, categories=("pain", "side_effects"), **values):
    patient = a_patient(**{"created_at": LONG_AGO, "time_zone": ZONE, **values})
    a_grant(patient=patient, specialist=specialist, categories=categories)
    return patient


def a_revision(patient, day, *, red_flags=(), received_at=None, revision=1, moment_id=None):
    """A revision by itself, as the patient's diary keeps them."""
    moment = received_at or clock.now()
    insert(
        "revisions", "r_patient", patient.id,
        patient_id=patient.id, seq=revision, day=day, moment_id=moment_id, revision=revision,
        base_revision=revision - 1, write_id=uuid4(), content_hash=uuid4().bytes, withdrawn=False,
        conflict=False, answers=Jsonb({}), side_effects=Jsonb(dict.fromkeys(red_flags, 1)),
        red_flags=list(red_flags), resolves=[], written_at=moment, received_at=moment,
        time_zone=ZONE, utc_offset_minutes=60, day_starts_at=time(4), retrospective=False,
        received_late=False,
    )  # fmt: skip


def a_moment(patient, day):
    moment_id = uuid4()
    at = datetime.combine(day, time(12), UTC)
    insert(
        "moments", "r_patient", patient.id,
        patient_id=patient.id, id=moment_id, at=at, day=day, revision=1, withdrawn=False,
        write_id=uuid4(), content_hash=uuid4().bytes, side_effects=Jsonb({}), written_at=at,
        received_at=at, time_zone=ZONE, utc_offset_minutes=60, day_starts_at=time(4),
        retrospective=False, received_late=False,
    )  # fmt: skip
    return moment_id
