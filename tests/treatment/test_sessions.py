"""Sessions over HTTP: plans are refused, facts are kept and marked."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.builders import a_patient, fetch
from tests.ward import (
    Chart,
    a_desk,
    at,
    given_at,
    given_body,
    order_body,
    plan_of,
    planned_body,
)


class Clinic:
    """A specialist, a patient of theirs, and an order that is in force."""

    def __init__(self, **order) -> None:
        self.desk = a_desk(a_patient())
        self.patient = Chart(self.desk.patient)
        self.order_id = uuid4()
        self.desk.record(f"orders/{self.order_id}", order_body(**order))

    def give(self, started_at=None, session_id=None, *, based_on=0, **more):
        reason = {"deviation_reason": more.pop("why", None)}
        started_at = started_at or at(1, hour=9)
        body = {**given_body(self.order_id, started_at, **more), **reason}
        return self.desk.put(f"sessions/{session_id or uuid4()}", body, based_on=based_on)

    def plan(self, starts_at=None, session_id=None, *, based_on=0, confirmed=(), **more):
        starts_at = starts_at or at(-3, hour=9)
        body = planned_body(self.order_id, starts_at, **more)
        path = f"sessions/{session_id or uuid4()}"
        return self.desk.put(path, {**body, "confirmed": list(confirmed)}, based_on=based_on)

    def revoke(self) -> None:
        body = order_body(status="revoked")
        self.desk.record(f"orders/{self.order_id}", body, based_on=1, reason="no benefit")


@pytest.fixture
def clinic(app) -> Clinic:
    return Clinic()


def refused(answer, status, code):
    assert (answer.status_code, answer.json["code"]) == (status, code), answer.text
    return answer.json


def codes(answer) -> list[str]:
    assert answer.status_code in {200, 201}, answer.text
    return [finding["code"] for finding in answer.json["findings"]]


def stored(clinic) -> int:
    query = "SELECT count(*) FROM treatment_sessions WHERE patient_id = %s"
    return fetch(query, clinic.desk.patient.id)[0][0]


class TestGiven:
    def test_is_kept_with_every_field_and_what_is_worked_out(self, clinic) -> None:
        event = {
            "term_reported": "felt as if floating",
            "meddra_pt_name": "Dissociation",
            "ctcae_grade": 1,
            "serious": False,
        }
        answer = clinic.give(
            batch="K-17",
            fasting=True,
            premedication=[{"name": "ondansetron", "dose": 4, "unit": "mg"}],
            concomitant_24h=[{"name": "pregabalin", "class": "gabapentinoid"}],
            relief_expected=7,
            allocation_guess="active",
            adverse_events=[event],
            cadss6_total=3,
        )
        found = answer.json
        assert (answer.status_code, found["findings"], found["unconfirmed"]) == (201, [], False)
        assert found["dose_mg_per_kg"] == pytest.approx(25 / 70, abs=1e-4)
        assert found["rate_mg_per_h"] == 25
        assert found["rate_mg_per_kg_per_h"] == pytest.approx(25 / 70, abs=1e-4)
        given = found["given"]
        assert given["adverse_events"][0]["term_reported"] == "felt as if floating"
        assert (given["batch"], given["relief_expected"]) == ("K-17", 7)
        assert given["discharged_by"] == found["recorded_by"]
        assert clinic.patient.read(f"sessions/{found['id']}")["given"] == given

    def test_never_takes_what_the_server_works_out(self, clinic) -> None:
        answer = clinic.give(dose_mg_per_kg=1)
        assert "given.dose_mg_per_kg" in refused(answer, 422, "invalid")["fields"]

    def test_sent_twice_is_one(self, clinic) -> None:
        session_id = uuid4()
        started_at = at(1, hour=9)
        first, again = (clinic.give(started_at, session_id) for _ in range(2))
        assert (first.status_code, again.status_code) == (201, 200)
        assert stored(clinic) == 1

    def test_otherwise_than_planned_wants_the_reason(self, clinic) -> None:
        session_id = uuid4()
        starts_at = at(-0.01)
        clinic.plan(starts_at, session_id)
        refusal = refused(clinic.give(at(0.1), session_id, based_on=1, dose_mg=20), 422, "invalid")
        assert list(refusal["fields"]) in (["deviation_reason"], ["reason"])
        body = given_body(clinic.order_id, at(0.1), dose_mg=20)
        body |= {"deviation_reason": "drowsy before", "reason": "it was given"}
        kept = clinic.desk.put(f"sessions/{session_id}", body, based_on=1)
        assert (kept.status_code, kept.json["plan"]["dose_mg"]) == (200, 25)
        assert kept.json["given"]["dose_mg"] == 20
        assert kept.json["deviation_reason"] == "drowsy before"

    def test_by_another_route_than_ordered_wants_the_reason(self, clinic) -> None:
        more = {"route": "im", "infusion_minutes": None, "dose_mg": 40}
        body = {**given_body(clinic.order_id, at(1, hour=9))}
        body["given"] |= more
        answer = clinic.desk.put(f"sessions/{uuid4()}", body)
        assert list(refused(answer, 422, "invalid")["fields"]) == ["deviation_reason"]

    def test_is_amended_with_versions_and_reason(self, clinic) -> None:
        session_id, started_at = uuid4(), at(1, hour=9)
        clinic.give(started_at, session_id)
        body = given_body(clinic.order_id, started_at, dose_mg=24)
        refused(clinic.desk.put(f"sessions/{session_id}", body, based_on=1), 422, "invalid")
        amended = clinic.desk.put(f"sessions/{session_id}", body, based_on=1, reason="misread")
        assert (amended.status_code, amended.json["given"]["dose_mg"]) == (200, 24)
        versions = clinic.patient.read(f"sessions/{session_id}/revisions")["items"]
        assert [each["content"]["given"]["dose_mg"] for each in versions] == [25, 24]

    def test_cant_be_undone_only_struck_out(self, clinic) -> None:
        session_id, started_at = uuid4(), at(1, hour=9)
        clinic.give(started_at, session_id)
        plan = planned_body(clinic.order_id, started_at)
        path = f"sessions/{session_id}"
        refused(clinic.desk.put(path, plan, based_on=1, reason="x"), 409, "already_given")
        struck = {"order_id": str(clinic.order_id), "status": "entered_in_error"}
        answer = clinic.desk.put(path, struck, based_on=1, reason="another patient's")
        assert (answer.status_code, answer.json["status"]) == (200, "entered_in_error")
        again = clinic.desk.put(path, plan, based_on=2, reason="x")
        refused(again, 409, "entered_in_error")


class TestGivenButImplausible:
    """Recorded at once and marked until a second person has looked."""

    def look(self, clinic, answer):
        colleague = a_desk(clinic.desk.patient)
        (waiting,) = colleague.read("second-looks")["items"]
        look = {"kind": "given", "seen": waiting["tag"]}
        place = f"second-looks/{answer.json['id']}"
        refused(clinic.desk.post(place, look), 403, "second_person_needed")
        assert colleague.post(place, look).status_code == 204
        return colleague

    def test_ten_times_the_limit_is_kept_unconfirmed(self, clinic) -> None:
        answer = clinic.give(dose_mg=2_100, why="as the pump said")
        assert (answer.status_code, answer.json["unconfirmed"]) == (201, True)
        assert "beyond_limit" in codes(answer)
        colleague = self.look(clinic, answer)
        found = colleague.read(f"sessions/{answer.json['id']}")
        assert (found["unconfirmed"], found["looked_by"] is not None) == (False, True)

    def test_unusual_is_kept_with_a_finding_that_waits_for_nobody(self, clinic) -> None:
        answer = clinic.give(dose_mg=60)
        assert (set(codes(answer)), answer.json["unconfirmed"]) == ({"unusual"}, False)

    def test_on_a_revoked_order_is_kept_and_marked(self, clinic) -> None:
        clinic.revoke()
        now = at(0)
        ended_at = (now + timedelta(minutes=1)).isoformat()
        answer = clinic.give(
            now, infusion_minutes=1, dose_mg=0.5, ended_at=ended_at, discharged_at=ended_at
        )
        assert ("order_not_in_force" in codes(answer), answer.json["unconfirmed"]) == (True, True)

    def test_with_an_old_weight_is_kept_and_marked(self, clinic) -> None:
        answer = clinic.give(weighed_on=str(at(95).date()))
        assert (codes(answer), answer.json["unconfirmed"]) == (["weight_too_old"], True)

    def test_too_soon_after_the_last_is_kept_with_a_finding(self, app) -> None:
        clinic = Clinic(min_interval_days=14)
        clinic.give(at(5, hour=9))
        assert codes(clinic.give(at(1, hour=9))) == ["interval_short"]

    def test_amended_afterwards_wants_another_look(self, clinic) -> None:
        started_at, session_id = at(1, hour=9), uuid4()
        answer = clinic.give(started_at, session_id, dose_mg=2_100, why="as the pump said")
        self.look(clinic, answer)
        body = given_body(clinic.order_id, started_at, dose_mg=2_200) | {"deviation_reason": "x"}
        path = f"sessions/{session_id}"
        amended = clinic.desk.put(path, body, based_on=1, reason="2.2 g")
        assert (amended.status_code, amended.json["unconfirmed"]) == (200, True)


class TestPlanned:
    def test_is_kept_with_what_is_worked_out(self, clinic) -> None:
        answer = clinic.plan()
        assert (answer.status_code, answer.json["given"]) == (201, None)
        assert answer.json["rate_mg_per_h"] == 25

    def test_outside_the_warning_range_has_to_be_confirmed(self, clinic) -> None:
        refusal = refused(clinic.plan(dose_mg=60), 409, "confirmation_needed")
        named = {finding["quantity"] for finding in refusal["findings"]}
        assert named == {"rate", "rate_absolute"}
        refused(clinic.plan(dose_mg=60, confirmed=["rate"]), 409, "confirmation_needed")
        assert clinic.plan(dose_mg=60, confirmed=sorted(named)).status_code == 201

    def test_ten_times_the_limit_waits_for_a_second_person(self, clinic) -> None:
        session_id, starts_at = uuid4(), at(-3, hour=9)
        wish = {"dose_mg": 2_100, "confirmed": ["rate", "rate_absolute", "dose_per_day"]}
        refused(clinic.plan(starts_at, session_id, **wish), 409, "second_person_needed")
        assert stored(clinic) == 0
        colleague = a_desk(clinic.desk.patient)
        (waiting,) = colleague.read("second-looks")["items"]
        assert waiting["document"]["plan"]["dose_mg"] == 2_100
        look = {"kind": "session", "seen": waiting["tag"]}
        assert colleague.post(f"second-looks/{session_id}", look).status_code == 204
        answer = clinic.plan(starts_at, session_id, **wish)
        assert (answer.status_code, answer.json["second_person"] is not None) == (201, True)

    def test_on_a_revoked_order_is_refused(self, clinic) -> None:
        clinic.revoke()
        refused(clinic.plan(), 409, "order_not_in_force")

    def test_after_the_order_ends_is_refused(self, clinic) -> None:
        refused(clinic.plan(at(-61, hour=9)), 409, "order_not_in_force")

    def test_with_an_old_weight_is_refused(self, clinic) -> None:
        answer = clinic.plan(weighed_on=str(at(95).date()))
        assert list(refused(answer, 422, "invalid")["fields"]) == ["plan.weighed_on"]

    def test_of_another_drug_or_route_than_ordered_is_refused(self, clinic) -> None:
        answer = clinic.plan(drug="esketamine")
        assert list(refused(answer, 422, "invalid")["fields"]) == ["plan.drug"]

    def test_sooner_than_the_interval_has_to_be_confirmed(self, app) -> None:
        clinic = Clinic(min_interval_days=14)
        clinic.give(at(1, hour=9))
        refusal = refused(clinic.plan(), 409, "confirmation_needed")
        assert [finding["quantity"] for finding in refusal["findings"]] == ["interval"]
        assert clinic.plan(confirmed=["interval"]).status_code == 201

    def test_more_than_the_order_allows_a_year_has_to_be_confirmed(self, app) -> None:
        clinic = Clinic(max_sessions_per_year=1)
        clinic.give(at(20, hour=9))
        refusal = refused(clinic.plan(), 409, "confirmation_needed")
        assert [each["quantity"] for each in refusal["findings"]] == ["sessions_per_year"]

    def test_is_cancelled_with_a_reason(self, clinic) -> None:
        session_id, starts_at = uuid4(), at(-3, hour=9)
        clinic.plan(starts_at, session_id)
        body = {"order_id": str(clinic.order_id), "status": "cancelled"}
        path = f"sessions/{session_id}"
        answer = clinic.desk.put(path, body, based_on=1, reason="ill")
        assert list(refused(answer, 422, "invalid")["fields"]) == ["cancel_reason"]
        body["cancel_reason"] = "a cold"
        answer = clinic.desk.put(path, body, based_on=1, reason="ill")
        assert (answer.status_code, answer.json["status"]) == (200, "cancelled")
        assert answer.json["plan"]["dose_mg"] == 25


TIMEPOINTS = ("before", "end", "discharge")
TWICE = (*TIMEPOINTS, "before")


class TestBadInput:
    GIVEN = (
        ({"dose_mg": 0}, "given.dose_mg"),
        ({"dose_mg": -5}, "given.dose_mg"),
        ({"dose_mg": "25"}, "given.dose_mg"),
        ({"dose_mg": 1e12}, "given.dose_mg"),
        ({"weight_kg": 24}, "given.weight_kg"),
        ({"weight_kg": 351}, "given.weight_kg"),
        ({"drug": "propofol"}, "given.drug"),
        ({"route": "by_ear"}, "given.route"),
        ({"setting": "garage"}, "given.setting"),
        ({"infusion_minutes": None}, "given.infusion_minutes"),
        ({"infusion_minutes": 0}, "given.infusion_minutes"),
        ({"infusion_minutes": 59.5}, "given.infusion_minutes"),
        ({"pain_before": 11}, "given.pain_before"),
        ({"pain_after": None}, "given.pain_after"),
        ({"vitals": []}, "given.vitals"),
        ({"vitals": [{"timepoint": "before", "spo2": 101}]}, "given.vitals.0.spo2"),
        ({"vitals": [{"timepoint": each} for each in TIMEPOINTS]}, "given.vitals.0.timepoint"),
        ({"vitals": [{"timepoint": each, "spo2": 97} for each in TWICE]}, "given.vitals"),
        ({"stop_reason": "  "}, "given.stop_reason"),
        ({"batch": " "}, "given.batch"),
        ({"weighed_on": "0001-01-01"}, "given.weighed_on"),
        ({"started_at": "0001-01-01T00:00:00+14:00"}, "given.started_at"),
        ({"ended_at": "9999-12-31T23:59:59-14:00"}, "given.ended_at"),
        ({"discharge_checklist": {"awake": True}}, "given.discharge_checklist"),
        ({"discharge_checklist": {"dances": True}}, "given.discharge_checklist.dances.key"),
        ({"changed": "stopped_early"}, "given.stop_reason"),
        ({"tolerability": "great"}, "given.tolerability"),
        ({"sedation_moaas_min": 6}, "given.sedation_moaas_min"),
        ({"cadss6_total": 25}, "given.cadss6_total"),
        ({"premedication": [{}]}, "given.premedication.0.name"),
        ({"concomitant_24h": [{"name": "x", "class": "y"}]}, "given.concomitant_24h.0.class"),
        ({"adverse_events": [{"term_reported": "x"}]}, "given.adverse_events.0.ctcae_grade"),
        ({"discharged_by": str(uuid4())}, "given.discharged_by"),
        ({"weighed_on": "2100-01-01"}, "given.weighed_on"),
        ({"more": 1}, "given.more"),
    )

    @pytest.mark.parametrize(("change", "field"), GIVEN)
    def test_is_refused_by_field_and_stores_nothing(self, clinic, change, field) -> None:
        body = given_body(clinic.order_id, at(1, hour=9))
        body["given"] |= change
        answer = clinic.desk.put(f"sessions/{uuid4()}", body)
        assert field in refused(answer, 422, "invalid")["fields"], answer.text
        assert stored(clinic) == 0

    def test_end_before_start(self, clinic) -> None:
        started_at = at(1, hour=9)
        ended_at = (started_at - timedelta(minutes=1)).isoformat()
        answer = clinic.give(started_at, ended_at=ended_at)
        assert "given.ended_at" in refused(answer, 422, "invalid")["fields"]

    def test_discharge_before_the_end(self, clinic) -> None:
        started_at = at(1, hour=9)
        answer = clinic.give(started_at, discharged_at=started_at.isoformat())
        assert "given.discharged_at" in refused(answer, 422, "invalid")["fields"]

    def test_given_in_the_future(self, clinic) -> None:
        assert "given.started_at" in refused(clinic.give(at(-1)), 422, "invalid")["fields"]

    def test_on_no_order_of_this_patient(self, clinic) -> None:
        other = Clinic()
        body = given_body(other.order_id, at(1, hour=9))
        answer = clinic.desk.put(f"sessions/{uuid4()}", body)
        assert list(refused(answer, 422, "invalid")["fields"]) == ["order_id"]

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"status": "given"}, "given"),
            ({"status": "planned"}, "plan"),
            ({"status": "done"}, "status"),
            ({}, "status"),
        ],
    )
    def test_status_without_its_part(self, clinic, body, field) -> None:
        answer = clinic.desk.put(f"sessions/{uuid4()}", {"order_id": str(clinic.order_id), **body})
        assert field in refused(answer, 422, "invalid")["fields"]

    def test_serious_event_without_a_criterion(self, clinic) -> None:
        event = {"term_reported": "x", "ctcae_grade": 4, "serious": True}
        answer = clinic.give(adverse_events=[event])
        assert "given.adverse_events.0.seriousness_criteria" in answer.json["fields"]


class TestReaders:
    def test_patient_reads_but_never_writes(self, clinic) -> None:
        answer = clinic.give()
        assert len(clinic.patient.read("sessions")["items"]) == 1
        body = {"order_id": str(clinic.order_id), "status": "entered_in_error"}
        path = f"sessions/{answer.json['id']}"
        assert clinic.patient.put(path, body, based_on=1, reason="x").status_code == 404

    def test_list_pages_latest_first(self, clinic) -> None:
        ids = [clinic.give(at(30 - n, hour=9)).json["id"] for n in range(4)]
        ids.append(clinic.plan().json["id"])
        first = clinic.desk.read("sessions", limit=3)
        rest = clinic.desk.read("sessions", limit=3, cursor=first["next"])
        assert [each["id"] for each in first["items"] + rest["items"]] == ids[::-1]


def test_bodies_of_the_tests_are_what_the_contract_asks() -> None:
    assert set(plan_of(at(0))) <= set(given_at(at(0))) | {"starts_at"}
