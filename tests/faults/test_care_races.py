"""Structured care with many requests at once: nothing lost, nothing doubled, nothing torn."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask

from tests.builders import Person, a_grant, a_patient, a_specialist, fetch, token_of
from tests.faults.crowd import THREADS, together, wide_application
from tests.phone import Phone, day_write
from tests.supervision.ward import DONE, press_body, pressed
from tests.ward import Chart, at, given_body, order_body, response_body, zeros


@pytest.fixture(scope="module")
def wide(app, environment) -> Iterator[Flask]:
    with wide_application(environment) as wide:
        yield wide


class Ward:
    """One patient, who shares with one specialist, on as many clients as there are threads."""

    def __init__(self, wide: Flask, **patient) -> None:
        self.wide = wide
        self.patient = a_patient(time_zone="UTC", **patient)
        self.specialist = a_specialist()
        a_grant(patient=self.patient, specialist=self.specialist)
        self.phones = self._charts(self.patient)
        self.desks = self._charts(self.specialist)

    def _charts(self, person: Person) -> list[Chart]:
        token = token_of(person)
        charts = []
        for _ in range(THREADS):
            chart = Chart(self.patient, person)
            chart.client = self.wide.test_client(use_cookies=False)
            chart.client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
            charts.append(chart)
        return charts

    def rows(self, table: str, columns: str = "*") -> list:
        return fetch(f"SELECT {columns} FROM {table} WHERE patient_id = %s", self.patient.id)


@pytest.fixture
def ward(wide) -> Ward:
    return Ward(wide)


def statuses(answers) -> dict[int, int]:
    return dict(Counter(answer.status_code for answer in answers))


ONE_OF_ALL = {201: 1, 200: THREADS - 1}


class TestSameRecordAtOnce:
    def test_response_is_one_and_bound_once(self, ward) -> None:
        path, body = f"instruments/responses/{uuid4()}", response_body("phq9", {"phq9_9": 1})
        answers = together(lambda n: ward.phones[n].put(path, body))
        assert statuses(answers) == ONE_OF_ALL
        assert len({answer.json["occurrence_id"] for answer in answers}) == 1
        assert all(answer.json["notices"] for answer in answers)
        assert len(ward.rows("responses")) == len(ward.rows("record_revisions")) == 1

    def test_session_is_one_with_one_burst(self, ward) -> None:
        order_id = uuid4()
        ward.desks[0].record(f"orders/{order_id}", order_body())
        path, body = f"sessions/{uuid4()}", given_body(order_id, at(2, hour=9))
        answers = together(lambda n: ward.desks[n].put(path, body))
        assert statuses(answers) == ONE_OF_ALL
        assert len(ward.rows("occurrences")) == 38
        assert len(ward.rows("schedule_changes")) == 1

    def test_dose_is_one(self, ward) -> None:
        moment = at(1)
        body = {
            "taken_at": moment.isoformat(),
            "time_zone": "UTC",
            "day": str(moment.date()),
            "drug": "ketamine_racemic",
            "route": "po",
            "dose_mg": 50,
            "as_planned": True,
        }
        path = f"doses/{uuid4()}"
        assert statuses(together(lambda n: ward.phones[n].put(path, body))) == ONE_OF_ALL
        assert len(ward.rows("home_doses")) == 1


class TestCallForHelpAtOnce:
    def test_sent_fifty_times_is_one(self, ward) -> None:
        path, body = f"calls/{uuid4()}", press_body()

        def insist(n: int) -> list[int]:
            return [ward.phones[n].put(path, body).status_code for _ in range(50 // THREADS + 1)]

        found = Counter(status for answers in together(insist) for status in answers)
        assert found[201] == 1
        assert set(found) == {200, 201}
        assert found.total() >= 50
        assert len(ward.rows("not_safe_presses")) == 1

    def test_is_answered_by_one(self, ward) -> None:
        path = f"calls/{pressed(ward.phones[0])}/answer"
        answers = together(lambda n: ward.desks[n].put(path, {"what_was_done": f"{DONE} {n}"}))
        assert statuses(answers) == {200: 1, 409: THREADS - 1}
        [told] = [answer.json["what_was_done"] for answer in answers if answer.status_code == 200]
        assert ward.phones[0].read("calls")["items"][0]["what_was_done"] == told


class TestDifferentRecordsAtOnce:
    def test_of_one_occasion_one_answer_has_it(self, ward) -> None:
        body = response_body("peg")
        answers = together(lambda n: ward.phones[n].put(f"instruments/responses/{uuid4()}", body))
        assert statuses(answers) == {201: THREADS}
        bound = [each for each in answers if each.json["occurrence_id"] is not None]
        assert len(bound) == 1

    def test_positive_screens_ask_for_the_long_form_once(self, wide) -> None:
        ward = Ward(wide, created_at=at(16))
        body = response_body("phq2", dict.fromkeys(zeros("phq2"), 3))
        answers = together(lambda n: ward.phones[n].put(f"instruments/responses/{uuid4()}", body))
        assert len({answer.json["asks"][0]["occurrence_id"] for answer in answers}) == 1
        asked = [row for row in ward.rows("occurrences", "trigger") if row[0] == "follow_up"]
        assert len(asked) == 1

    def test_overlapping_medicines_are_taken_once(self, ward) -> None:
        body = {"atc": "N02AX02", "from_on": "2026-01-01"}
        answers = together(lambda n: ward.desks[n].put(f"phenotype/comedications/{uuid4()}", body))
        assert statuses(answers) == {201: 1, 409: THREADS - 1}

    def test_amendments_of_one_revision_keep_one(self, ward) -> None:
        path = f"orders/{uuid4()}"
        ward.desks[0].record(path, order_body())
        answers = together(
            lambda n: ward.desks[n].put(
                path, order_body(min_interval_days=2 + n), based_on=1, reason="other"
            )
        )
        assert statuses(answers) == {200: 1, 412: THREADS - 1}
        assert len(ward.rows("record_revisions")) == 2

    def test_sessions_cut_one_anothers_bursts_as_if_recorded_in_turn(self, ward) -> None:
        order_id = uuid4()
        ward.desks[0].record(f"orders/{order_id}", order_body())
        together(
            lambda n: ward.desks[n].record(
                f"sessions/{uuid4()}", given_body(order_id, at(5 * n + 1, hour=9))
            )
        )
        due = fetch(
            "SELECT day FROM occurrences WHERE patient_id = %s AND ask = 'diary' AND state = 'due'"
            " GROUP BY day HAVING count(*) > 1",
            ward.patient.id,
        )
        assert due == []
        assert len(ward.rows("schedule_changes")) == THREADS


class TestListAtOnce:
    def test_is_the_same_for_every_phone_and_built_once(self, wide) -> None:
        ward = Ward(wide, created_at=at(100))
        answers = together(lambda n: ward.phones[n].get("due"))
        assert statuses(answers) == {200: THREADS}
        told = [
            [(item["id"], item["ask"], item["opens_at"]) for item in answer.json["items"]]
            for answer in answers
        ]
        assert all(each == told[0] for each in told)
        slots = [row[0] for row in ward.rows("occurrences", "slot")]
        assert len(slots) == len(set(slots))

    def test_while_sessions_move_and_diaries_come_in_stays_sound(self, ward) -> None:
        order_id, session_id = uuid4(), uuid4()
        ward.desks[0].record(f"orders/{order_id}", order_body())
        started_at = at(3, hour=9)
        ward.desks[0].record(f"sessions/{session_id}", given_body(order_id, started_at))
        days = [row[0] for row in ward.rows("occurrences", "DISTINCT day")]

        def work(n: int) -> list[int]:
            if n == 0:
                moved = given_body(order_id, started_at - timedelta(hours=5)) | {"reason": "typed"}
                path = f"sessions/{session_id}"
                return [ward.desks[n].put(path, moved, based_on=1).status_code]
            if n % 2:
                return [ward.phones[n].get("due").status_code for _ in range(4)]
            phone = Phone(ward.patient, client=ward.phones[n].client, device=f"phone {n}")
            now = at(0).date()
            batch = [day_write(day, answers={"mood": n}) for day in days if day <= now]
            return [phone.post(*batch).status_code]

        found = {status for answers in together(work) for status in answers}
        assert found == {200}
        states = Counter(row[0] for row in ward.rows("occurrences", "state"))
        assert states["done"] >= 1
        unbound = fetch(
            "SELECT o.day FROM occurrences o JOIN days d USING (patient_id, day)"
            " WHERE o.patient_id = %s AND o.ask = 'diary' AND o.state = 'due'"
            " AND NOT d.withdrawn AND NOT d.retrospective",
            ward.patient.id,
        )
        assert unbound == []
