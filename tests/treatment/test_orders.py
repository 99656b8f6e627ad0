"""Orders over HTTP: what may be ordered, by whom, and what has to be confirmed."""

from datetime import timedelta
from uuid import uuid4

import pytest

from backend import clock
from tests.builders import a_grant, a_patient, a_specialist, fetch
from tests.ward import Chart, a_desk, order_body

NIL = "00000000-0000-0000-0000-000000000000"
TODAY = clock.now().date()


@pytest.fixture
def desk(app) -> Chart:
    return a_desk(a_patient())


def refused(answer, status, code):
    assert (answer.status_code, answer.json["code"]) == (status, code), answer.text
    return answer.json


def colleague_of(desk: Chart) -> Chart:
    return a_desk(desk.patient)


class TestOrder:
    def test_is_kept_as_it_was_written(self, desk) -> None:
        body = order_body(max_sessions_per_year=12, infusion_minutes=60)
        found = desk.record(f"orders/{uuid4()}", body)
        assert {name: found[name] for name in body} == body
        assert (found["in_force"], found["status"], found["revision"]) == (True, "active", 1)
        assert found["prescriber_id"] == found["recorded_by"]

    def test_sent_twice_is_one(self, desk) -> None:
        path, body = f"orders/{uuid4()}", order_body()
        first, again = desk.put(path, body), desk.put(path, body)
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.headers["ETag"] == again.headers["ETag"] == '"1"'

    def test_is_read_by_the_patient_who_cant_write_it(self, desk) -> None:
        path = f"orders/{uuid4()}"
        desk.record(path, order_body())
        patient = Chart(desk.patient)
        assert patient.read(path)["stop_rule"] == order_body()["stop_rule"]
        assert patient.read("orders")["items"][0]["drug"] == "ketamine_racemic"
        assert patient.put(path, order_body(), based_on=1, reason="x").status_code == 404

    def test_is_amended_with_a_reason_and_keeps_the_version_before(self, desk) -> None:
        path = f"orders/{uuid4()}"
        desk.record(path, order_body())
        changed = order_body(min_interval_days=21)
        refused(desk.put(path, changed, based_on=1), 422, "invalid")
        refused(desk.put(path, changed, based_on=9, reason="x"), 412, "stale")
        refused(desk.put(path, changed, based_on=None, reason="x"), 428, "precondition_required")
        assert desk.put(path, changed, based_on=1, reason="less often").status_code == 200
        versions = desk.read(f"{path}/revisions")["items"]
        assert [version["content"]["min_interval_days"] for version in versions] == [1, 21]
        assert [version["reason"] for version in versions] == [None, "less often"]

    def test_revoked_isnt_in_force_and_stays_so(self, desk) -> None:
        path = f"orders/{uuid4()}"
        desk.record(path, order_body())
        revoked = desk.record(path, order_body(status="revoked"), based_on=1, reason="no benefit")
        assert (revoked["in_force"], revoked["revoked_at"] is not None) == (False, True)
        refused(desk.put(path, order_body(), based_on=2, reason="again"), 409, "order_revoked")

    def test_struck_out_cant_be_amended(self, desk) -> None:
        path = f"orders/{uuid4()}"
        desk.record(path, order_body())
        desk.record(path, order_body(status="entered_in_error"), based_on=1, reason="wrong one")
        refused(desk.put(path, order_body(), based_on=2, reason="x"), 409, "entered_in_error")

    def test_of_another_patient_is_not_found(self, desk) -> None:
        path = f"orders/{uuid4()}"
        desk.record(path, order_body())
        other = a_desk(a_patient())
        assert other.get(path).status_code == 404
        stranger = Chart(desk.patient, a_specialist())
        assert stranger.get(path).status_code == 404


class TestBadInput:
    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"planned_dose": {"value": 0, "unit": "mg/kg/h"}}, "planned_dose.value"),
            ({"planned_dose": {"value": -1, "unit": "mg/kg/h"}}, "planned_dose.value"),
            ({"planned_dose": {"value": "1", "unit": "mg/kg/h"}}, "planned_dose.value"),
            ({"planned_dose": {"value": 5, "unit": "ml"}}, "planned_dose.unit"),
            ({"planned_dose": {"value": 5, "unit": "h"}}, "planned_dose.unit"),
            ({"drug": "morphine"}, "drug"),
            ({"route": "by_ear"}, "route"),
            ({"min_interval_days": 0}, "min_interval_days"),
            ({"min_interval_days": -3}, "min_interval_days"),
            ({"valid_to": str(TODAY - timedelta(days=301))}, "valid_to"),
            ({"valid_to": str(TODAY + timedelta(days=900))}, "valid_to"),
            ({"stop_rule": ""}, "stop_rule"),
            ({"stop_rule": "     "}, "stop_rule"),
            ({"reason": "  "}, "reason"),
            ({"valid_from": "0001-01-01", "valid_to": "0001-06-01"}, "valid_from"),
            ({"valid_from": "9999-12-01", "valid_to": "9999-12-31"}, "valid_from"),
            ({"prescriber_id": str(uuid4())}, "prescriber_id"),
            ({"home_dosing": "yes"}, "home_dosing"),
            ({"status": "revoked"}, "status"),
            ({"more": 1}, "more"),
        ],
    )
    def test_is_refused_by_field(self, desk, change, field) -> None:
        answer = desk.put(f"orders/{uuid4()}", {**order_body(), **change})
        assert field in refused(answer, 422, "invalid")["fields"], answer.text
        assert fetch("SELECT 1 FROM orders WHERE patient_id = %s", desk.patient.id) == []

    @pytest.mark.parametrize("missing", ["stop_rule", "min_interval_days", "planned_dose", "drug"])
    def test_without_what_is_required_is_refused(self, desk, missing) -> None:
        body = order_body()
        del body[missing]
        assert missing in refused(desk.put(f"orders/{uuid4()}", body), 422, "invalid")["fields"]


class TestPlausibility:
    UNUSUAL, BEYOND = {"value": 0.8, "unit": "mg/kg/h"}, {"value": 3.1, "unit": "mg/kg/h"}

    def test_outside_the_warning_range_has_to_be_confirmed(self, desk) -> None:
        path = f"orders/{uuid4()}"
        refusal = refused(
            desk.put(path, order_body(planned_dose=self.UNUSUAL)), 409, "confirmation_needed"
        )
        (finding,) = refusal["findings"]
        assert (finding["quantity"], finding["limit"]) == ("rate", 0.7)
        found = desk.record(path, order_body(planned_dose=self.UNUSUAL, confirmed=["rate"]))
        assert found["findings"] == refusal["findings"]

    def test_beyond_the_limit_waits_for_a_second_person(self, desk) -> None:
        path = f"orders/{(order_id := uuid4())}"
        body = order_body(planned_dose=self.BEYOND, confirmed=["rate"])
        for _ in range(2):
            refused(desk.put(path, body), 409, "second_person_needed")
        (waiting,) = desk.read("second-looks")["items"]
        assert (waiting["kind"], waiting["record_id"]) == ("order", str(order_id))
        look = {"kind": "order", "seen": waiting["tag"]}
        refused(desk.post(f"second-looks/{order_id}", look), 403, "second_person_needed")

        colleague = colleague_of(desk)
        assert colleague.read("second-looks")["items"] == [waiting]
        for _ in range(2):
            assert colleague.post(f"second-looks/{order_id}", look).status_code == 204

        found = desk.record(path, body)
        assert found["second_person"] is not None
        assert desk.read("second-looks")["items"] == []

    def test_confirmed_for_one_content_isnt_for_another(self, desk) -> None:
        path = f"orders/{(order_id := uuid4())}"
        body = order_body(planned_dose=self.BEYOND)
        desk.put(path, body)
        colleague = colleague_of(desk)
        (waiting,) = colleague.read("second-looks")["items"]
        look = {"kind": "order", "seen": waiting["tag"]}
        assert colleague.post(f"second-looks/{order_id}", look).status_code == 204
        other = order_body(planned_dose={"value": 9, "unit": "mg/kg/h"})
        refused(desk.put(path, other), 409, "second_person_needed")

    def test_a_look_at_something_else_is_stale(self, desk) -> None:
        path = f"orders/{(order_id := uuid4())}"
        desk.put(path, order_body(planned_dose=self.BEYOND))
        look = {"kind": "order", "seen": "00"}
        refused(colleague_of(desk).post(f"second-looks/{order_id}", look), 412, "stale")

    def test_esketamine_has_half_the_limits(self, desk) -> None:
        body = order_body(drug="esketamine", planned_dose={"value": 0.4, "unit": "mg/kg/h"})
        refusal = refused(desk.put(f"orders/{uuid4()}", body), 409, "confirmation_needed")
        assert refusal["findings"][0]["limit"] == 0.35

    def test_look_by_the_patient_is_not_found(self, desk) -> None:
        desk.put(f"orders/{uuid4()}", order_body(planned_dose=self.BEYOND))
        patient = Chart(desk.patient)
        assert patient.get("second-looks").status_code == 404


def test_a_colleague_of_the_team_may_be_the_second_person(app) -> None:
    patient = a_patient()
    first = a_specialist()
    second = a_specialist(clinic=first.clinic_id)
    a_grant(patient=patient, specialist=first, covers_team=True)
    order_id = uuid4()
    body = order_body(planned_dose=TestPlausibility.BEYOND)
    refused(Chart(patient, first).put(f"orders/{order_id}", body), 409, "second_person_needed")
    colleague = Chart(patient, second)
    (waiting,) = colleague.read("second-looks")["items"]
    look = {"kind": "order", "seen": waiting["tag"]}
    assert colleague.post(f"second-looks/{order_id}", look).status_code == 204
