"""What becomes of a burst when a plan gets longer, or an answer to it is taken back."""

from datetime import timedelta

import pytest

from tests.builders import fetch
from tests.phone import a_moment_id, said, said_of
from tests.schedule.test_sessions import Course
from tests.ward import at, plan_of


@pytest.fixture
def course(app) -> Course:
    return Course()


class TestLongerPlan:
    def test_moves_what_is_asked_after_its_end(self, course) -> None:
        session_id = course.plan(-1)
        before = course.burst(session_id)
        longer = plan_of(at(-1, hour=9), infusion_minutes=240)
        course.plan(-1, session_id, based_on=1, plan=longer, reason="slower this time")
        after = course.burst(session_id)
        assert after["h2"][3] - before["h2"][3] == timedelta(hours=3)
        assert course.changes()[0]["cause"] == "session_moved"


class TestSessionThatAskedNothing:
    def test_frees_the_one_before_it_when_it_moves(self, app, course) -> None:
        query = (
            "SELECT a.clinic_id FROM accounts a JOIN grants g ON g.specialist_id = a.id"
            " WHERE g.patient_id = %s"
        )
        ((clinic,),) = fetch(query, course.patient.patient.id)
        first = course.give(20)
        args = ["--hours", "72", "--daily", "0", "--twice-weekly", "0"]
        answer = app.test_cli_runner().invoke(args=["schedule", "burst", str(clinic), *args])
        assert answer.exit_code == 0, answer.output
        last, middle = course.give(9), course.give(10)
        assert (course.states(middle), course.states(last)) == ({}, {"h72": "due"})
        assert course.burst(first)["d11"][:2] == ("not_applicable", "next_session")
        course.give(2, middle, based_on=1, reason="the date was wrong")
        assert course.states(first)["d11"] == "due"
        assert course.burst(first)["d12"][:2] == ("not_applicable", "next_session")


class TestTakenBack:
    """An answer that is withdrawn is asked for again only as far as the rule still asks."""

    def test_a_day_of_a_cancelled_session_is_asked_no_more(self, course) -> None:
        session_id = course.plan(1)
        day = course.day(session_id, "d1")
        course.phone.put(day, said(answers={"mood": 4}))
        course.cancel(session_id)
        assert course.states(session_id)["d1"] == "done"
        assert course.phone.withdraw(day).status_code == 204
        course.patient.due()
        assert course.burst(session_id)["d1"][:2] == ("not_applicable", "session_cancelled")

    def test_a_moment_of_a_cancelled_session_is_asked_no_more(self, course) -> None:
        session_id = course.plan(2)
        moment_id, moment = a_moment_id(), course.burst(session_id)["h24"][3] + timedelta(hours=1)
        body = said_of(moment.date(), at=moment.isoformat(), answers={"pain_now": 4})
        course.phone.put(moment_id, {**body, "written_at": moment.isoformat()})
        course.cancel(session_id)
        assert course.states(session_id)["h24"] == "done"
        assert course.phone.withdraw(moment_id).status_code == 204
        course.patient.due()
        assert course.changes()[0]["cause"] == "taken_back"
        assert course.burst(session_id)["h24"][:2] == ("not_applicable", "session_cancelled")

    def test_a_day_after_the_next_session_is_asked_no_more(self, course) -> None:
        first = course.give(3)
        day = course.day(first, "d3")
        course.phone.put(day, said(answers={"mood": 4}))
        second = course.give(1.5)
        assert course.phone.withdraw(day).status_code == 204
        course.patient.due()
        assert course.burst(first)["d3"][:2] == ("not_applicable", "next_session")
        assert "due" in course.states(second).values()
