"""The structured care of the matrix's patient: one record of each kind, made over HTTP."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.builders import Person, a_consent, as_
from tests.phone import ago

NEW = {"If-None-Match": "*"}
PHQ9 = {f"phq9_{number}": 2 for number in range(1, 11)}
CRAVING = {"cr_wish": 7, "cr_sooner": 1, "cr_more": 1, "cr_other": 0, "cr_feeling": 0}
PEG = {"peg_1": 6, "peg_2": 5, "peg_3": 4}


def an_order_body(stop_rule: str = "Stop after three sessions without relief.") -> dict[str, Any]:
    return {
        "drug": "ketamine_racemic",
        "route": "po",
        "planned_dose": {"value": 50, "unit": "mg"},
        "min_interval_days": 1,
        "home_dosing": True,
        "valid_from": ago(20).isoformat(),
        "valid_to": (ago(0) + timedelta(days=60)).isoformat(),
        "stop_rule": stop_rule,
    }


def a_plan_body(order_id: UUID, *, days_ahead: int = 30) -> dict[str, Any]:
    return {
        "order_id": str(order_id),
        "status": "planned",
        "plan": {
            "starts_at": f"{ago(0) + timedelta(days=days_ahead)}T09:00:00+01:00",
            "drug": "ketamine_racemic",
            "route": "po",
            "dose_mg": 50,
            "weight_kg": 70,
            "weighed_on": ago(3).isoformat(),
        },
        "given": None,
    }


def a_dose_body(order_id: UUID | None, note: str = "with water") -> dict[str, Any]:
    return {
        "order_id": str(order_id) if order_id else None,
        "taken_at": f"{ago(2)}T08:00:00+01:00",
        "time_zone": "Europe/Paris",
        "day": ago(2).isoformat(),
        "drug": "ketamine_racemic",
        "route": "po",
        "dose_mg": 50,
        "as_planned": True,
        "note": note,
    }


def a_lab_body(value: float = 30) -> dict[str, Any]:
    return {
        "taken_at": f"{ago(4)}T08:00:00+01:00",
        "results": [{"lab": "alt", "value": value, "unit": "U/L", "upper_limit": 40}],
    }


def a_phenotype_body(onset: str = "after a fall") -> dict[str, Any]:
    return {
        "icd11_codes": ["MG30.01"],
        "pain_mechanism": "nociplastic",
        "neuropathic_grade": None,
        "body_sites": ["neck", "lower_back"],
        "pain_duration_months": 60,
        "onset_event": onset,
        "sex_at_birth": "female",
        "cautions": [],
        "comorbidities": ["depression"],
        "treatments_failed": ["gabapentinoid"],
    }


def a_substance_body() -> dict[str, Any]:
    return {"cautions": ["sud_active"], "comorbidities": ["substance_use_disorder"]}


def a_medicine_body(dose: float = 20) -> dict[str, Any]:
    return {"atc": "N02AA01", "from_on": "2026-01-01", "opioid": "morphine", "opioid_dose": dose}


def a_response_body(instrument: str = "phq9", answers: dict[str, int] = PHQ9) -> dict[str, Any]:
    return {
        "instrument": instrument,
        "answers": answers,
        "day": ago(1).isoformat(),
        "answered_at": f"{ago(1)}T18:00:00+01:00",
        "time_zone": "Europe/Paris",
    }


def a_score_body(score: float = 27) -> dict[str, Any]:
    return {"instrument": "moca", "score": score, "day": ago(2).isoformat()}


def a_run_body() -> dict[str, Any]:
    return {
        "started_at": f"{ago(3)}T10:00:00+01:00",
        "time_zone": "Europe/Paris",
        "day": ago(3).isoformat(),
        "device": {
            "device_id": "phone-1",
            "user_agent": "a browser",
            "screen_size": "390x844",
            "refresh_rate_estimate_hz": 60,
            "input_type": "touch",
        },
        "pain_now": 4,
        "tasks": {"picture_place": {"trials": [{"phase": "delayed", "correct": True}] * 6}},
    }


def a_press_body() -> dict[str, Any]:
    return {"pressed_at": f"{ago(1)}T22:00:00+01:00", "time_zone": "Europe/Paris"}


def a_note_body(text: str = "Slept badly, wants to go on.") -> dict[str, Any]:
    return {"text": text, "day": ago(1).isoformat()}


def cared_for(patient: Person, specialist: Person, canaries: dict[str, str]) -> dict[str, UUID]:
    """Record one of each, with the canaries in its free texts; the ids by parameter."""
    a_consent(patient, "c_cognitive")
    names = (
        *("order", "session", "dose", "waiting", "labs", "medicine"),
        *("response", "craving", "score", "run", "press", "answered", "specialist_note"),
    )
    ids = {name: uuid4() for name in names}
    base = f"/api/v1/patients/{patient.id}"
    desk, phone = as_(specialist), as_(patient)

    def put(client: Any, path: str, body: dict[str, Any]) -> None:
        answer = client.put(f"{base}/{path}", json=body, headers=NEW)
        assert answer.status_code == 201, (path, answer.text)

    put(desk, f"orders/{ids['order']}", an_order_body(canaries["stop_rule"]))
    put(desk, f"sessions/{ids['session']}", a_plan_body(ids["order"]))
    put(desk, f"labs/{ids['labs']}", a_lab_body())
    put(desk, "phenotype", a_phenotype_body(canaries["onset"]))
    put(desk, "phenotype/substance-use", a_substance_body())
    put(desk, f"phenotype/comedications/{ids['medicine']}", a_medicine_body())
    put(desk, f"instruments/scores/{ids['score']}", a_score_body())
    put(phone, f"doses/{ids['dose']}", a_dose_body(ids["order"], canaries["dose_note"]))
    far_too_much = {**a_dose_body(ids["order"], canaries["dose_note"]), "dose_mg": 900}
    put(phone, f"doses/{ids['waiting']}", far_too_much)
    put(phone, f"instruments/responses/{ids['response']}", a_response_body())
    put(phone, f"instruments/responses/{ids['craving']}", a_response_body("craving_check", CRAVING))
    put(phone, f"cognition/{ids['run']}", a_run_body())
    put(phone, f"calls/{ids['press']}", a_press_body())
    put(phone, f"calls/{ids['answered']}", a_press_body())
    done = {"what_was_done": canaries["what_was_done"]}
    assert desk.put(f"{base}/calls/{ids['answered']}/answer", json=done).status_code == 200
    put(desk, f"notes/{ids['specialist_note']}", a_note_body(canaries["written_of_them"]))
    assert desk.put(f"{base}/reviewed", json={}).status_code == 200
    due = phone.get(f"{base}/due").json["items"]
    ids["occurrence"] = next(
        UUID(item["id"]) for item in due if item["id"] and item["state"] == "due"
    )
    return ids
