"""Real workers on a database of their own, and a look into their queue."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from backend import database
from backend.app import create_app
from config import Settings
from tests import builders
from tests.access.scratch import elsewhere

ROOT = Path(__file__).parents[2]
WORKERS = "SELECT id FROM jobs.procrastinate_workers"
START_S = 60.0
"""For a process to begin, which on a busy machine takes longer than anything that it then does."""


def eventually(condition: Callable[[], Any], *, within_s: float = 20.0) -> Any:
    """What the condition gives once it gives something; fails if it doesn't in time."""
    deadline = time.monotonic() + within_s
    while not (found := condition()):
        assert time.monotonic() < deadline, "it didn't happen in time"
        time.sleep(0.02)
    return found


class Queue:
    """The jobs, as the owner of the database sees and makes them."""

    def __init__(self, env: dict[str, str], owner: psycopg.Connection[Any]) -> None:
        self.env = env
        self.owner = owner

    def rows(self, query: str, *given: Any) -> list[Any]:
        return self.owner.execute(query, given).fetchall()

    def put(self, task: str, *, status: str = "todo", attempts: int = 0, **args: Any) -> int:
        """A job, as its door would make it; one that isn't waiting had a worker that is gone."""
        [[job]] = self.rows(
            "INSERT INTO jobs.procrastinate_jobs"
            " (queue_name, task_name, queueing_lock, lock, args, status, attempts)"
            " VALUES ('default', %s, %s, %s, %s, %s, %s) RETURNING id",
            task, task, task, Jsonb(args), status, attempts,
        )  # fmt: skip
        return job

    def status(self, job: int) -> str | None:
        rows = self.rows("SELECT status::text FROM jobs.procrastinate_jobs WHERE id = %s", job)
        return rows[0][0] if rows else None

    def ends(self, job: int, how: str = "succeeded", *, within_s: float = 20.0) -> bool:
        """Whether the job ends this way in time."""
        return eventually(lambda: self.status(job) == how, within_s=within_s)


@pytest.fixture(scope="session")
def workers_env(environment, app) -> Iterator[dict[str, str]]:
    with elsewhere(environment, "workers") as env:
        yield env


@pytest.fixture
def queue(workers_env) -> Iterator[Queue]:
    """The queue, empty before and after."""
    with psycopg.connect(workers_env["MIGRATION_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("TRUNCATE jobs.procrastinate_jobs, jobs.procrastinate_workers CASCADE")
        yield Queue(workers_env, owner)
        owner.execute("TRUNCATE jobs.procrastinate_jobs, jobs.procrastinate_workers CASCADE")


@pytest.fixture
def there(workers_env) -> Iterator[Any]:
    """The application on that database; the builders work on it meanwhile."""
    there = create_app(Settings.from_env(workers_env))
    usual = builders._owner.pop(), builders._app.pop()
    builders.connect(workers_env["MIGRATION_DATABASE_URL"], there)
    try:
        yield there
    finally:
        builders.disconnect()
        builders._owner.append(usual[0])
        builders._app.append(usual[1])
        with there.app_context():
            database.db.engine.dispose()
        if pool := database._pools.pop(workers_env["DATABASE_URL"], None):
            pool.close()


class Worker:
    """A running worker process, and what it has said on its standard error."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process = process
        self._log = log

    @property
    def pid(self) -> int:
        return self.process.pid

    def said(self) -> str:
        return self._log.read_text()

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)


@pytest.fixture
def a_worker(queue, tmp_path):
    """Starts a worker with these options, which works or has ended; it is gone after the test."""
    started = []

    @contextmanager
    def start(*options: str, **env: str) -> Iterator[Worker]:
        log, before = tmp_path / f"log-{len(started)}", {*queue.rows(WORKERS)}
        with log.open("w") as stream:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.worker.workers", *options],
                cwd=ROOT,
                env={**os.environ, **queue.env, **env},
                stdout=stream,
                stderr=stream,
                text=True,
            )
        started.append(process)
        eventually(
            lambda: process.poll() is not None or {*queue.rows(WORKERS)} - before,
            within_s=START_S,
        )
        yield Worker(process, log)

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait(60)
