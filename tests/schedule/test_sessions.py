"""Bursts over HTTP: attached to each session, bound to the diary, moved by the written rule."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from tests.builders import fetch
from tests.phone import Phone, a_moment_id, day_write, moment_write, outcomes, said, said_of
from tests.ward import Chart, a_chart, a_desk, at, given_body, order_body, planned_body


class Course:
    """A patient in UTC whose specialist gives sessions."""

    def __init__(self, **order) -> None:
        self.patient = a_chart(enrolled_days_ago=200, time_zone="UTC")
        self.phone = Phone(self.patient.patient)
        self.desk = a_desk(self.patient.patient)
        self.order_id = uuid4()
        self.desk.record(f"orders/{self.order_id}", order_body(**order))

    def give(self, days_ago, session_id=None, *, based_on=0, **more) -> str:
        session_id = session_id or uuid4()
        body = {**given_body(self.order_id, at(days_ago, hour=9)), **more}
        self.desk.record(f"sessions/{session_id}", body, based_on=based_on)
        return str(session_id)

    def plan(self, days_ago, session_id=None, *, based_on=0, **more) -> str:
        session_id = session_id or uuid4()
        body = {**planned_body(self.order_id, at(days_ago, hour=9)), **more}
        self.desk.record(f"sessions/{session_id}", body, based_on=based_on)
        return str(session_id)

    def cancel(self, session_id, *, based_on=1) -> None:
        body = {"order_id": str(self.order_id), "status": "cancelled", "cancel_reason": "a cold"}
        self.desk.record(f"sessions/{session_id}", body, based_on=based_on, reason="ill")

    def burst(self, session_id) -> dict[str, tuple]:
        rows = fetch(
            "SELECT step, state, reason, day, opens_at, answer_id FROM occurrences"
            " WHERE patient_id = %s AND session_id = %s",
            self.patient.patient.id,
            session_id,
        )
        return {row[0]: row[1:] for row in rows}

    def states(self, session_id) -> dict[str, str]:
        return {step: row[0] for step, row in self.burst(session_id).items()}

    def day(self, session_id, step) -> date:
        return self.burst(session_id)[step][2]

    def changes(self) -> list[dict]:
        return self.patient.read("due/changes")["items"]


@pytest.fixture
def course(app) -> Course:
    return Course()


class TestBurst:
    def test_attaches_itself_to_a_session(self, course) -> None:
        session_id = course.give(2)
        assert len(course.burst(session_id)) == 4 + 14 + 20
        (change,) = course.changes()
        assert (change["cause"], change["session_id"]) == ("session_given", session_id)
        assert change["changes"] == [{"became": "added", "count": 38}]

    def test_is_on_the_phones_list_with_its_session_and_step(self, course) -> None:
        session_id = course.give(1)  # so that none of these is over, whatever the hour
        due = course.patient.due(days=21)
        items = [item for item in due if item["session_id"] == session_id]
        assert {item["step"] for item in items} >= {"h48", "h72", "d3", "d14"}
        (third,) = [item for item in items if item["step"] == "d3"]
        assert (third["ask"], third["trigger"]) == ("diary", "burst")
        days = [item["day"] for item in course.patient.due_of("diary")]
        assert len(days) == len(set(days))

    def test_of_a_repeated_request_is_one(self, course) -> None:
        session_id = uuid4()
        body = given_body(course.order_id, at(2, hour=9))
        for _ in range(3):
            course.desk.record(f"sessions/{session_id}", body)
        assert len(course.changes()) == 1

    def test_is_what_the_clinic_configured_when_it_was_recorded(self, app, course) -> None:
        clinic = str(course.desk.patient.clinic_id)
        specialist_clinic = fetch(
            "SELECT a.clinic_id FROM accounts a JOIN grants g ON g.specialist_id = a.id"
            " WHERE g.patient_id = %s",
            course.patient.patient.id,
        )[0][0]
        before = course.give(100)
        run = app.test_cli_runner().invoke
        args = ["--hours", "4", "--open-hours", "3", "--daily", "2", "--twice-weekly", "5"]
        answer = run(args=["schedule", "burst", str(specialist_clinic), *args])
        assert answer.exit_code == 0, answer.output
        after = course.give(2)
        assert set(course.burst(after)) == {"h4", "d1", "d2", "w5"}
        assert "h24" in course.burst(before)
        run(args=["schedule", "propose-burst", str(specialist_clinic)])
        assert "h24" in course.burst(course.give(1))
        refused = run(args=["schedule", "burst", str(specialist_clinic), "--hours", "0"])
        assert (refused.exit_code, clinic != "") == (1, True)
        assert "The hours are different ones from 1 to 336." in refused.output


class TestDiary:
    def test_of_a_day_is_bound_in_the_same_moment(self, course) -> None:
        session_id = course.give(1)
        day = course.day(session_id, "d1")
        assert course.phone.put(day, said(answers={"mood": 4})).status_code == 201
        assert course.states(session_id)["d1"] == "done"
        (item,) = [each for each in course.patient.due_of("diary") if each["day"] == str(day)]
        assert (item["state"], item["step"]) == ("done", "d1")

    def test_in_a_batch_is_bound_too(self, course) -> None:
        session_id = course.give(1)
        day = course.day(session_id, "d1")
        assert outcomes(course.phone.sync(day_write(day, answers={"mood": 1}))) == ["created"]
        assert course.states(session_id)["d1"] == "done"

    def test_withdrawn_is_asked_for_again(self, course) -> None:
        session_id = course.give(1)
        day = course.day(session_id, "d1")
        course.phone.put(day, said(answers={"mood": 4}))
        assert course.phone.withdraw(day).status_code == 204
        assert course.states(session_id)["d1"] == "due"

    def test_that_says_why_there_is_none_is_a_decline(self, course) -> None:
        session_id = course.give(1)
        day = course.day(session_id, "d1")
        course.phone.put(day, said(missing_reason="too_ill"))
        assert course.burst(session_id)["d1"][:2] == ("declined", "too_ill")

    def test_written_too_late_answers_nothing(self, course) -> None:
        session_id = course.give(10)
        day = course.day(session_id, "d1")
        course.phone.put(day, said(answers={"mood": 4}))
        assert course.states(session_id)["d1"] == "due"

    def test_written_before_the_session_was_recorded_is_bound_with_the_next_list(
        self, course
    ) -> None:
        today = at(0).date()
        course.phone.put(today, said(answers={"mood": 4}))
        session_id = course.give(1)
        course.patient.due()
        step = next(
            s for s, row in course.burst(session_id).items() if row[2] == today and s[0] == "d"
        )
        assert course.states(session_id)[step] == "done"


class TestMoment:
    def moment(self, course, session_id, step) -> datetime:
        return course.burst(session_id)[step][3] + timedelta(hours=1)

    def test_is_bound_by_its_window(self, course) -> None:
        session_id = course.give(2)
        moment_id, moment = a_moment_id(), self.moment(course, session_id, "h24")
        body = said_of(moment.date(), at=moment.isoformat(), answers={"pain_now": 4})
        body["written_at"] = moment.isoformat()
        assert course.phone.put(moment_id, body).status_code == 201
        assert course.burst(session_id)["h24"][0::4] == ("done", moment_id)
        assert course.states(session_id)["h2"] == "due"

    def test_answers_one_occasion_and_a_second_one_none(self, course) -> None:
        session_id = course.give(2)
        moment = self.moment(course, session_id, "h24")
        for _ in range(2):
            write = moment_write(a_moment_id(), moment.date(), answers={"pain_now": 4})
            write |= {"at": moment.isoformat(), "written_at": moment.isoformat()}
            assert outcomes(course.phone.sync(write)) == ["created"]
        assert list(course.states(session_id).values()).count("done") == 1

    def test_withdrawn_is_asked_for_again(self, course) -> None:
        session_id = course.give(2)
        moment_id, moment = a_moment_id(), self.moment(course, session_id, "h24")
        body = said_of(moment.date(), at=moment.isoformat(), answers={"pain_now": 4})
        course.phone.put(moment_id, {**body, "written_at": moment.isoformat()})
        assert course.phone.withdraw(moment_id).status_code == 204
        assert course.burst(session_id)["h24"][0::4] == ("due", None)

    def test_outside_every_window_is_bound_to_nothing(self, course) -> None:
        session_id = course.give(2)
        moment = at(3, hour=9)
        body = said_of(moment.date(), at=moment.isoformat(), answers={"pain_now": 4})
        course.phone.put(a_moment_id(), body)
        assert "done" not in course.states(session_id).values()


class TestA11SessionMoved:
    """A11: what is unanswered moves, what was answered stays, and it is written down."""

    def test_forward_moves_the_unanswered_and_keeps_the_answered(self, course) -> None:
        session_id = course.give(2)
        day = course.day(session_id, "d1")
        course.phone.put(day, said(answers={"mood": 4}))
        before = course.burst(session_id)
        course.give(1, session_id, based_on=1, reason="the date was wrong")
        after = course.burst(session_id)
        assert after["d1"] == before["d1"]
        assert after["d1"][0] == "done"
        moved = {step for step in after if after[step] != before[step]}
        assert moved == set(after) - {"d1"}
        assert after["h48"][3] - before["h48"][3] == timedelta(days=1)
        change = course.changes()[0]
        assert change["cause"] == "session_moved"
        assert {entry["became"] for entry in change["changes"]} == {"moved"}
        assert len(change["changes"]) == 37

    def test_planned_and_then_given_later_the_same(self, course) -> None:
        session_id = course.plan(1)
        before = course.burst(session_id)
        body = given_body(course.order_id, at(0.5))
        answer = course.desk.put(f"sessions/{session_id}", body, based_on=1, reason="given")
        assert answer.status_code == 200, answer.text
        after = course.burst(session_id)
        assert after["h24"][3] != before["h24"][3]
        assert set(after) == set(before)

    def test_cancelled_drops_what_is_open_and_keeps_what_was_answered(self, course) -> None:
        session_id = course.plan(0.2)
        day = course.day(session_id, "d1")
        course.phone.put(day, said(answers={"mood": 4}))
        answered = course.states(session_id)["d1"]
        course.cancel(session_id)
        states = course.burst(session_id)
        assert states.pop("d1")[0] in {answered, "not_applicable"}
        assert {row[:2] for row in states.values()} == {("not_applicable", "session_cancelled")}
        change = course.changes()[0]
        assert change["cause"] == "session_cancelled"
        assert {entry["became"] for entry in change["changes"]} == {"dropped"}

    def test_followed_by_another_ends_where_that_begins(self, course) -> None:
        first = course.give(5)
        second = course.give(1)
        states = course.burst(first)
        dropped = {step for step, row in states.items() if row[1] == "next_session"}
        assert dropped == {f"d{n}" for n in range(5, 15)} | {s for s in states if s[0] == "w"}
        assert {row[0] for row in course.burst(second).values()} == {"due"}

    def test_whose_follower_is_cancelled_is_asked_again(self, course) -> None:
        first = course.give(5)
        second = course.plan(-1)
        assert "not_applicable" in course.states(first).values()
        course.cancel(second)
        assert set(course.states(first).values()) == {"due"}
        change = course.changes()[0]
        assert {entry["became"] for entry in change["changes"]} == {"asked_again", "dropped"}

    def test_struck_out_drops_its_burst(self, course) -> None:
        session_id = course.give(2)
        struck = {"order_id": str(course.order_id), "status": "entered_in_error"}
        course.desk.record(f"sessions/{session_id}", struck, based_on=1, reason="another's")
        assert set(course.states(session_id).values()) == {"not_applicable"}

    def test_inserted_between_two_cuts_the_one_before_only(self, course) -> None:
        first, last = course.give(30), course.give(2)
        untouched = course.burst(last)
        middle = course.give(20)
        assert course.burst(last) == untouched
        assert course.burst(first)["d11"][1] == "next_session"
        assert course.burst(middle)["d11"][0] == "due"
        # What is asked from the last one on was never asked for the middle one.
        assert "w21" not in course.burst(middle)

    def test_moved_past_its_follower_frees_the_one_before(self, course) -> None:
        first, second, third = course.give(60), course.give(40), course.give(20)
        course.give(5, second, based_on=1, reason="the date was wrong")
        states = course.burst(first)
        assert states["w24"][0] == "due"
        assert states["w42"][1] == "next_session"
        assert course.burst(third)["w17"][1] == "next_session"


class TestRebuild:
    def test_of_everybody_is_a_command_that_changes_nothing_twice(self, app, course) -> None:
        course.give(2)
        run = app.test_cli_runner().invoke
        assert run(args=["schedule", "rebuild", "--days", "30"]).exit_code == 0
        query = "SELECT slot, state, opens_at FROM occurrences WHERE patient_id = %s ORDER BY 1"
        first = fetch(query, course.patient.patient.id)
        answer = run(args=["schedule", "rebuild", "--days", "30"])
        assert "Worked out" in answer.output
        assert fetch(query, course.patient.patient.id) == first
        listed = course.patient.due(days=31)
        assert fetch(query, course.patient.patient.id)[: len(first)]
        assert {item["ask"] for item in listed} >= {"peg", "diary"}

    def test_leaves_what_was_answered(self, app) -> None:
        chart = a_chart()
        bound = chart.answer("phq9").json["occurrence_id"]
        app.test_cli_runner().invoke(args=["schedule", "rebuild"])
        state = "SELECT state FROM occurrences WHERE patient_id = %s AND id = %s"
        assert fetch(state, chart.patient.id, bound) == [("done",)]


class TestSpecialist:
    def test_reads_why_occasions_moved(self, course) -> None:
        course.give(2)
        assert course.desk.read("due/changes")["items"] == course.changes()

    def test_of_another_patient_reads_nothing(self, course) -> None:
        other = a_desk(a_chart().patient)
        assert other.client.get(f"{course.patient.base}/due/changes").status_code == 404
        assert isinstance(other, Chart)
