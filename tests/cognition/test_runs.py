"""Thinking tasks over HTTP: kept with every trial, compared on one device, repeated if worse."""

from datetime import timedelta
from uuid import uuid4

import pytest

from backend import clock
from tests.builders import a_consent, fetch
from tests.ward import Chart, a_chart, a_desk, at, given_body, order_body


@pytest.fixture
def chart(app) -> Chart:
    chart = a_chart(enrolled_days_ago=200, time_zone="UTC")
    a_consent(chart.patient, "c_cognitive")
    return chart


def body(days_ago: float = 0, *, device: str = "phone-1", right: int = 45, **more):
    moment = at(days_ago)
    symbols = [{"correct": n < right, "rt_ms": 1500 + 40 * (n % 7)} for n in range(50)]
    pictures = [{"phase": "delayed", "correct": n < right / 5} for n in range(10)]
    return {
        "started_at": moment.isoformat(),
        "time_zone": "UTC",
        "day": str(moment.date()),
        "device": {
            "device_id": device,
            "user_agent": "a browser",
            "screen_size": "390x844",
            "refresh_rate_estimate_hz": 60,
            "input_type": "touch",
        },
        "pain_now": 4,
        "tasks": {"symbol_match": {"trials": symbols}, "picture_place": {"trials": pictures}},
        **more,
    }


def run(chart: Chart, days_ago: float = 0, **more):
    return chart.record(f"cognition/{uuid4()}", body(days_ago, **more))


def refused(answer, status, code):
    assert (answer.status_code, answer.json["code"]) == (status, code), answer.text
    return answer.json


class TestRun:
    def test_is_kept_with_outcomes_and_every_trial(self, chart) -> None:
        kept = run(chart)
        assert (kept["role"], kept["number"], kept["decline"]) == ("practice", 1, "none")
        assert kept["outcomes"]["symbol_match"]["correct_count"] == 45
        assert kept["outcomes"]["two_back"] is None
        read = chart.read(f"cognition/{kept['id']}")
        assert read["trials"]["symbol_match"] == body()["tasks"]["symbol_match"]["trials"]

    def test_sent_twice_is_one(self, chart) -> None:
        path, said = f"cognition/{uuid4()}", body()
        first, again = chart.put(path, said), chart.put(path, said)
        assert (first.status_code, again.status_code) == (201, 200)
        query = "SELECT count(*) FROM cognition_runs WHERE patient_id = %s"
        assert fetch(query, chart.patient.id) == [(1,)]

    def test_is_compared_with_its_own_device_only(self, chart) -> None:
        for days_ago in (40, 30, 20):
            run(chart, days_ago)
        other = run(chart, 10, device="tablet")
        assert other["role"] == "practice"
        devices = chart.read("cognition/trend")["items"]
        told = {each["device_id"]: [r["role"] for r in each["runs"]] for each in devices}
        assert told == {"phone-1": ["practice", "baseline", "compared"], "tablet": ["practice"]}

    def test_within_a_day_of_a_session_is_too_soon(self, chart) -> None:
        desk, order_id = a_desk(chart.patient), uuid4()
        desk.record(f"orders/{order_id}", order_body())
        desk.record(f"sessions/{uuid4()}", given_body(order_id, at(5.2)))
        kept = run(chart, 5)
        assert (kept["role"], kept["too_soon"], kept["number"]) == ("too_soon", True, None)
        assert 3 < kept["hours_since_session"] < 5

    def test_that_shows_a_decline_asks_for_a_repeat_and_is_confirmed_by_it(self, chart) -> None:
        for days_ago in (90, 80):
            run(chart, days_ago)
        worse = run(chart, 3, right=20)
        assert worse["decline"] == "repeat_due"
        (asked,) = worse["asks"]
        assert asked["ask"] == "cognitive_battery"
        repeat = run(chart, 0, right=20)
        assert (repeat["decline"], repeat["asks"]) == ("confirmed", [])
        assert repeat["occurrence_id"] == asked["occurrence_id"]

    def test_struck_out_gives_its_number_to_the_next(self, chart) -> None:
        first, second = run(chart, 40), run(chart, 30)
        struck = {**body(40), "status": "entered_in_error", "reason": "my son did it"}
        chart.record(f"cognition/{first['id']}", struck, based_on=1)
        assert chart.read(f"cognition/{second['id']}")["role"] == "practice"
        assert chart.read(f"cognition/{first['id']}")["role"] is None

    def test_stays_on_its_device(self, chart) -> None:
        kept = run(chart)
        path = f"cognition/{kept['id']}"
        answer = chart.put(path, body(device="tablet"), based_on=1, reason="x")
        refused(answer, 409, "another_device")

    def test_answers_its_occasion(self, chart) -> None:
        fresh = a_chart(time_zone="UTC")
        a_consent(fresh.patient, "c_cognitive")
        (occasion,) = fresh.due_of("cognitive_battery")
        assert run(fresh)["occurrence_id"] == occasion["id"]
        assert fresh.due_of("cognitive_battery")[0]["state"] == "done"


class TestConsent:
    def test_to_the_tasks_is_needed(self, app) -> None:
        chart = a_chart()
        refusal = refused(chart.put(f"cognition/{uuid4()}", body()), 403, "consent_required")
        assert "c_cognitive" in refusal["detail"]


class TestBadInput:
    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"tasks": {"chess": {"trials": []}}}, "tasks.chess"),
            ({"tasks": {"trail": {"trials": []}}}, "tasks.trail.trials"),
            ({"tasks": {"trail": {}}}, "tasks.trail.trials"),
            ({"tasks": {"trail": {"trials": [{"part": "c", "rt_ms": 1}]}}},
             "tasks.trail.trials.0.part"),
            ({"tasks": {"trail": {"trials": [{"part": "a", "rt_ms": -1}]}}},
             "tasks.trail.trials.0.rt_ms"),
            ({"tasks": {"trail": {"trials": [{"part": "a", "rt_ms": 1}] * 401}}},
             "tasks.trail.trials"),
            ({"tasks": None}, "tasks"),
            ({"pain_now": 11}, "pain_now"),
            ({"day": "2199-01-01"}, "day"),
            ({"device": {}}, "device.device_id"),
            ({"more": 1}, "more"),
        ],
    )  # fmt: skip
    def test_is_refused_by_field(self, chart, change, field) -> None:
        answer = chart.put(f"cognition/{uuid4()}", {**body(), **change})
        assert field in refused(answer, 422, "invalid")["fields"], answer.text

    def test_in_the_future_is_refused(self, chart) -> None:
        ahead = (clock.now() + timedelta(hours=2)).isoformat()
        answer = chart.put(f"cognition/{uuid4()}", {**body(), "started_at": ahead})
        assert list(refused(answer, 422, "invalid")["fields"]) == ["started_at"]


class TestReaders:
    def test_need_side_effects_granted(self, chart) -> None:
        kept = run(chart)
        without = a_desk(chart.patient, categories=["pain"])
        assert without.read("cognition") == {
            "items": [],
            "next": None,
            "withheld": ["side_effects"],
        }
        assert without.get(f"cognition/{kept['id']}").status_code == 404
        assert without.get(f"cognition/{kept['id']}/revisions").status_code == 404
        granted = a_desk(chart.patient, categories=["side_effects"])
        assert [item["id"] for item in granted.read("cognition")["items"]] == [kept["id"]]

    def test_never_do_the_tasks_for_the_patient(self, chart) -> None:
        assert a_desk(chart.patient).put(f"cognition/{uuid4()}", body()).status_code == 404

    def test_page_the_latest_first(self, chart) -> None:
        ids = [run(chart, days_ago)["id"] for days_ago in (9, 7, 5)]
        first = chart.read("cognition", limit=2)
        rest = chart.read("cognition", limit=2, cursor=first["next"])
        assert [item["id"] for item in first["items"] + rest["items"]] == ids[::-1]
