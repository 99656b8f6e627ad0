"""How tasks are declared, and the nightly one."""

import threading

import procrastinate
import pytest
from sqlalchemy import text

from backend import worker
from backend.database import db, transaction
from backend.logins import as_operator, as_worker
from backend.schedule.service import building
from backend.worker import schedule, tasks
from tests.builders import a_patient, fetch

OPEN = "SELECT count(*) FROM occurrences WHERE patient_id = %s"


@pytest.fixture
def declared(monkeypatch):
    """The tasks of this test alone."""
    mine = {}
    monkeypatch.setattr(tasks, "TASKS", mine)
    return mine


class StopOnce(threading.Event):
    """A stop that is asked for as soon as something has happened."""

    def __init__(self, happened):
        super().__init__()
        self.is_set = happened


class TestTask:
    def test_is_the_only_one_of_its_name(self, declared):
        tasks.task("one")(print)

        with pytest.raises(ValueError, match="two tasks one"):
            tasks.task("one")(print)

    def test_waits_once_unless_it_is_retried(self, declared, there):
        tasks.task("once")(print)
        tasks.task("often", retries=2, alone=False, queue="other")(print)

        known = worker.build(there).tasks

        once, often = known["once"], known["often"]
        assert (once.queueing_lock, once.lock, once.queue) == ("once", "once", "default")
        assert once.retry_strategy is None
        assert (often.queueing_lock, often.lock, often.queue) == (None, None, "other")
        assert often.retry_strategy.max_attempts == 2

    def test_works_under_the_workers_role_and_no_other(self, declared, there):
        found = []

        @tasks.task("look")
        def look() -> None:
            with transaction():
                found.append(db.session.scalar(text("SELECT current_user")))

        with there.app_context(), as_worker():
            worker.build(there).tasks["look"].func(timestamp=1)

        assert found == ["r_worker"]

    def test_gives_way_on_a_stop_only(self, monkeypatch):
        tasks.give_way()
        monkeypatch.setattr(tasks, "stopping", threading.Event())
        tasks.stopping.set()

        with pytest.raises(tasks.Interrupted):
            tasks.give_way()


class TestBuild:
    def test_knows_the_tasks_of_the_house(self, there):
        known = worker.build(there)

        assert {"schedule.rebuild", "upkeep.rescue", "upkeep.forget"} <= set(known.tasks)
        assert isinstance(known, procrastinate.App)


class TestRebuild:
    def test_works_out_a_fortnight_of_all_patients_chunk_by_chunk(self, there, monkeypatch, capsys):
        monkeypatch.setattr(building, "CHUNK", 2)
        patients = [a_patient() for _ in range(5)]
        with there.app_context(), as_worker():
            schedule.rebuild()

        counts = {fetch(OPEN, patient.id)[0][0] for patient in patients}
        [count] = counts
        with there.app_context(), as_operator(), transaction():
            building.rebuild(until_days=schedule.AHEAD_DAYS)
        assert count > 0
        assert {fetch(OPEN, patient.id)[0][0] for patient in patients} == {count}

    def test_keeps_the_chunks_that_were_done_when_it_gives_way(self, there, monkeypatch):
        monkeypatch.setattr(building, "CHUNK", 1)
        first, second = sorted((a_patient() for _ in range(2)), key=lambda p: p.id)
        stop = StopOnce(lambda: fetch(OPEN, first.id)[0][0])
        monkeypatch.setattr(tasks, "stopping", stop)
        with there.app_context(), as_worker(), pytest.raises(tasks.Interrupted):
            schedule.rebuild()

        assert fetch(OPEN, first.id)[0][0] > 0
        assert fetch(OPEN, second.id)[0][0] == 0
