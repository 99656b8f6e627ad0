"""What goes out, to whom, and what becomes of it."""

from datetime import timedelta

import pytest

from backend import clock
from backend.catalogue.service import catalogue
from backend.push.rules.messages import Answer, Outcome
from backend.reminders.service import settling
from tests.builders import a_day, a_specialist, acting, as_, fetch
from tests.builders import a_grant as grant
from tests.phone import said
from tests.reminders.post import (
    VENDOR,
    Phone,
    Worker,
    a_reminded,
    at,
    state_of,
    states,
    take,
    work_out,
    working,
)
from tests.ward import Chart
from tests.web.trends.lists import the_row


def write(phone: Phone, day) -> None:
    """Write the day as the phone does."""
    answer = phone.client.put(
        f"/api/v1/patients/{phone.patient.id}/diary/days/{day}",
        json=said(answers={"pain_average": 4}),
        headers={"If-None-Match": "*"},
    )
    assert answer.status_code == 201, answer.text


def stored_as_written(patient, day) -> None:
    """The day as a phone will have written it by then."""
    a_day(patient, day, pain_average=4)


class TestReminder:
    def test_reaches_every_device_once(self, app):
        patient = a_reminded()
        phones, worker = [Phone(patient) for _ in range(2)], Worker()
        phones[0].plan(again=False)
        for minute in range(5):
            worker.step(at(19, minute))
        assert sorted(worker.of(patient)) == sorted((phone.id, at(19)) for phone in phones)
        assert state_of(patient, at(19)) == ("sent", None)

    def test_comes_a_second_time_if_still_due(self, app):
        patient, worker = a_reminded(), Worker()
        Phone(patient).plan()
        for hour in (19, 20, 21, 22):
            worker.step(at(hour))
        assert [moment for _, moment in worker.of(patient)] == [at(19), at(21)]

    def test_comes_no_second_time_once_the_day_is_written(self, app):
        patient, worker = a_reminded(), Worker()
        Phone(patient).plan()
        worker.step(at(19))
        stored_as_written(patient, at(19).date())
        worker.step(at(21))
        assert [moment for _, moment in worker.of(patient)] == [at(19)]
        assert state_of(patient, at(21), "daily/again") == ("cancelled", "done")

    def test_still_comes_for_a_questionnaire_when_the_day_is_written(self, app):
        patient, worker = a_reminded(), Worker()
        phone = Phone(patient)
        phone.plan(again=False)
        assert phone.client.get(f"/api/v1/patients/{patient.id}/due").status_code == 200
        stored_as_written(patient, at(19).date())
        worker.step(at(19))
        assert len(worker.of(patient)) == 1
        phone.plan(again=False, asks=False)
        stored_as_written(patient, at(19, days=2).date())
        worker.step(at(19, days=2))
        assert len(worker.of(patient)) == 1

    def test_says_why_it_wasnt_sent(self, app):
        worker = Worker()
        for values, expected in (
            ({"paused_from": str(at(0).date()), "paused_until": str(at(0).date()),
              "pause_reason": "hospital"}, ("cancelled", "paused")),
            ({"weekdays": []}, None),
        ):  # fmt: skip
            patient = a_reminded()
            Phone(patient).plan(again=False, **values)
            worker.step(at(19))
            assert worker.of(patient) == []
            if expected:
                assert state_of(patient, at(19)) == expected

    def test_waits_for_the_end_of_a_snooze(self, app):
        patient, worker = a_reminded(), Worker()
        phone = Phone(patient)
        now = clock.now()
        phone.plan(at=(now + timedelta(minutes=10)).strftime("%H:%M"), again=False)
        answer = phone.client.post(f"{phone.base}/snooze", json={"minutes": 45})
        assert answer.status_code == 200
        for minute in range(0, 90, 5):
            worker.step(now + timedelta(minutes=minute))
        assert len(worker.of(patient)) == 1
        (_, moment) = worker.of(patient)[0]
        assert timedelta(minutes=45) <= moment - now <= timedelta(minutes=50)

    def test_is_not_sent_without_consent_though_it_was_planned(self, app):
        patient, worker = a_reminded(), Worker()
        Phone(patient).plan(again=False)
        work_out(clock.now())
        with acting("r_patient", patient.id) as connection:
            connection.execute(
                "UPDATE consents SET withdrawn_at = now() WHERE patient_id = %s"
                " AND item = 'c_push'",
                [patient.id],
            )
        worker.finish(take(at(19)), at(19))
        assert worker.of(patient) == []

    def test_goes_to_no_device_that_was_signed_out(self, app):
        patient, worker = a_reminded(), Worker()
        stays, leaves = Phone(patient), Phone(patient)
        stays.plan(again=False)
        assert leaves.client.delete("/api/v1/session").status_code == 204
        worker.step(at(19))
        assert [device for device, _ in worker.of(patient)] == [stays.id]

    def test_comes_at_most_six_times_a_day(self, app):
        patient, worker = a_reminded(), Worker()
        phone = Phone(patient)
        now = clock.now().replace(second=0, microsecond=0)
        phone.plan(at=(now + timedelta(minutes=2)).strftime("%H:%M"), again=False)
        for n in range(9):
            with acting("r_patient", patient.id) as connection:
                connection.execute(
                    "UPDATE reminder_plans SET snoozed_until = %s, stale = true"
                    " WHERE patient_id = %s",
                    [now + timedelta(minutes=n + 3), patient.id],
                )
            worker.step(now + timedelta(minutes=n + 3))
        by_date = fetch(
            "SELECT local_date, count(*) FROM reminders WHERE patient_id = %s"
            " AND sent_at IS NOT NULL GROUP BY 1",
            patient.id,
        )
        assert max(count for _, count in by_date) <= 6
        assert sum(count for _, count in by_date) >= 6


class TestDevice:
    @pytest.mark.parametrize("answer", [Answer.BUSY, Answer.UNREACHABLE, Answer.DEFERRED])
    def test_that_was_not_reached_is_tried_again_and_the_other_is_not(self, app, answer):
        patient = a_reminded()
        reached, missed = Phone(patient), Phone(patient)
        reached.plan(again=False)
        worker = Worker(answers=lambda device: answer if device == missed.id else Answer.ACCEPTED)
        worker.step(at(19))
        assert state_of(patient, at(19)) == ("pending", answer.value)
        worker.answers = lambda _: Answer.ACCEPTED
        worker.step(at(19, 10))
        assert worker.of(patient) == [(reached.id, at(19)), (missed.id, at(19, 10))]
        assert state_of(patient, at(19)) == ("sent", None)

    def test_that_was_not_reached_is_left_alone_once_the_day_is_written(self, app):
        patient = a_reminded()
        reached, missed = Phone(patient), Phone(patient)
        reached.plan(again=False)
        worker = Worker(
            answers=lambda device: Answer.BUSY if device == missed.id else Answer.ACCEPTED
        )
        worker.step(at(19))
        stored_as_written(patient, at(19).date())
        worker.answers = lambda _: Answer.ACCEPTED
        worker.step(at(19, 10))
        assert [device for device, _ in worker.of(patient)] == [reached.id]

    def test_is_given_the_patience_that_its_service_asks_for(self, app):
        patient, worker = a_reminded(), Worker()
        Phone(patient).plan(again=False)
        worker.answers = lambda _: Outcome(
            ref=None, answer=Answer.BUSY, status=429, retry_after_s=1800.0, vendor=VENDOR
        )
        worker.step(at(19))
        worker.answers = lambda _: Answer.ACCEPTED
        worker.step(at(19, 29))
        assert worker.of(patient) == []
        worker.step(at(19, 30))
        assert [moment for _, moment in worker.of(patient)] == [at(19, 30)]

    def test_that_asks_for_patience_gets_it_while_the_other_is_tried_sooner(self, app):
        patient = a_reminded()
        patient_one, quick = Phone(patient), Phone(patient)
        patient_one.plan(again=False)
        asks = Outcome(ref=None, answer=Answer.BUSY, status=429, retry_after_s=1800.0,
                       vendor=VENDOR)  # fmt: skip
        worker = Worker(
            answers=lambda device: asks if device == patient_one.id else Answer.UNREACHABLE
        )
        worker.step(at(19))
        worker.answers = lambda _: Answer.ACCEPTED
        for minute in (5, 29, 30):
            worker.step(at(19, minute))
        assert worker.of(patient) == [(quick.id, at(19, 5)), (patient_one.id, at(19, 30))]
        assert state_of(patient, at(19)) == ("sent", None)

    def test_that_stays_away_beyond_the_window_is_given_up(self, app):
        patient, worker = a_reminded(), Worker(answers=lambda _: Answer.BUSY)
        Phone(patient).plan(again=False)
        for minute in range(0, 130, 4):
            worker.step(at(19) + timedelta(minutes=minute))
        assert state_of(patient, at(19))[0] in {"failed", "missed"}

    def test_that_is_gone_is_retired_with_its_address(self, app):
        patient, worker = a_reminded(), Worker(answers=lambda _: Answer.GONE)
        phone = Phone(patient)
        phone.plan(again=False)
        worker.step(at(19))
        ((retired, sealed, because),) = fetch(
            "SELECT retired_at, address_sealed, retired_because FROM push_subscriptions"
            " WHERE id = %s",
            phone.id,
        )
        assert (retired, sealed, because) == (at(19), None, "gone")
        worker.step(at(19, days=2))
        assert state_of(patient, at(19, days=2)) == ("failed", "no_device")

    def test_that_was_retired_lives_again_when_it_subscribes_again(self, app):
        patient, worker = a_reminded(), Worker(answers=lambda _: Answer.GONE)
        phone = Phone(patient)
        phone.plan(again=False)
        worker.step(at(19))
        again = Phone(patient, phone.browser)
        worker.answers = lambda _: Answer.ACCEPTED
        worker.step(at(19, days=2))
        assert [device for device, _ in worker.of(patient)] == [again.id]

    def test_that_is_denied_is_kept_for_a_day_and_given_up_then(self, app):
        patient, worker = a_reminded(), Worker(answers=lambda _: Answer.DENIED)
        phone = Phone(patient)
        phone.plan(again=False)
        lives = []
        for days in (1, 2, 3):
            worker.step(at(19, days=days))
            query = "SELECT retired_at IS NULL FROM push_subscriptions WHERE id = %s"
            lives += [found for (found,) in fetch(query, phone.id)]
        assert lives == [True, True, False]

    def test_whose_address_cant_be_read_stops_nobody_else(self, app):
        poisoned, healthy, worker = a_reminded(), a_reminded(), Worker()
        broken = Phone(poisoned)
        for phone in (broken, Phone(healthy)):
            phone.plan(again=False)
        with acting("r_door") as connection:
            connection.execute(
                "UPDATE push_subscriptions SET address_sealed = %s WHERE id = %s",
                [b"\x01" + bytes(40), broken.id],
            )
        worker.step(at(19))
        assert worker.of(poisoned) == []
        assert len(worker.of(healthy)) == 1


class TestDefect:
    def test_of_one_nudge_stops_nobody_elses(self, app):
        odd, sound, worker = a_reminded(), a_reminded(), Worker()
        for patient in (odd, sound):
            Phone(patient).plan(again=False)
        work_out(clock.now())
        with acting("r_door") as connection:
            connection.execute(
                "UPDATE push_subscriptions SET denials = 1, denied_since = '-infinity'"
                " WHERE account_id = %s",
                [odd.id],
            )
        worker.step(at(19))
        assert state_of(odd, at(19)) == ("failed", "defect")
        assert len(worker.of(sound)) == 1


class TestMassRetirement:
    def test_is_halted_where_too_many_of_a_vendor_are_gone_at_once(self, app):
        worker, vendor = Worker(), f"vendor-{clock.now().timestamp()}"
        gone = Outcome(ref=None, answer=Answer.GONE, status=410, retry_after_s=None, vendor=vendor)
        phones = [Phone(a_reminded()) for _ in range(12)]
        for phone in phones:
            phone.plan(again=False)
        mine = {phone.id for phone in phones}
        worker.answers = lambda device: gone if device in mine else Answer.ACCEPTED
        worker.step(at(19))
        ((kept,),) = fetch(
            "SELECT count(*) FROM push_subscriptions WHERE id = ANY (%s) AND retired_at IS NULL",
            list(mine),
        )
        assert kept == 12


class TestLease:
    def test_keeps_others_from_what_is_taken_up(self, app):
        patient = a_reminded()
        Phone(patient).plan(again=False)
        work_out(clock.now())
        first, second = take(at(19)), take(at(19, 0) + timedelta(seconds=30))
        assert patient.id in {held.patient_id for held in first.held}
        assert patient.id not in {held.patient_id for held in second.held}

    def test_that_ran_out_lets_somebody_else_send(self, app):
        patient, worker = a_reminded(), Worker()
        Phone(patient).plan(again=False)
        work_out(clock.now())
        take(at(19))
        worker.step(at(19, 1) + timedelta(seconds=1))
        assert len(worker.of(patient)) == 1

    def test_that_was_lost_settles_nothing(self, app):
        patient, worker = a_reminded(), Worker()
        phone = Phone(patient)
        phone.plan(again=False)
        work_out(clock.now())
        zombie = take(at(19))
        again = take(at(19, 2))
        for held in zombie.held:
            for device in held.devices:
                held.outcomes[device.subscription_id] = Outcome(
                    ref=None, answer=Answer.REFUSED, status=400, retry_after_s=None, vendor=VENDOR
                )
        with working():
            settling.record(zombie.lease_id, zombie.held, now=at(19, 2))
        assert state_of(patient, at(19)) == ("pending", None)
        worker.finish(again, at(19, 2))
        assert state_of(patient, at(19)) == ("sent", None)


class TestWorkersClock:
    @pytest.mark.parametrize(
        "jumps",
        [
            [timedelta(days=-1), timedelta(0)],
            [timedelta(hours=-1), timedelta(0), timedelta(hours=1)],
            [timedelta(hours=1), timedelta(0), timedelta(hours=2)],
            [timedelta(days=3), timedelta(0)],
        ],
        ids=["back a day", "back an hour", "on an hour", "on three days"],
    )
    def test_that_jumps_repeats_nothing(self, app, jumps):
        patient, worker = a_reminded(), Worker()
        Phone(patient).plan(again=False)
        worker.step(at(19))
        for jump in jumps:
            worker.step(at(19, 10) + jump)
            worker.step(at(19, 20) + jump)
        by_date = fetch(
            "SELECT local_date, count(*), count(DISTINCT slot) FROM reminders"
            " WHERE patient_id = %s AND sent_at IS NOT NULL GROUP BY local_date",
            patient.id,
        )
        assert {count for _, count, _ in by_date} == {1}
        assert len(worker.of(patient)) == len(by_date)


class TestSilence:
    def test_of_a_month_is_told_to_the_specialist_whom_the_patient_wants_told(self, app):
        worker = Worker()
        told, untold = a_reminded(), a_reminded()
        specialist = a_specialist()
        for patient, tells in ((told, True), (untold, False)):
            grant(patient=patient, specialist=specialist, categories=["pain"])
            Phone(patient).plan(again=False, tell_specialist=tells)
            stored_as_written(patient, at(19, days=0).date())
        for days in range(1, 34):
            worker.step(at(19, days=days))
        marks = {
            item["patient_id"]: [mark["kind"] for mark in item["marks"]]
            for item in as_(specialist).get("/api/v1/caseload").json["items"]
        }
        assert marks == {str(told.id): ["silent"], str(untold.id): []}
        assert len(worker.of(told)) == 30
        assert states(told)[-1][1:] in {("cancelled", "resting"), ("pending", None)}

        stored_as_written(told, at(19, days=32).date())
        (item,) = [
            item
            for item in as_(specialist).get("/api/v1/caseload").json["items"]
            if item["patient_id"] == str(told.id)
        ]
        assert item["marks"] == []
        worker.step(at(19, days=34))
        assert len(worker.of(told)) == 31

    def test_that_was_told_is_reviewed_by_a_look_after_it(self, app):
        patient, specialist = a_reminded(), a_specialist()
        grant(patient=patient, specialist=specialist, categories=["pain"])
        Phone(patient).plan(again=False, tell_specialist=True)
        told_at = clock.now() - timedelta(hours=1)
        with acting("r_worker") as connection:
            connection.execute(
                "UPDATE reminder_plans SET silent_since = %s, told_at = %s WHERE patient_id = %s",
                (told_at.date() - timedelta(days=31), told_at, patient.id),
            )
        seen = []
        for moment in (told_at - timedelta(minutes=1), told_at + timedelta(minutes=1)):
            body = {"seen_until": moment.isoformat()}
            Chart(patient, specialist).record("reviewed", body)
            [mark] = the_row(specialist)["marks"]
            seen.append(mark.get("is_reviewed", False))

        assert seen == [False, True]


def test_the_day_that_the_phone_writes_now_keeps_tonight_silent(app):
    patient, worker = a_reminded(), Worker()
    phone = Phone(patient)
    nudge = clock.now() + timedelta(minutes=5)
    phone.plan(at=nudge.strftime("%H:%M"), again=False, asks=False)
    # The day of the nudge, which begins at four.
    write(phone, (nudge - timedelta(hours=4)).date())
    worker.step(nudge + timedelta(minutes=1))
    assert worker.of(patient) == []
    assert catalogue().primary_item == "pain_average"
