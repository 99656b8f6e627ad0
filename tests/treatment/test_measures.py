"""Doses at home, laboratory results and the exposure ledger over HTTP."""

from collections import defaultdict
from datetime import date, timedelta
from uuid import uuid4

import pytest

from backend import clock
from tests.builders import a_patient, fetch
from tests.ward import Chart, a_chart, a_desk, at, given_body, order_body

TODAY = clock.now().date()


@pytest.fixture
def patient(app) -> Chart:
    return a_chart(time_zone="UTC")


def refused(answer, status, code):
    assert (answer.status_code, answer.json["code"]) == (status, code), answer.text
    return answer.json


def home_order(patient: Chart, **more) -> str:
    order_id = str(uuid4())
    body = {"route": "po", "planned_dose": {"value": 50, "unit": "mg"}, "home_dosing": True}
    a_desk(patient.patient).record(f"orders/{order_id}", order_body(**{**body, **more}))
    return order_id


def dose_body(days_ago: int = 0, **more):
    moment = at(days_ago)
    return {
        "taken_at": moment.isoformat(),
        "time_zone": "UTC",
        "day": str(moment.date()),
        "drug": "ketamine_racemic",
        "route": "po",
        "dose_mg": 50,
        "as_planned": True,
        **more,
    }


def codes(document) -> list[str]:
    return [finding["code"] for finding in document["findings"]]


class TestDose:
    def test_on_its_order_is_kept_without_a_finding(self, patient) -> None:
        body = dose_body(order_id=home_order(patient), note="with water")
        found = patient.record(f"doses/{uuid4()}", body)
        assert (found["findings"], found["unconfirmed"], found["note"]) == ([], False, "with water")

    def test_sent_twice_is_one(self, patient) -> None:
        path, body = f"doses/{uuid4()}", dose_body()
        first, again = patient.put(path, body), patient.put(path, body)
        assert (first.status_code, again.status_code) == (201, 200)
        query = "SELECT count(*) FROM home_doses WHERE patient_id = %s"
        assert fetch(query, patient.patient.id)[0][0] == 1

    def test_without_an_order_is_kept_and_says_so(self, patient) -> None:
        found = patient.record(f"doses/{uuid4()}", dose_body())
        assert (codes(found), found["unconfirmed"]) == (["no_order"], False)

    def test_of_another_route_on_an_order_for_sessions_says_both(self, patient) -> None:
        order_id = home_order(patient, home_dosing=False)
        found = patient.record(f"doses/{uuid4()}", dose_body(order_id=order_id, route="sl"))
        assert codes(found) == ["not_home_order", "not_as_ordered"]

    def test_beyond_the_limit_waits_for_a_second_person(self, patient) -> None:
        desk = a_desk(patient.patient)
        found = patient.record(f"doses/{uuid4()}", dose_body(dose_mg=501))
        assert ("beyond_limit" in codes(found), found["unconfirmed"]) == (True, True)
        (waiting,) = desk.read("second-looks")["items"]
        assert (waiting["kind"], waiting["document"]["dose_mg"]) == ("dose", 501)
        look = {"kind": "dose", "seen": waiting["tag"]}
        assert desk.post(f"second-looks/{found['id']}", look).status_code == 204
        assert patient.read(f"doses/{found['id']}")["unconfirmed"] is False
        assert desk.read("second-looks")["items"] == []

    def test_beyond_the_days_limit_counts_the_days_other_doses(self, patient) -> None:
        order_id = home_order(patient)
        for _ in range(2):
            patient.record(f"doses/{uuid4()}", dose_body(order_id=order_id, dose_mg=150))
        found = patient.record(f"doses/{uuid4()}", dose_body(order_id=order_id, dose_mg=150))
        (finding,) = found["findings"]
        assert (finding["quantity"], finding["value"]) == ("dose_per_day", 450)

    def test_is_amended_and_struck_out_with_its_note_kept(self, patient) -> None:
        path = f"doses/{uuid4()}"
        patient.record(path, dose_body(note="late"))
        body = dose_body(dose_mg=25, note="late")
        assert patient.put(path, body, based_on=1).status_code == 422
        assert patient.record(path, body, based_on=1, reason="half a tablet")["dose_mg"] == 25
        struck = dose_body(status="entered_in_error")
        found = patient.record(path, struck, based_on=2, reason="not taken")
        assert (found["status"], found["dose_mg"], found["note"]) == (
            "entered_in_error",
            25,
            "late",
        )
        assert len(patient.read(f"{path}/revisions")["items"]) == 3

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"dose_mg": 0}, "dose_mg"),
            ({"dose_mg": -1}, "dose_mg"),
            ({"drug": "aspirin"}, "drug"),
            ({"route": "ear"}, "route"),
            ({"taken_at": (clock.now() + timedelta(hours=1)).isoformat()}, "taken_at"),
            ({"day": str(TODAY + timedelta(days=2))}, "day"),
            ({"order_id": str(uuid4())}, "order_id"),
            ({"as_planned": "yes"}, "as_planned"),
            ({"note": " "}, "note"),
            ({"day": "0001-01-01"}, "day"),
            ({"day": str(TODAY - timedelta(days=2))}, "day"),
            ({"time_zone": "localtime"}, "time_zone"),
            ({"time_zone": "Factory"}, "time_zone"),
            ({"more": 1}, "more"),
        ],
    )
    def test_that_makes_no_sense_is_refused(self, patient, change, field) -> None:
        answer = patient.put(f"doses/{uuid4()}", {**dose_body(), **change})
        assert field in refused(answer, 422, "invalid")["fields"]

    def test_of_the_small_hours_may_belong_to_the_day_before(self, patient) -> None:
        body = dose_body(day=str(TODAY - timedelta(days=1)))
        assert patient.record(f"doses/{uuid4()}", body)["day"] == body["day"]

    def test_on_another_patients_order_is_refused(self, patient) -> None:
        order_id = home_order(a_chart())
        answer = patient.put(f"doses/{uuid4()}", dose_body(order_id=order_id))
        assert list(refused(answer, 422, "invalid")["fields"]) == ["order_id"]

    def test_without_consent_is_refused(self, app) -> None:
        patient = Chart(a_patient(consents=False))
        refused(patient.put(f"doses/{uuid4()}", dose_body()), 403, "consent_required")

    def test_is_seen_with_the_category_only_and_never_written_by_others(self, patient) -> None:
        found = patient.record(f"doses/{uuid4()}", dose_body())
        desk = a_desk(patient.patient, categories=["pain"])
        assert desk.read("doses")["items"] == []
        assert desk.get(f"doses/{found['id']}").status_code == 404
        granted = a_desk(patient.patient, categories=["substance"])
        assert len(granted.read("doses")["items"]) == 1
        assert granted.put(f"doses/{uuid4()}", dose_body()).status_code == 404


class TestLabs:
    BODY = {  # noqa: RUF012
        "taken_at": at(3).isoformat(),
        "laboratory": "Central",
        "results": [
            {"lab": "alt", "value": 96, "unit": "U/L", "upper_limit": 40},
            {"lab": "bili", "value": 17, "unit": "umol/L", "upper_limit": 21},
            {"lab": "urine_blood", "result": "1+"},
        ],
    }

    def test_are_kept_in_their_units_with_times_the_limit(self, patient) -> None:
        found = a_desk(patient.patient).record(f"labs/{uuid4()}", self.BODY)
        shown = [result["times_upper_limit"] for result in found["results"]]
        assert shown == [2.4, 0.81, None]
        assert found["results"][1]["unit"] == "umol/L"
        assert patient.read(f"labs/{found['id']}") == found
        assert patient.read("labs")["items"] == [found]

    @pytest.mark.parametrize(
        ("result", "field"),
        [
            ({"lab": "alt", "value": 96, "unit": "U/L"}, "upper_limit"),
            ({"lab": "alt", "value": 96, "unit": "mg/dL", "upper_limit": 40}, "unit"),
            ({"lab": "alt", "unit": "U/L", "upper_limit": 40}, "value"),
            ({"lab": "alt", "value": -1, "unit": "U/L", "upper_limit": 40}, "value"),
            ({"lab": "alt", "value": 9, "unit": "U/L", "upper_limit": 0}, "upper_limit"),
            ({"lab": "tsh", "value": 1, "unit": "U/L"}, "lab"),
            ({"lab": "urine_blood", "value": 1}, "value"),
            ({"lab": "urine_blood"}, "result"),
            ({"lab": "urine_blood", "result": "4+"}, "result"),
            ({"lab": "crea", "value": 1, "unit": "mg/dL", "result": "1+"}, "result"),
        ],
    )
    def test_incomplete_are_refused_by_field(self, patient, result, field) -> None:
        body = {**self.BODY, "results": [result]}
        answer = a_desk(patient.patient).put(f"labs/{uuid4()}", body)
        assert f"results.0.{field}" in refused(answer, 422, "invalid")["fields"], answer.text

    def test_named_twice_or_not_at_all_are_refused(self, patient) -> None:
        desk = a_desk(patient.patient)
        strip = {"lab": "urine_blood", "result": "trace"}
        for results in ([], [strip, strip]):
            refused(desk.put(f"labs/{uuid4()}", {**self.BODY, "results": results}), 422, "invalid")

    def test_are_amended_and_struck_out(self, patient) -> None:
        desk, path = a_desk(patient.patient), f"labs/{uuid4()}"
        desk.record(path, self.BODY)
        body = {**self.BODY, "results": [{"lab": "urine_blood", "result": "trace"}]}
        assert len(desk.record(path, body, based_on=1, reason="misread")["results"]) == 1
        struck = {**body, "status": "entered_in_error"}
        found = desk.record(path, struck, based_on=2, reason="another patient's")
        assert (found["status"], found["laboratory"]) == ("entered_in_error", "Central")

    def test_by_the_patient_are_not_found(self, patient) -> None:
        assert patient.put(f"labs/{uuid4()}", self.BODY).status_code == 404


class Ledger:
    """A second way to sum up: every event that stands, added one by one."""

    def __init__(self) -> None:
        self.events: dict[str, tuple[str, str, str, date, float]] = {}

    def figures(self, as_of: date):
        periods = {"30_days": 30, "90_days": 90, "365_days": 365, "lifetime": 10**5}
        found = defaultdict(lambda: defaultdict(float))
        for drug, route, kind, day, mg in self.events.values():
            for period, days in periods.items():
                if as_of - timedelta(days=days) < day <= as_of:
                    found[drug, route, kind][f"count_{period}"] += 1
                    found[drug, route, kind][f"mg_{period}"] += mg
        return found


class TestExposure:
    AGO = (1, 29, 30, 89, 90, 200, 290)

    @pytest.fixture
    def filled(self, patient):
        """A year of sessions and doses, some amended, some struck out, and their plain sum."""
        desk, ledger, order_id = a_desk(patient.patient), Ledger(), str(uuid4())
        desk.record(f"orders/{order_id}", order_body())
        for n, days_ago in enumerate(self.AGO):
            started_at, path, mg = at(days_ago, hour=1), f"sessions/{uuid4()}", 20 + n
            desk.record(path, given_body(order_id, started_at, dose_mg=mg))
            if n % 3 == 1:
                mg += 5
                body = given_body(order_id, started_at, dose_mg=mg)
                desk.record(path, body, based_on=1, reason="misread")
            if n % 3 == 2:
                struck = {"order_id": order_id, "status": "entered_in_error"}
                desk.record(path, struck, based_on=1, reason="not given")
            else:
                day = started_at.date()
                ledger.events[path] = ("ketamine_racemic", "iv_infusion", "sessions", day, mg)
            path, body = f"doses/{uuid4()}", dose_body(days_ago, dose_mg=12.5 + n)
            patient.record(path, body)
            if n % 2:
                struck = {**body, "status": "entered_in_error"}
                patient.record(path, struck, based_on=1, reason="not taken")
            else:
                day = date.fromisoformat(body["day"])
                ledger.events[path] = ("ketamine_racemic", "po", "home_doses", day, 12.5 + n)
        return ledger

    @pytest.mark.parametrize("back", [0, 1, 60])
    def test_is_the_sum_of_what_stands(self, patient, filled, back) -> None:
        as_of = TODAY - timedelta(days=back)
        answer = patient.read("exposure", as_of=str(as_of))
        expected = filled.figures(as_of)
        seen = {}
        for item in answer["items"]:
            for kind in ("sessions", "home_doses"):
                figures = {name: value for name, value in item[kind].items() if value}
                if figures:
                    seen[item["drug"], item["route"], kind] = figures
            for name in item["total"]:
                assert item["total"][name] == item["sessions"][name] + item["home_doses"][name]
        assert seen == {key: dict(figures) for key, figures in expected.items()}

    def test_is_never_summed_across_routes(self, patient, filled) -> None:
        routes = [item["route"] for item in patient.read("exposure")["items"]]
        assert routes == ["iv_infusion", "po"]

    def test_without_substance_says_what_is_withheld(self, patient, filled) -> None:
        found = a_desk(patient.patient, categories=["pain"]).read("exposure")
        assert found["withheld"] == ["substance"]
        assert [(item["home_doses"], item["total"]) for item in found["items"]] == [(None, None)]

    @pytest.mark.parametrize("as_of", ["0001-01-01", "9999-12-31", "2026-02-30", "today"])
    def test_of_a_day_that_nobody_lives_in_is_refused(self, patient, as_of) -> None:
        refusal = refused(patient.get("exposure", as_of=as_of), 422, "invalid")
        assert list(refusal["fields"]) == ["as_of"]

    def test_of_nobody_treated_is_empty(self, patient) -> None:
        assert patient.read("exposure")["items"] == []


class TestCommands:
    def test_confirm_is_audited_and_shown_to_the_patient(self, app, patient) -> None:
        dose_id = uuid4()
        patient.record(f"doses/{dose_id}", dose_body(dose_mg=900))
        run = app.test_cli_runner().invoke
        listed = run(args=["treatment", "waiting"])
        assert str(dose_id) in listed.output
        reason = "no colleague for a week"
        args = ["treatment", "confirm", str(patient.patient.id), str(dose_id), "--reason", reason]
        assert run(args=args).exit_code == 0, run(args=args).output
        assert patient.read(f"doses/{dose_id}")["unconfirmed"] is False
        (seen,) = [
            each
            for each in patient.read("accesses")["items"]
            if each["action"] == "treatment.break_glass"
        ]
        assert seen["details"]["reason"] == reason
        assert seen["who"]["role"] == "operator"
        again = run(args=args)
        assert (again.exit_code, "Nothing" in again.output) == (1, True)
