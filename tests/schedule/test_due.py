"""What a phone is told is due, and how answers are bound to it."""

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.builders import fetch
from tests.phone import Phone, as_json, said
from tests.ward import Chart, a_chart, a_desk, at, response_body, zeros

BASELINE = {"peg", "phq9", "gad7", "audit_c", "bladder_check", "craving_check"}


@pytest.fixture
def chart(app) -> Chart:
    return a_chart()


def states(items):
    return [(item["ask"], item["state"]) for item in items]


class TestList:
    def test_names_the_baseline_and_a_diary_for_each_of_14_days(self, chart) -> None:
        items = chart.due()
        assert {item["ask"] for item in items if item["trigger"] == "baseline"} >= BASELINE
        diary = [item for item in items if item["ask"] == "diary"]
        days = [date.fromisoformat(item["day"]) for item in diary]
        assert len(days) == 14
        assert days == [days[0] + timedelta(days=n) for n in range(14)]
        assert {item["id"] for item in diary} == {None}

    def test_is_the_same_when_asked_again(self, chart) -> None:
        first = chart.due()
        assert chart.due() == first
        rows = fetch("SELECT id FROM occurrences WHERE patient_id = %s", chart.patient.id)
        assert len(rows) == len(set(rows))

    def test_reaches_as_far_as_is_asked_for(self, chart) -> None:
        assert len([item for item in chart.due(days=3) if item["ask"] == "diary"]) == 3
        assert chart.get("due", days=32).status_code == 422
        assert chart.get("due", days=0).status_code == 422

    def test_opens_days_where_the_patients_own_begin(self, chart) -> None:
        first = next(item for item in chart.due() if item["ask"] == "diary")
        opens_at = datetime.fromisoformat(first["opens_at"]).astimezone(ZoneInfo("Europe/Paris"))
        assert (opens_at.hour, str(opens_at.date())) == (4, first["day"])

    def test_asks_for_peg_every_7_days(self, app) -> None:
        chart = a_chart(enrolled_days_ago=6)
        days = [item["day"] for item in chart.due_of("peg") if item["trigger"] == "recurring"]
        assert [str(date.fromisoformat(days[0]) + timedelta(days=7))] == days[1:]

    def test_asks_for_the_long_form_alone_where_both_fall_due(self, app) -> None:
        chart = a_chart(enrolled_days_ago=27)
        short = [item for item in chart.due_of("phq2") if item["state"] == "not_applicable"]
        assert [item["reason"] for item in short] == ["covered_by_phq9"]
        assert [item["day"] for item in short] == [
            item["day"] for item in chart.due_of("phq9") if item["state"] == "due"
        ]

    def test_asks_for_the_tasks_only_of_who_agreed(self, chart) -> None:
        (before,) = chart.due_of("cognitive_battery")
        assert (before["state"], before["reason"]) == ("not_applicable", "no_consent")
        version = chart.read("consents")["version"]
        body = {"version": version, "items": {"c_cognitive": True}, "cards": []}
        assert chart.put("consents", body).status_code == 200
        (after,) = chart.due_of("cognitive_battery")
        assert (after["state"], after["id"]) == ("due", before["id"])

    def test_shows_what_is_scored_elsewhere_as_not_for_the_app(self, chart) -> None:
        (item,) = chart.due_of("rand36")
        assert (item["state"], item["reason"]) == ("not_applicable", "not_in_the_app")

    def test_shows_a_days_entry_as_done_or_declined(self, chart) -> None:
        phone = Phone(chart.patient)
        today = next(item["day"] for item in chart.due() if item["ask"] == "diary")
        phone.put(date.fromisoformat(today), said(answers={"mood": 4}))
        assert chart.due_of("diary")[0]["state"] == "done"

    def test_moves_with_the_patients_zone_and_says_so(self, chart) -> None:
        before = chart.due()
        zone = {"time_zone": "Pacific/Auckland"}
        assert chart.client.patch("/api/v1/account", **as_json(zone)).status_code == 200
        after = chart.due()
        moved = {item["id"]: item["opens_at"] for item in after if item["id"]}
        ids = {item["id"] for item in before if item["id"] and item["id"] in moved}
        assert ids
        assert all(moved[item["id"]] != item["opens_at"] for item in before if item["id"] in ids)


class TestGap:
    def test_leaves_as_missed_what_nobody_opened_the_app_for(self, app) -> None:
        chart = a_chart(enrolled_days_ago=60)
        chart.due()
        rows = fetch(
            "SELECT count(*) FROM occurrences WHERE patient_id = %s AND ask = 'peg'"
            " AND state = 'due' AND closes_at < now()",
            chart.patient.id,
        )
        assert rows[0][0] in {8, 9}


class TestAnswer:
    def test_is_bound_to_what_is_open(self, chart) -> None:
        (occasion,) = chart.due_of("phq9")
        answer = chart.answer("phq9")
        assert (answer.status_code, answer.json["occurrence_id"]) == (201, occasion["id"])
        (bound,) = chart.due_of("phq9")
        assert (bound["state"], bound["answer_id"]) == ("done", answer.json["id"])

    def test_is_bound_also_if_the_list_was_never_asked_for(self, chart) -> None:
        assert chart.answer("phq9").json["occurrence_id"] is not None

    def test_is_bound_to_the_one_that_it_names(self, app) -> None:
        chart = a_chart(enrolled_days_ago=7)
        baseline, weekly = chart.due_of("peg")[:2]
        answer = chart.answer("peg", occurrence_id=baseline["id"])
        assert answer.json["occurrence_id"] == baseline["id"]
        assert chart.answer("peg").json["occurrence_id"] == weekly["id"]

    def test_sent_twice_is_one(self, chart) -> None:
        record_id, body = uuid4(), response_body("peg")
        first = chart.put(f"instruments/responses/{record_id}", body)
        again = chart.put(f"instruments/responses/{record_id}", body)
        assert (first.status_code, again.status_code) == (201, 200)
        assert again.json["occurrence_id"] == first.json["occurrence_id"]
        rows = fetch("SELECT id FROM responses WHERE patient_id = %s", chart.patient.id)
        assert len(rows) == 1

    def test_given_again_is_kept_without_an_occasion(self, chart) -> None:
        (occasion,) = chart.due_of("phq9")
        chart.answer("phq9")
        answer = chart.answer("phq9", occurrence_id=occasion["id"])
        assert (answer.status_code, answer.json["occurrence_id"]) == (201, None)
        assert answer.json["late"] is True

    def test_too_late_is_kept_and_called_late(self, app) -> None:
        chart = a_chart(enrolled_days_ago=40)
        chart.due()
        ((over,),) = fetch(
            "SELECT id FROM occurrences WHERE patient_id = %s AND slot = 'baseline/peg'",
            chart.patient.id,
        )
        answer = chart.answer("peg", occurrence_id=str(over))
        assert (answer.status_code, answer.json["late"]) == (201, True)

    def test_written_in_time_but_sent_late_counts(self, app) -> None:
        chart = a_chart(enrolled_days_ago=40)
        chart.due()
        ((over,),) = fetch(
            "SELECT id FROM occurrences WHERE patient_id = %s AND slot = 'baseline/peg'",
            chart.patient.id,
        )
        then = at(35)
        answer = chart.answer(
            "peg",
            occurrence_id=str(over),
            answered_at=then.isoformat(),
            day=str(then.date()),
        )
        assert (answer.json["occurrence_id"], answer.json["late"]) == (str(over), False)

    def test_for_another_patients_occasion_is_refused(self, chart) -> None:
        (foreign,) = a_chart().due_of("phq9")
        answer = chart.answer("phq9", occurrence_id=foreign["id"])
        assert (answer.status_code, answer.json["code"]) == (422, "no_such_occasion")
        assert list(answer.json["fields"]) == ["occurrence_id"]

    def test_for_what_asks_something_else_is_refused(self, chart) -> None:
        (other,) = chart.due_of("gad7")
        answer = chart.answer("phq9", occurrence_id=other["id"])
        assert (answer.status_code, answer.json["code"]) == (422, "no_such_occasion")

    def test_struck_out_is_asked_for_again(self, chart) -> None:
        answer = chart.answer("phq9").json
        body = response_body("phq9", status="entered_in_error", reason="not me")
        struck = chart.put(f"instruments/responses/{answer['id']}", body, based_on=1)
        assert (struck.status_code, struck.json["occurrence_id"]) == (200, None)
        assert chart.due_of("phq9")[0]["state"] == "due"


class TestFollowUp:
    @pytest.mark.parametrize(("short", "longer"), [("phq2", "phq9"), ("gad2", "gad7")])
    def test_of_a_positive_screen_is_the_long_form_at_once(self, app, short, longer) -> None:
        chart = a_chart(enrolled_days_ago=16)
        highest = dict.fromkeys(zeros(short), 3)
        answer = chart.answer(short, highest).json
        (asked,) = answer["asks"]
        assert asked["ask"] == longer
        (item,) = [each for each in chart.due_of(longer) if each["trigger"] == "follow_up"]
        assert (item["id"], item["state"]) == (asked["occurrence_id"], "due")

    def test_sent_twice_asks_once(self, app) -> None:
        chart = a_chart(enrolled_days_ago=16)
        record_id = uuid4()
        body = response_body("phq2", dict.fromkeys(zeros("phq2"), 3))
        first, again = (
            chart.put(f"instruments/responses/{record_id}", body).json for _ in range(2)
        )
        assert first["asks"] == again["asks"]

    def test_uses_the_long_form_that_is_open_already(self, chart) -> None:
        (open_one,) = chart.due_of("phq9")
        answer = chart.answer("phq2", dict.fromkeys(zeros("phq2"), 3)).json
        assert answer["asks"] == [{"ask": "phq9", "occurrence_id": open_one["id"]}]

    def test_of_an_answer_that_came_in_weeks_later_is_nothing(self, app) -> None:
        chart = a_chart(enrolled_days_ago=60)
        then = at(20)
        answer = chart.answer(
            "phq2",
            dict.fromkeys(zeros("phq2"), 3),
            answered_at=then.isoformat(),
            day=str(then.date()),
        )
        assert (answer.json["positive"], answer.json["asks"]) == (True, [])

    def test_of_a_negative_screen_is_nothing(self, chart) -> None:
        assert chart.answer("phq2").json["asks"] == []


class TestDecline:
    def test_keeps_the_reason(self, chart) -> None:
        (occasion,) = chart.due_of("phq9")
        body = {"state": "declined", "reason": "too tired"}
        for _ in range(2):
            answer = chart.put(f"due/{occasion['id']}", body)
            assert (answer.status_code, answer.json["reason"]) == (200, "too tired")
        assert chart.due_of("phq9")[0]["state"] == "declined"

    def test_can_still_be_answered_in_time(self, chart) -> None:
        (occasion,) = chart.due_of("phq9")
        chart.put(f"due/{occasion['id']}", {"state": "declined", "reason": "later"})
        answer = chart.answer("phq9", occurrence_id=occasion["id"])
        assert answer.json["occurrence_id"] == occasion["id"]
        assert chart.due_of("phq9")[0]["state"] == "done"

    def test_can_be_taken_back(self, chart) -> None:
        (occasion,) = chart.due_of("phq9")
        chart.put(f"due/{occasion['id']}", {"state": "declined", "reason": "too tired"})
        for _ in range(2):
            answer = chart.put(f"due/{occasion['id']}", {"state": "due"})
            assert answer.status_code == 200, answer.text
        assert chart.due_of("phq9") == [occasion]

    def test_cannot_be_taken_back_when_the_time_is_over(self, chart) -> None:
        (occasion,) = chart.due_of("phq9")
        body = {"state": "declined", "reason": "too tired"}
        chart.put(f"due/{occasion['id']}", body)
        with time_machine.travel(datetime.fromisoformat(occasion["closes_at"]), tick=False):
            later = Chart(chart.patient)
            answer = later.put(f"due/{occasion['id']}", {"state": "due"})
            assert (answer.status_code, answer.json["code"]) == (409, "not_due")
            assert later.put(f"due/{occasion['id']}", body).json["state"] == "declined"

    def test_of_what_is_answered_is_refused(self, chart) -> None:
        occasion = chart.answer("phq9").json["occurrence_id"]
        answer = chart.put(f"due/{occasion}", {"state": "declined", "reason": "no"})
        assert (answer.status_code, answer.json["code"]) == (409, "not_due")

    @pytest.mark.parametrize(
        "body",
        [
            {"state": "declined"},
            {"state": "done", "reason": "x"},
            {"state": "declined", "reason": ""},
            {"state": "declined", "reason": "x", "more": 1},
            {"state": "declined", "reason": None},
            {"state": "due", "reason": "x"},
        ],
    )
    def test_with_a_bad_body_is_refused(self, chart, body) -> None:
        (occasion,) = chart.due_of("phq9")
        assert chart.put(f"due/{occasion['id']}", body).status_code == 422

    def test_of_a_stranger_is_not_found(self, chart) -> None:
        (foreign,) = a_chart().due_of("phq9")
        body = {"state": "declined", "reason": "no"}
        assert chart.put(f"due/{foreign['id']}", body).status_code == 404


class TestSpecialist:
    def test_sees_the_granted_categories_only(self, chart) -> None:
        chart.due()
        desk = a_desk(chart.patient, categories=["mood"])
        answer = desk.read("due")
        assert {item["category"] for item in answer["items"]} == {"mood"}
        assert answer["withheld"] == ["notes", "pain", "side_effects", "substance"]

    def test_decides_nothing(self, chart) -> None:
        (occasion,) = chart.due_of("phq9")
        desk = a_desk(chart.patient)
        body = {"state": "declined", "reason": "no"}
        assert desk.put(f"due/{occasion['id']}", body).status_code == 404
