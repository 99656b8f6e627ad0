"""Structured care as the tests do it: a phone that answers, and a specialist's desk."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from werkzeug.test import TestResponse

from backend import clock
from backend.catalogue.service import catalogue
from tests.builders import Person, a_grant, a_patient, a_specialist, as_
from tests.phone import NEW, as_json, on

Body = dict[str, Any]
ZONE = "Europe/Paris"


class Chart:
    """One patient's records, as one person reaches them."""

    def __init__(self, patient: Person, person: Person | None = None) -> None:
        self.patient = patient
        self.client = as_(person or patient)
        self.base = f"/api/v1/patients/{patient.id}"

    def put(
        self, path: str, body: Body, *, based_on: int | str | None = NEW, **more: Any
    ) -> TestResponse:
        return self.client.put(
            f"{self.base}/{path}", headers=on(based_on), **as_json({**body, **more})
        )

    def post(self, path: str, body: Body) -> TestResponse:
        return self.client.post(f"{self.base}/{path}", **as_json(body))

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.client.get(f"{self.base}/{path}", query_string=query)

    def read(self, path: str, **query: Any) -> Any:
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.text
        return answer.json

    def record(self, path: str, body: Body, **more: Any) -> Body:
        """What stands after a change that must be taken."""
        answer = self.put(path, body, **more)
        assert answer.status_code in {200, 201}, answer.text
        found: Body = answer.json
        return found

    def answer(self, instrument: str, answers: Body | None = None, **more: Any) -> TestResponse:
        """Answer a questionnaire just now, every item with 0 unless said otherwise."""
        record_id = more.pop("id", None) or uuid4()
        body = response_body(instrument, answers, **more)
        return self.put(f"instruments/responses/{record_id}", body)

    def due(self, **query: Any) -> list[Body]:
        items: list[Body] = self.read("due", **query)["items"]
        return items

    def due_of(self, ask: str, **query: Any) -> list[Body]:
        return [item for item in self.due(**query) if item["ask"] == ask]


def a_chart(*, enrolled_days_ago: int = 0, **values: Any) -> Chart:
    """The phone of a patient who enrolled so many days ago."""
    enrolled = clock.now() - timedelta(days=enrolled_days_ago)
    return Chart(a_patient(created_at=enrolled, **values))


def a_desk(patient: Person, **grant: Any) -> Chart:
    """The desk of a specialist with whom the patient shares."""
    specialist = a_specialist()
    a_grant(patient=patient, specialist=specialist, **grant)
    return Chart(patient, specialist)


def zeros(instrument: str, **answers: int | None) -> Body:
    """Every item answered with the lowest of its scale, but these."""
    items = catalogue().instruments[instrument].items
    lowest = {item.id: _lowest(item.scale) for item in items}
    return {**lowest, **answers}


def _lowest(scale: Any) -> int:
    return min(scale.choices) if scale.choices else int(scale.minimum)


def response_body(instrument: str, answers: Body | None = None, **more: Any) -> Body:
    now = clock.now()
    return {
        "instrument": instrument,
        "answers": zeros(instrument, **(answers or {})),
        "day": now.date().isoformat(),
        "answered_at": now.isoformat(),
        "time_zone": "UTC",
        **more,
    }


def at(days_ago: float = 0, *, hour: int | None = None) -> datetime:
    """A moment so many days ago, at this hour (UTC) of its day if one is named."""
    moment = clock.now() - timedelta(days=days_ago)
    return moment if hour is None else moment.replace(hour=hour, minute=0, second=0, microsecond=0)


def noon_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def order_body(**more: Any) -> Body:
    today = clock.now().date()
    return {
        "drug": "ketamine_racemic",
        "route": "iv_infusion",
        "planned_dose": {"value": 0.35, "unit": "mg/kg/h"},
        "min_interval_days": 1,
        "home_dosing": False,
        "valid_from": str(today - timedelta(days=300)),
        "valid_to": str(today + timedelta(days=60)),
        "stop_rule": "Stop if three sessions bring no relief.",
        **more,
    }


def plan_of(starts_at: datetime, **more: Any) -> Body:
    return {
        "starts_at": starts_at.isoformat(),
        "drug": "ketamine_racemic",
        "route": "iv_infusion",
        "dose_mg": 25,
        "infusion_minutes": 60,
        "weight_kg": 70,
        "weighed_on": str((min(starts_at, clock.now()) - timedelta(days=2)).date()),
        **more,
    }


def given_at(started_at: datetime, **more: Any) -> Body:
    """What was given in an hour from that moment on, nothing unusual."""
    minutes = more.get("infusion_minutes", 60)
    ended_at = started_at + timedelta(minutes=minutes)
    discharged_at = ended_at + timedelta(minutes=30)
    vitals = {"systolic": 128, "diastolic": 78, "heart_rate": 72, "spo2": 97, "resp_rate": 14}
    return {
        "started_at": started_at.isoformat(),
        "ended_at": ended_at.isoformat(),
        "setting": "hospital_day_unit",
        "drug": "ketamine_racemic",
        "route": "iv_infusion",
        "product_strength": {"value": 50, "unit": "mg/mL"},
        "dose_mg": 25,
        "weight_kg": 70,
        "weighed_on": str((started_at - timedelta(days=2)).date()),
        "infusion_minutes": minutes,
        "escort_present": True,
        "pregnancy_test": "not_applicable",
        "premedication": [],
        "concomitant_24h": [],
        "pain_before": 7,
        "pain_after": 3,
        "vitals": [{"timepoint": point, **vitals} for point in ("before", "end", "discharge")],
        "sedation_moaas_min": 4,
        "dissociation_peak": 3,
        "nausea_vomiting": 0,
        "anxiety_peak": 0,
        "rescue_given": [],
        "changed": "completed",
        "adverse_events": [],
        "tolerability": "good",
        "discharge_checklist": dict.fromkeys(catalogue().treatment.discharge_criteria, True),
        "discharged_at": discharged_at.isoformat(),
        **more,
    }


def planned_body(order_id: UUID, starts_at: datetime, **more: Any) -> Body:
    return {"order_id": str(order_id), "status": "planned", "plan": plan_of(starts_at, **more)}


def given_body(order_id: UUID, started_at: datetime, **more: Any) -> Body:
    return {"order_id": str(order_id), "status": "given", "given": given_at(started_at, **more)}
