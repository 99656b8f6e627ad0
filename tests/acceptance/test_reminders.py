"""What users of other systems complained about in reminders, and ours has to do: A7, A8 and A9."""

import logging
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from backend import clock
from backend.accounts.rules import Role
from backend.push.gateway.vapid import Vapid
from backend.push.rules.messages import Answer, Outcome
from backend.reminders.rules.plan import Plan, nudges
from config.environment import SettingsError
from config.settings import Settings
from tests.builders import a_day, acting, fetch
from tests.reminders.post import Phone, Worker, a_reminded, at, state_of, states, take, work_out

QUARTER = timedelta(minutes=15)


def due(zone: str, day: date, wall: time) -> list[datetime]:
    plan = Plan(patient_id=UUID(int=7), zone=zone, day_starts_at=time(4), at=wall, again_after=None)
    return [nudge.due_at for nudge in nudges(plan, day, day)]


class TestA07ClocksAndJourneys:
    """C46-C55: hours off after a clock change, or in another zone; twice, or not at all."""

    @pytest.mark.parametrize(
        ("zone", "day", "expected"),
        [
            ("Europe/Paris", date(2026, 3, 29), datetime(2026, 3, 29, 1, tzinfo=UTC)),
            ("Europe/Paris", date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
            ("Pacific/Chatham", date(2026, 9, 27), datetime(2026, 9, 26, 13, 45, tzinfo=UTC)),
            ("America/New_York", date(2026, 11, 1), datetime(2026, 11, 1, 7, 30, tzinfo=UTC)),
        ],
    )
    def test_half_past_two_comes_once_when_clocks_change(self, zone, day, expected) -> None:
        assert due(zone, day, time(2, 30)) == [expected]

    def test_a_date_that_samoa_left_out_has_no_reminder_and_its_neighbours_have_one(self) -> None:
        days = [date(2011, 12, 29) + timedelta(days=n) for n in range(3)]
        assert [len(due("Pacific/Apia", day, time(19))) for day in days] == [1, 0, 1]

    @pytest.mark.parametrize(
        ("home", "away"),
        [("Europe/Paris", "Pacific/Auckland"), ("Europe/Paris", "America/Los_Angeles")],
    )
    def test_a_journey_brings_one_reminder_a_local_date(self, app, home, away) -> None:
        patient, worker = a_reminded(time_zone=home), Worker()
        phone = Phone(patient)
        phone.plan(again=False)
        # The journey ends at 10:00 UTC: neither place then has its reminder of a little before.
        begin = at(8)
        for step in range(24 * 4):
            if step == 50:
                answer = phone.client.patch("/api/v1/account", json={"time_zone": away})
                assert answer.status_code == 200
            worker.step(begin + timedelta(hours=step))
        sent = [
            moment.astimezone(ZoneInfo(zone))
            for zone, moment in fetch(
                "SELECT time_zone, sent_at FROM reminders WHERE patient_id = %s"
                " AND sent_at IS NOT NULL ORDER BY sent_at",
                patient.id,
            )
        ]
        assert {moment.hour for moment in sent} == {19}
        assert len({moment.date() for moment in sent}) == len(sent) >= 3


class TestA08SchedulerStopped:
    """C44: five days of notifications arrive on day five."""

    def test_for_three_hours_sends_once_what_is_still_in_its_window(self, app) -> None:
        patient, worker = a_reminded(), Worker()
        Phone(patient).plan(at="18:00")
        work_out(clock.now())
        worker.step(at(20, 30))
        assert [moment for _, moment in worker.of(patient)] == [at(20, 30)]
        assert state_of(patient, at(18))[0] in {"missed", "merged"}
        assert state_of(patient, at(20), "daily/again") == ("sent", None)

    def test_beyond_the_window_records_what_was_missed(self, app) -> None:
        patient, worker = a_reminded(), Worker()
        Phone(patient).plan(at="18:00", again=False)
        work_out(clock.now())
        worker.step(at(21))
        assert worker.of(patient) == []
        assert state_of(patient, at(18)) == ("missed", "too_late")

    def test_sends_one_of_two_that_have_come_due_meanwhile(self, app) -> None:
        patient, worker = a_reminded(), Worker()
        Phone(patient).plan(again=False)
        work_out(clock.now())
        with acting("r_worker") as connection:
            connection.execute(
                "INSERT INTO reminders (patient_id, local_date, slot, id, day, time_zone, due_at,"
                " expires_at, state, next_at, attempts) SELECT patient_id, local_date, 'snooze/1',"
                " gen_random_uuid(), day, time_zone, due_at + interval '30 min',"
                " expires_at + interval '30 min', state, next_at + interval '30 min', 0"
                " FROM reminders WHERE patient_id = %s AND local_date = %s AND slot = 'daily'",
                [patient.id, at(19).date()],
            )
        worker.finish(take(at(19, 40)), at(19, 40))
        assert [moment for _, moment in worker.of(patient)] == [at(19, 40)]
        assert state_of(patient, at(19)) == ("merged", "later_nudge")
        assert state_of(patient, at(19), "snooze/1") == ("sent", None)

    @pytest.mark.parametrize(
        ("zone", "wall"), [("Pacific/Kiritimati", time(9)), ("Pacific/Pago_Pago", time(18))]
    )
    def test_sends_the_later_of_two_where_the_date_is_not_that_of_utc(
        self, app, zone, wall
    ) -> None:
        patient, worker = a_reminded(time_zone=zone), Worker()
        Phone(patient).plan(at=f"{wall:%H:%M}")
        work_out(clock.now())
        tomorrow = clock.now().astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
        (first,) = due(zone, tomorrow, wall)
        second = first + timedelta(hours=2)
        assert second.date() != tomorrow
        worker.finish(take(second), second)
        here = datetime.combine(tomorrow, wall)
        assert state_of(patient, here) == ("merged", "later_nudge")
        assert state_of(patient, here, "daily/again") == ("sent", None)

    def test_for_three_days_brings_no_storm(self, app) -> None:
        patients, worker = [a_reminded() for _ in range(5)], Worker()
        for patient in patients:
            Phone(patient).plan(at="18:00")
        work_out(clock.now())
        worker.step(at(20, 15, days=4))
        assert {len(worker.of(patient)) for patient in patients} == {1}
        for patient in patients:
            missed = [state for _, state, _ in states(patient) if state in {"missed", "merged"}]
            assert len(missed) >= 5


class TestA09PushAnswers:
    """C27, C35-C38: dead endpoints, one phone only, reminders after the deed."""

    @pytest.mark.parametrize("status", [404, 410])
    def test_gone_retires_the_endpoint(self, app, status) -> None:
        patient, worker = a_reminded(), Worker(answers=lambda _: Answer.GONE)
        phone = Phone(patient)
        phone.plan(again=False)
        worker.step(at(19))
        shown = phone.client.get(f"{phone.base}/status").json["devices"]
        assert [device["retired_because"] for device in shown] == ["gone"]

    def test_forbidden_keeps_the_endpoint_and_is_said_loudly(self, app, caplog) -> None:
        denied = Outcome(
            ref=None, answer=Answer.DENIED, status=403, retry_after_s=None, vendor=f"v-{uuid4()}"
        )
        patient, worker = a_reminded(), Worker(answers=lambda _: denied)
        phone = Phone(patient)
        phone.plan(again=False)
        logging.getLogger("tidemark").propagate = True
        try:
            with caplog.at_level(logging.ERROR, logger="tidemark"):
                worker.step(at(19))
        finally:
            logging.getLogger("tidemark").propagate = False
        assert "push_denied_check_vapid" in {record.msg for record in caplog.records}
        (device,) = phone.client.get(f"{phone.base}/status").json["devices"]
        assert device["retired_at"] is None

    def test_two_phones_both_ring_and_what_one_answers_the_other_is_spared(self, app) -> None:
        patient, worker = a_reminded(), Worker()
        phones = [Phone(patient) for _ in range(2)]
        phones[0].plan()
        worker.step(at(19))
        assert {device for device, _ in worker.of(patient)} == {phone.id for phone in phones}
        a_day(patient, at(19).date(), pain_average=5)
        worker.step(at(21))
        assert len(worker.of(patient)) == 2

    @pytest.mark.parametrize(
        "subject", ["mailto:root@localhost", "someone@example.org", "https://localhost", "", "x"]
    )
    def test_a_subject_that_apple_refuses_is_refused_at_the_start(
        self, environment, subject
    ) -> None:
        with pytest.raises(SettingsError, match="VAPID_SUBJECT"):
            Settings.from_env({**environment, "VAPID_SUBJECT": subject})

    def test_the_key_served_is_the_one_that_signs(self, app) -> None:
        phone = Phone(a_reminded())
        settings = app.config["SETTINGS"]
        vapid = Vapid(settings.vapid_keys, settings.vapid_subject)
        assert phone.client.get("/api/v1/push/key").json == {"key": vapid.public_key()}
        assert phone.patient.role is Role.PATIENT
