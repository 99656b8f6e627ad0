"""Which occasion a run of the thinking tasks answers, and what one can send that is unusual."""

from datetime import timedelta
from uuid import uuid4

import pytest

from backend import clock
from tests.builders import Person, a_consent, a_patient, fetch
from tests.ward import Chart, a_chart, a_desk, at, given_body, order_body

TASKS = "cognitive_battery"


def agreed(patient: Person) -> Chart:
    a_consent(patient, "c_cognitive")
    return Chart(patient)


@pytest.fixture
def chart(app) -> Chart:
    """A patient who enrolled just now, so that the tasks are due."""
    return agreed(a_chart(time_zone="UTC").patient)


@pytest.fixture
def known(app) -> Chart:
    """A patient with a practice run and a baseline, who enrolled long ago."""
    chart = agreed(a_chart(time_zone="UTC", enrolled_days_ago=200).patient)
    for days_ago in (150, 140):
        run(chart, days_ago)
    return chart


def body(days_ago: float = 0, *, slow: bool = False, **more):
    """A run with two tasks; a slow one is worse in both."""
    moment = at(days_ago)
    taps = [{"rt_ms": (450 if slow else 250) + n, "false_start": False} for n in range(20)]
    symbols = [{"correct": not slow or n < 10, "rt_ms": 1500 + 10 * n} for n in range(40)]
    return {
        "started_at": moment.isoformat(),
        "time_zone": "UTC",
        "day": str(moment.date()),
        "device": {
            "device_id": "phone-1",
            "user_agent": "a browser",
            "screen_size": "390x844",
            "refresh_rate_estimate_hz": 60,
            "input_type": "touch",
        },
        "tasks": {"rt_vigilance": {"trials": taps}, "symbol_match": {"trials": symbols}},
        **more,
    }


def run(chart: Chart, days_ago: float = 0, **more):
    return chart.record(f"cognition/{uuid4()}", body(days_ago, **more))


def refused(answer, status, code):
    assert (answer.status_code, answer.json["code"]) == (status, code), answer.text
    return answer.json


def stored(chart) -> int:
    query = "SELECT count(*) FROM cognition_runs WHERE patient_id = %s"
    return fetch(query, chart.patient.id)[0][0]


class TestOccasion:
    def test_is_asked_again_when_its_run_is_struck_out(self, chart) -> None:
        said = body()
        path = f"cognition/{uuid4()}"
        chart.record(path, said)
        chart.record(path, {**said, "status": "entered_in_error"}, based_on=1, reason="my son")
        (item,) = chart.due_of(TASKS)
        assert item["state"] == "due"
        assert run(chart, pain_now=3)["occurrence_id"] == item["id"]

    def test_isnt_answered_by_a_run_that_comes_in_struck_out(self, chart) -> None:
        kept = run(chart, status="entered_in_error")
        (item,) = chart.due_of(TASKS)
        assert (kept["occurrence_id"], item["state"]) == (None, "due")

    def test_answered_already_is_kept_as_late(self, chart) -> None:
        (item,) = chart.due_of(TASKS)
        first, second = (run(chart, occurrence_id=item["id"], pain_now=n) for n in range(2))
        assert (first["occurrence_id"], first["late"]) == (item["id"], False)
        assert (second["occurrence_id"], second["late"]) == (None, True)

    def test_that_asks_for_something_else_is_refused(self, chart) -> None:
        other = next(item for item in chart.due() if item["ask"] == "phq9")
        answer = chart.put(f"cognition/{uuid4()}", body(occurrence_id=other["id"]))
        refused(answer, 422, "no_such_occasion")
        assert stored(chart) == 0

    def test_of_somebody_else_is_refused(self, chart) -> None:
        (item,) = agreed(a_chart(time_zone="UTC").patient).due_of(TASKS)
        answer = chart.put(f"cognition/{uuid4()}", body(occurrence_id=item["id"]))
        refused(answer, 422, "no_such_occasion")


class TestRepeat:
    def test_that_agrees_not_asks_for_nothing(self, known) -> None:
        worse, better = run(known, 5, slow=True), run(known)
        assert (worse["decline"], better["decline"]) == ("repeat_due", "not_confirmed")
        assert (len(worse["asks"]), better["asks"]) == (1, [])

    def test_is_asked_for_once_though_the_run_is_sent_twice(self, known) -> None:
        path, said = f"cognition/{uuid4()}", body(1, slow=True)
        first, again = known.record(path, said), known.record(path, said)
        assert first["asks"] == again["asks"] != []
        assert len([item for item in known.due_of(TASKS) if item["state"] == "due"]) == 1

    def test_is_not_asked_for_when_its_time_is_over(self, known) -> None:
        kept = run(known, 20, slow=True)
        assert (kept["decline"], kept["asks"]) == ("repeat_due", [])

    def test_is_not_asked_for_after_a_session(self, known) -> None:
        desk, order_id = a_desk(known.patient), uuid4()
        desk.record(f"orders/{order_id}", order_body())
        desk.record(f"sessions/{uuid4()}", given_body(order_id, at(1.1)))
        soon = run(known, 0.3, slow=True)
        assert (soon["role"], soon["decline"], soon["asks"]) == ("too_soon", "none", [])


class TestTrend:
    def test_tells_z_below_zero_where_it_got_worse(self, known) -> None:
        run(known, slow=True)
        (device,) = known.read("cognition/trend")["items"]
        assert [each["number"] for each in device["runs"]] == [1, 2, 3]
        assert "trials" not in device["runs"][2]
        change = device["runs"][2]["change"]
        assert change["rt_vigilance"]["z"] < -1.645
        assert change["symbol_match"]["z"] < -1.645
        assert change["trail"] is None

    def test_leaves_out_what_was_struck_out(self, known) -> None:
        run(known, status="entered_in_error")
        (device,) = known.read("cognition/trend")["items"]
        assert len(device["runs"]) == 2

    def test_is_empty_without_side_effects_granted(self, known) -> None:
        desk = a_desk(known.patient, categories=["pain"])
        assert desk.read("cognition/trend") == {"items": [], "withheld": ["side_effects"]}
        granted = a_desk(known.patient, categories=["side_effects"])
        assert granted.read("cognition/trend") == known.read("cognition/trend")


class TestAmendment:
    def test_keeps_its_versions_with_the_reason(self, chart) -> None:
        path, said = f"cognition/{uuid4()}", body()
        chart.record(path, said)
        refused(chart.put(path, {**said, "pain_now": 9}, based_on=1), 422, "invalid")
        chart.record(path, {**said, "pain_now": 9}, based_on=1, reason="a slip")
        versions = chart.read(f"{path}/revisions")["items"]
        assert [version["reason"] for version in versions] == [None, "a slip"]
        assert versions[0]["content"]["tasks"]["rt_vigilance"] == said["tasks"]["rt_vigilance"]

    def test_of_what_was_struck_out_is_refused(self, chart) -> None:
        path, said = f"cognition/{uuid4()}", body(status="entered_in_error")
        chart.record(path, said)
        answer = chart.put(path, {**said, "status": "final"}, based_on=1, reason="it was me")
        refused(answer, 409, "entered_in_error")


class TestUnusual:
    @pytest.mark.parametrize(
        "tasks",
        [
            {"rt_vigilance": {"trials": [{"rt_ms": None}] * 400}},
            {"rt_vigilance": {"trials": [{"rt_ms": 0}] * 400}},
            {"symbol_match": {"trials": [{"correct": True, "rt_ms": 0}] * 400}},
            {"symbol_match": {"trials": [{"correct": False, "rt_ms": 600_000}]}},
            {"two_back": {"trials": [{"target": True, "responded": True}] * 400}},
            {"trail": {"trials": [{"part": "b", "rt_ms": 0}]}},
            {"picture_place": {"trials": [{"phase": "immediate", "correct": False}]}},
        ],
    )
    def test_trials_are_kept_and_compared_as_far_as_can_be(self, known, tasks) -> None:
        kept = run(known, tasks=tasks)
        assert (kept["role"], kept["decline"]) == ("compared", "none")
        again = known.read(f"cognition/{kept['id']}")
        assert again["outcomes"] == kept["outcomes"]

    @pytest.mark.parametrize("tasks", [{}, {"rt_vigilance": None, "trail": None}])
    def test_runs_without_any_task_are_refused_and_answer_nothing(self, chart, tasks) -> None:
        refusal = refused(chart.put(f"cognition/{uuid4()}", body(tasks=tasks)), 422, "invalid")
        assert refusal["fields"] == {"tasks": ["None of the tasks was done."]}
        assert chart.due_of(TASKS)[0]["state"] == "due"

    @pytest.mark.parametrize("value", [1.5, "300", True, 600_001, 10**30, -1])
    def test_times_are_refused_and_nothing_is_stored(self, chart, value) -> None:
        tasks = {"rt_vigilance": {"trials": [{"rt_ms": value}]}}
        refusal = refused(chart.put(f"cognition/{uuid4()}", body(tasks=tasks)), 422, "invalid")
        assert list(refusal["fields"]) == ["tasks.rt_vigilance.trials.0.rt_ms"]
        assert stored(chart) == 0

    @pytest.mark.parametrize("moment", ["1901-01-01T00:00:00+14:00", "2026-01-01T00:00:00-12:00"])
    def test_moments_of_long_ago_are_kept(self, chart, moment) -> None:
        said = {**body(), "started_at": moment, "sent_at": "2199-12-31T00:00:00Z"}
        assert chart.put(f"cognition/{uuid4()}", said).status_code == 201

    def test_clocks_that_are_off_are_corrected(self, chart) -> None:
        ahead = (clock.now() + timedelta(hours=6)).isoformat()
        path = f"cognition/{uuid4()}"
        refused(chart.put(path, body(started_at=ahead)), 422, "invalid")
        assert chart.put(path, body(started_at=ahead, sent_at=ahead)).status_code == 201


def test_a_required_consent_is_needed_too(app) -> None:
    chart = agreed(a_patient(consents=False))
    refused(chart.put(f"cognition/{uuid4()}", body()), 403, "consent_required")
    assert stored(chart) == 0


def test_a_stranger_finds_nothing(chart) -> None:
    kept = run(chart)
    other = Chart(chart.patient, a_patient())
    for path in ("cognition", "cognition/trend", f"cognition/{kept['id']}"):
        assert other.get(path).status_code == 404
