"""How plans become nudges, and what moves them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from uuid import uuid4
from zoneinfo import ZoneInfo

from backend import clock
from backend.catalogue.service import catalogue
from tests.builders import a_consent, a_patient, acting, as_, fetch
from tests.reminders.post import (
    USUAL,
    Phone,
    Worker,
    a_reminded,
    at,
    state_of,
    states,
    take,
    work_out,
)
from tests.ward import Chart, a_desk, given_body, order_body, planned_body


def due_of(patient, slot: str = "daily") -> dict[date, datetime]:
    query = (
        "SELECT local_date, due_at FROM reminders WHERE patient_id = %s AND slot = %s"
        " AND state = 'pending'"
    )
    return dict(fetch(query, patient.id, slot))


def move_to(phone: Phone, zone: str) -> None:
    assert phone.client.patch("/api/v1/account", json={"time_zone": zone}).status_code == 200


class TestConsent:
    def test_brings_the_plan_that_the_catalogue_proposes(self, app):
        patient = a_reminded()
        plan = as_(patient).get(f"/api/v1/patients/{patient.id}/reminders").json
        assert plan["at"] == catalogue().reminder_at.strftime("%H:%M")
        work_out(clock.now())
        assert {moment.hour for moment in due_of(patient).values()} == {
            catalogue().reminder_at.hour
        }

    def test_that_is_not_given_plans_nothing(self, app):
        patient = a_patient()
        phone = as_(patient)
        body = {"at": "19:00", "weekdays": [1], "again": True, "asks": True,
                "tell_specialist": False}  # fmt: skip
        answer = phone.put(f"/api/v1/patients/{patient.id}/reminders", json=body)
        assert answer.status_code == 200
        work_out(clock.now())
        assert states(patient) == []

    def test_that_is_withdrawn_drops_what_was_planned(self, app):
        patient = a_reminded()
        work_out(clock.now())
        with acting("r_patient", patient.id) as connection:
            connection.execute(
                "UPDATE consents SET withdrawn_at = now() WHERE patient_id = %s"
                " AND item = 'c_push'",
                [patient.id],
            )
        work_out(clock.now())
        assert {state for _, state, _ in states(patient)} == {"cancelled"}

    def test_given_again_plans_anew(self, app):
        patient = a_reminded()
        phone = Phone(patient)
        version = catalogue().consent_version
        for given in (False, True):
            answer = phone.client.put(
                f"/api/v1/patients/{patient.id}/consents",
                json={"version": version, "items": {"c_push": given}, "cards": []},
            )
            assert answer.status_code == 200, answer.text
            work_out(clock.now())
            assert bool(due_of(patient)) is given


class TestZone:
    def test_edited_five_minutes_before_moves_what_was_not_sent(self, app):
        patient = a_reminded(time_zone="Europe/Paris")
        phone, worker = Phone(patient), Worker()
        work_out(clock.now())
        before = due_of(patient)
        move_to(phone, "America/New_York")
        for moment in sorted(before.values()):
            worker.step(moment + timedelta(minutes=1))
        there = ZoneInfo("America/New_York")
        assert {moment.astimezone(there).hour for moment in due_of(patient).values()} == {19}
        assert [moment.astimezone(there).hour for _, moment in worker.of(patient)] == []

    def test_is_never_overtaken_by_a_nudge_of_the_old_one(self, app):
        patient = a_reminded()
        phone, worker = Phone(patient), Worker()
        phone.plan()
        work_out(clock.now())
        move_to(phone, "Asia/Tokyo")
        worker.finish(take(at(19)), at(19))
        assert worker.of(patient) == []
        assert state_of(patient, at(19)) == ("pending", "plan_changed")

    def test_of_a_traveller_over_the_date_line_brings_one_nudge_a_date(self, app):
        patient = a_reminded(time_zone="Pacific/Kiritimati")
        phone, worker = Phone(patient), Worker()
        phone.plan(again=False)
        moment = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        for hour in range(24 * 6):
            if hour in {40, 90}:
                move_to(phone, "Pacific/Pago_Pago" if hour == 40 else "Pacific/Kiritimati")
            worker.step(moment + timedelta(hours=hour))
        dates = fetch(
            "SELECT local_date, count(*) FROM reminders WHERE patient_id = %s"
            " AND sent_at IS NOT NULL GROUP BY local_date ORDER BY local_date",
            patient.id,
        )
        assert {count for _, count in dates} == {1}
        assert 5 <= len(dates) <= 7
        assert len(worker.of(patient)) == len(dates)

    def test_that_does_not_exist_is_refused(self, app):
        phone = Phone(a_reminded())
        answer = phone.client.patch("/api/v1/account", json={"time_zone": "Mars/Olympus"})
        assert (answer.status_code, answer.json["code"]) == (422, "invalid")


class TestPlan:
    def test_moves_what_was_not_sent_and_repeats_nothing(self, app):
        patient = a_reminded()
        phone, worker = Phone(patient), Worker()
        phone.plan(again=False)
        worker.step(at(19))
        phone.plan(at="21:00", again=False)
        worker.step(at(21))
        assert [moment for _, moment in worker.of(patient)] == [at(19)]
        assert due_of(patient)[at(0, days=2).date()] == at(21, days=2)

    def test_has_no_nudge_whose_time_was_before_it_was_made(self, app):
        patient = a_reminded()
        phone = Phone(patient)
        earlier = clock.now() - timedelta(minutes=30)
        if earlier.date() == clock.now().date():
            phone.plan(at=earlier.strftime("%H:%M"), again=False)
            work_out(clock.now())
            assert earlier.date() not in due_of(patient)

    def test_is_worked_out_a_day_ahead_and_no_more_often(self, app):
        patient = a_reminded()
        work_out(clock.now())
        assert work_out(clock.now()) == 0
        assert work_out(clock.now() + timedelta(days=2)) >= 1
        assert max(due_of(patient)) == at(0, days=5).date()

    def test_set_by_two_phones_at_once_is_one(self, app):
        patient = a_patient()
        clients = [as_(patient) for _ in range(4)]
        barrier = Barrier(4)

        def put(client) -> int:
            barrier.wait()
            return client.put(f"/api/v1/patients/{patient.id}/reminders", json=USUAL).status_code

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(put, clients)) == [200] * 4

    def test_set_anew_ends_a_snooze(self, app):
        patient, worker = a_reminded(), Worker()
        phone = Phone(patient)
        phone.plan(again=False)
        phone.client.post(f"{phone.base}/snooze", json={"minutes": 60})
        worker.step(clock.now())
        assert phone.plan(again=False)["snoozed_until"] is None
        worker.step(clock.now() + timedelta(minutes=61))
        assert not [slot for slot, state, _ in states(patient)
                    if slot.startswith("snooze/") and state == "sent"]  # fmt: skip

    def test_is_the_patients_own(self, app):
        patient = a_reminded()
        desk = a_desk(patient)
        for path in ("reminders", "reminders/status", "reminders/history"):
            assert desk.get(path).status_code == 404
            assert Chart(patient, a_patient()).get(path).status_code == 404


class TestSession:
    def test_brings_a_nudge_for_each_of_its_questions(self, app):
        patient = a_reminded()
        Phone(patient).plan()
        desk, order_id, session_id = a_desk(patient), uuid4(), uuid4()
        desk.record(f"orders/{order_id}", order_body())
        desk.record(f"sessions/{session_id}", planned_body(order_id, at(9)))
        work_out(clock.now())
        found = [slot for slot, state, _ in states(patient) if slot.startswith("moment/")]
        assert f"moment/burst/{session_id}/h2" in found

        moved = planned_body(order_id, at(12))
        desk.record(f"sessions/{session_id}", moved, based_on=1, reason="the room was taken")
        work_out(clock.now())
        assert due_of(patient, f"moment/burst/{session_id}/h2")[at(0).date()] == at(15)

    def test_that_is_cancelled_takes_its_nudges_with_it(self, app):
        patient = a_reminded()
        Phone(patient)
        desk, order_id, session_id = a_desk(patient), uuid4(), uuid4()
        desk.record(f"orders/{order_id}", order_body())
        desk.record(f"sessions/{session_id}", planned_body(order_id, at(9)))
        work_out(clock.now())
        body = {**planned_body(order_id, at(9)), "status": "cancelled", "cancel_reason": "a cold"}
        desk.record(f"sessions/{session_id}", body, based_on=1, reason="a cold")
        work_out(clock.now())
        left = [slot for slot, state, _ in states(patient)
                if slot.startswith("moment/") and state == "pending"]  # fmt: skip
        assert left == []

    def test_answered_on_the_phone_keeps_its_nudge_silent(self, app):
        patient = a_reminded()
        phone, worker = Phone(patient), Worker()
        phone.plan(at="23:00", again=False)
        desk, order_id, session_id = a_desk(patient), uuid4(), uuid4()
        desk.record(f"orders/{order_id}", order_body())
        started = clock.now() - timedelta(hours=3, minutes=30)
        desk.record(f"sessions/{session_id}", given_body(order_id, started))
        slot = f"moment/burst/{session_id}/h2"
        work_out(clock.now())
        with acting("r_patient", patient.id) as connection:
            connection.execute(
                "UPDATE occurrences SET state = 'done', answered_at = now()"
                " WHERE patient_id = %s AND step = 'h2'",
                [patient.id],
            )
        worker.step(clock.now())
        assert [(state, reason) for found, state, reason in states(patient) if found == slot] in (
            [("cancelled", "done")],
            [],
        )
        assert worker.of(patient) == []


class TestCategories:
    def test_of_an_instrument_are_no_part_of_a_nudge(self, app):
        patient = a_reminded()
        a_consent(patient, "c_cognitive")
        work_out(clock.now())
        columns = fetch(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'reminders'"
        )
        assert "ask" not in {name for (name,) in columns}
        assert {slot.split("/")[0] for slot, *_ in states(patient)} == {"daily"}
        assert clock.now().tzinfo is UTC
