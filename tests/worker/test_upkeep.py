"""How the queue is kept in order, without a worker in the way."""

import asyncio

import pytest

from backend import worker
from backend.worker import upkeep

AGED = """
WITH made AS (
    INSERT INTO jobs.procrastinate_jobs (queue_name, task_name, status)
    VALUES ('default', 'tests.note', %s) RETURNING id)
INSERT INTO jobs.procrastinate_events (job_id, type, at)
SELECT id, 'succeeded', now() - make_interval(hours => %s) FROM made RETURNING job_id"""


@pytest.fixture
def keep(there):
    """Run one of the upkeep's functions on the queue."""

    def run(function, **given):
        async def once():
            jobs = worker.build(there)
            async with jobs.open_async():
                await function(jobs.job_manager, **given)

        asyncio.run(once())

    return run


class TestRescue:
    def test_puts_a_job_of_a_worker_that_is_gone_back_into_the_queue(self, queue, keep):
        job = queue.put("tests.note", status="doing")

        keep(upkeep.rescue, stalled_after_s=30)

        assert queue.status(job) == "todo"

    def test_leaves_a_job_of_a_living_worker_alone(self, queue, keep):
        job = queue.put("tests.note", status="doing")
        queue.rows(
            "WITH w AS (INSERT INTO jobs.procrastinate_workers DEFAULT VALUES RETURNING id)"
            " UPDATE jobs.procrastinate_jobs j SET worker_id = w.id FROM w RETURNING j.id"
        )

        keep(upkeep.rescue, stalled_after_s=30)

        assert queue.status(job) == "doing"

    def test_ends_a_job_whose_like_waits_already_and_goes_on_with_the_others(self, queue, keep):
        twin = queue.put("tests.hold", status="doing")
        waiting = queue.put("tests.hold")
        other = queue.put("tests.note", status="doing")

        keep(upkeep.rescue, stalled_after_s=30)

        found = [queue.status(job) for job in (twin, waiting, other)]
        assert found == ["failed", "todo", "todo"]

    def test_gives_up_on_what_workers_seem_to_die_of(self, queue, keep):
        deadly = queue.put("tests.note", status="doing", attempts=upkeep.MOST_ATTEMPTS)
        unlucky = queue.put("tests.hold", status="doing", attempts=upkeep.MOST_ATTEMPTS - 1)

        keep(upkeep.rescue, stalled_after_s=30)

        assert (queue.status(deadly), queue.status(unlucky)) == ("failed", "todo")


class TestForget:
    @pytest.mark.parametrize("status", ["succeeded", "failed", "cancelled", "aborted"])
    def test_deletes_what_ended_more_than_a_day_ago(self, queue, keep, status):
        [[old]] = queue.rows(AGED, status, 25)
        [[young]] = queue.rows(AGED, status, 23)

        keep(upkeep.forget)

        assert (queue.status(old), queue.status(young)) == (None, status)

    @pytest.mark.parametrize("status", ["todo", "doing"])
    def test_keeps_what_has_not_ended_however_old(self, queue, keep, status):
        [[job]] = queue.rows(AGED, status, 1000)

        keep(upkeep.forget)

        assert queue.status(job) == status
