"""The workers: what they do by the clock, and what they are asked for through `backend.jobs`.

A module of tasks is added by importing it here.
"""

import procrastinate
from flask import Flask

from backend.database import db
from backend.logins import as_worker, connecting, worker_url
from backend.worker import logs, process, reminders, schedule, tasks, upkeep
from backend.worker.process import Pace

__all__ = ["Pace", "build", "reminders", "schedule", "work"]

DAY_S = 86_400
CONNECTIONS = 4


def build(app: Flask, *, stalled_after_s: int = upkeep.STALLED_AFTER_S) -> procrastinate.App:
    """The queue with every task that there is, for a process that works on it."""
    with app.app_context():
        connector = procrastinate.PsycopgConnector(
            conninfo=worker_url(),
            kwargs=connecting(role="r_worker", search_path="jobs", statement_timeout="60s"),
            min_size=1,
            max_size=CONNECTIONS,
        )
    # What was due at night is done in the morning, if nobody was there to do it.
    jobs = procrastinate.App(connector=connector, periodic_defaults={"max_delay": DAY_S})
    tasks.add_to(jobs, app)
    upkeep.add_to(jobs, stalled_after_s=stalled_after_s)
    return jobs


def work(app: Flask, pace: Pace) -> None:
    """Run tasks until SIGTERM or SIGINT.

    Raises MissingSettingsError without the workers' login, and what `database.AWAY` lists if the
    database doesn't let it in at the start.
    """
    logs.translate()
    with app.app_context(), as_worker(threads=pace.concurrency):
        db.engine.connect().close()
        process.run(build(app, stalled_after_s=pace.stalled_after_s), pace)
