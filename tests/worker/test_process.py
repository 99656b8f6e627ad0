"""Worker processes as they are run: what they do, how they end, and what they leave to others."""

import json
import os
import signal
from uuid import uuid4

import psycopg
import pytest

from backend import jobs
from backend.database import bind_actor, db
from tests.worker.conftest import WORKERS, eventually

KNOWN = "reminders.send_due"
WAITING = "SELECT id FROM jobs.procrastinate_jobs WHERE task_name = %s"
TICKS = """
SELECT args ->> 'timestamp', count(*), count(*) FILTER (WHERE status = 'succeeded')
FROM jobs.procrastinate_jobs WHERE task_name = 'tests.tick' GROUP BY 1 ORDER BY 1"""
OPEN = """
SELECT count(*) FROM pg_stat_activity
WHERE usename = session_user AND datname = current_database() AND state = 'idle in transaction'"""
LISTENS = """
SELECT query FROM pg_stat_activity
WHERE usename = session_user AND datname = current_database() AND query LIKE 'LISTEN %'"""
SOON = ("--stalled-after", "2")


@pytest.fixture
def held(tmp_path):
    """The folder of a job that lasts until it is let go."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "runs").touch()
    return tmp_path


def runs(folder):
    """Who has begun to run the held job."""
    return [int(line) for line in (folder / "runs").read_text().split()]


def let_go(folder):
    """End the held job; waits until it listens."""
    (folder / "pipe").write_bytes(b"")


class TestWorker:
    def test_runs_a_job_once_its_transaction_commits_and_none_that_is_rolled_back(
        self, queue, there, a_worker
    ):
        with there.app_context():
            bind_actor("r_patient", uuid4())
            assert jobs.defer(KNOWN)
            assert queue.rows(WAITING, KNOWN) == []
            db.session.rollback()
            assert queue.rows(WAITING, KNOWN) == []
            assert jobs.defer(KNOWN)
            db.session.commit()
        [[job]] = queue.rows(WAITING, KNOWN)

        with a_worker():
            assert queue.ends(job)

    def test_runs_what_is_deferred_while_it_waits(self, queue, a_worker, tmp_path):
        file = tmp_path / "notes"
        with a_worker(LOOKS_EVERY_S="600"):
            with psycopg.connect(queue.env["WORKER_DATABASE_URL"], autocommit=True) as itself:
                eventually(lambda: itself.execute(LISTENS).fetchall())
            job = queue.put("tests.note", file=str(file), text="done")
            assert queue.ends(job)

        assert file.read_text() == "done\n"

    def test_takes_jobs_of_its_queues_only(self, queue, a_worker, tmp_path):
        elsewhere = queue.put("tests.note", file=str(tmp_path / "a"), text="a")
        queue.rows(
            "UPDATE jobs.procrastinate_jobs SET queue_name = 'reminders' WHERE id = %s"
            " RETURNING id", elsewhere,
        )  # fmt: skip
        job = queue.put("tests.hold", folder="/nowhere")
        with a_worker("--queues", "reminders,other"):
            assert queue.ends(elsewhere)

        assert queue.status(job) == "todo"

    def test_tries_again_what_failed_and_says_so_without_its_words(self, queue, a_worker, tmp_path):
        job = queue.put("tests.fail", file=str(tmp_path / "failed"), secret="hidden words")
        hopeless = queue.put("tests.note", file="/nowhere/hidden/file", text="hidden text")
        with a_worker() as worker:
            assert queue.ends(job)
            assert queue.ends(hopeless, "failed")
            worker.stop()

        lines = [json.loads(line) for line in worker.said().splitlines()]
        [again] = [line for line in lines if line.get("action") == "job_error_retry"]
        assert (again["task"], again["job"], again["error"]) == ("tests.fail", job, "ValueError")
        assert "workers.py" in again["where"]
        # What is periodic may fail meanwhile, too: it is not asked about here.
        failures = [line for line in lines if line.get("action") == "job_error"]
        [failed] = [line for line in failures if line["job"] == hopeless]
        assert (failed["level"], failed["error"]) == ("ERROR", "FileNotFoundError")
        assert "hidden" not in worker.said()

    def test_survives_the_loss_of_its_connections(self, queue, a_worker, tmp_path):
        with a_worker(*SOON) as worker:
            eventually(lambda: queue.rows(TICKS))
            with psycopg.connect(queue.env["WORKER_DATABASE_URL"]) as itself:
                itself.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE usename = session_user AND datname = current_database()"
                    " AND pid <> pg_backend_pid()"
                )
            job = queue.put("tests.note", file=str(tmp_path / "notes"), text="done")
            assert queue.ends(job)
            assert worker.stop() == 0

    def test_keeps_no_transaction_open_while_it_waits(self, queue, a_worker):
        with a_worker():
            eventually(lambda: queue.rows(TICKS))
            for login in ("DATABASE_URL", "WORKER_DATABASE_URL"):
                with psycopg.connect(queue.env[login], autocommit=True) as itself:
                    eventually(lambda: itself.execute(OPEN).fetchone() == (0,), within_s=8)


class TestPeriodic:
    def test_is_done_once_by_two_workers(self, queue, a_worker):
        with a_worker() as one, a_worker() as other:
            eventually(lambda: len(queue.rows(WORKERS)) == 2)
            before = len(queue.rows(TICKS))
            eventually(lambda: sum(done for _, _, done in queue.rows(TICKS)) >= before + 4)
            assert (one.stop(), other.stop()) == (0, 0)

        assert {count for _, count, _ in queue.rows(TICKS)} == {1}


class TestStop:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_lets_a_running_job_finish_and_takes_no_more(self, queue, a_worker, held, number):
        job = queue.put("tests.hold", folder=str(held))
        with a_worker() as worker:
            eventually(lambda: runs(held))
            worker.process.send_signal(number)
            eventually(lambda: "stopping_worker" in worker.said())
            later = queue.put("tests.note", file=str(held / "notes"), text="later")
            let_go(held)

            assert worker.process.wait(60) == 0
        assert (queue.status(job), queue.status(later)) == ("succeeded", "todo")
        assert queue.rows(WORKERS) == []

    def test_is_not_put_off_by_a_job_without_end_which_others_then_run(self, queue, a_worker, held):
        job = queue.put("tests.hold", folder=str(held))
        with a_worker("--grace", "0") as worker:
            eventually(lambda: runs(held))
            assert worker.stop() == 1
            assert "worker_left_jobs" in worker.said()
        with a_worker(*SOON) as other:
            eventually(lambda: len(runs(held)) == 2)
            let_go(held)
            assert queue.ends(job)

        assert runs(held) == [worker.pid, other.pid]


class TestKill:
    def test_leaves_the_job_to_another_worker(self, queue, a_worker, held):
        job = queue.put("tests.hold", folder=str(held))
        with a_worker(*SOON) as killed:
            eventually(lambda: runs(held))
            with a_worker(*SOON) as other:
                eventually(lambda: len(queue.rows(WORKERS)) == 2)
                killed.process.kill()
                eventually(lambda: len(runs(held)) == 2)
                let_go(held)
                assert queue.ends(job)
                other.stop()

        assert runs(held) == [killed.pid, other.pid]
        assert '"event":"rescued"' in other.said()


class TestStart:
    def test_says_in_a_sentence_that_its_login_is_missing(self, a_worker):
        with a_worker(WORKER_DATABASE_URL="") as worker:
            assert worker.process.wait(60) == 1

        assert worker.said() == "Error: WORKER_DATABASE_URL is missing from the environment.\n"

    def test_says_in_a_sentence_that_it_is_not_let_in(self, queue, a_worker):
        url = queue.env["WORKER_DATABASE_URL"].replace("@", "x@")
        with a_worker(WORKER_DATABASE_URL=url) as worker:
            assert worker.process.wait(60) == 1

        assert worker.said() == "Error: The database can't be reached.\n"

    def test_is_refused_while_a_wall_is_down(self, queue, a_worker):
        queue.owner.execute("ALTER TABLE days NO FORCE ROW LEVEL SECURITY")
        try:
            with a_worker() as worker:
                assert worker.process.wait(60) == 1
        finally:
            queue.owner.execute("ALTER TABLE days FORCE ROW LEVEL SECURITY")

        assert worker.said() == "Error: Row-level security of days is not forced.\n"
