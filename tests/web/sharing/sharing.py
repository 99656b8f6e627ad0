"""What the tests of sharing do over HTTP, and how they see it from the other side."""

from zoneinfo import ZoneInfo

from backend import clock
from backend.catalogue.service import catalogue
from tests.builders import as_, fetch

EAST, WEST = "Pacific/Kiritimati", "Etc/GMT+12"
"""26 hours apart: the day that it is in the west is past in the east, always."""


def grants_url(patient, grant_id=None):
    base = f"/api/v1/patients/{patient.id}/grants"
    return f"{base}/{grant_id}" if grant_id else base


def share(patient, specialist, *, client=None, **body):
    wanted = {"share_code": specialist.share_code, "categories": ["pain"], "covers_team": False}
    return (client or as_(patient)).post(grants_url(patient), json=wanted | body)


def listed(patient, query=""):
    answer = as_(patient).get(grants_url(patient) + query)
    assert answer.status_code == 200, answer.json
    return answer.json


def readable(specialist, patient):
    """What the specialist's own database role sees of this patient's grants."""
    rows = fetch(
        "SELECT categories FROM shared_grants WHERE patient_id = %s",
        patient.id,
        role="r_specialist",
        uid=specialist.id,
    )
    return set(rows[0][0]) if rows else set()


def set_consent(patient, item, *, given):
    body = {"version": catalogue().consent_version, "items": {item: given}, "cards": []}
    answer = as_(patient).put(f"/api/v1/patients/{patient.id}/consents", json=body)
    assert answer.status_code == 200


def today_in(zone):
    return clock.now().astimezone(ZoneInfo(zone)).date()
