"""`python -m tests.worker.workers …`: the worker command, with tasks that tests can watch.

With LOOKS_EVERY_S in the environment it looks for jobs that it wasn't told of so often only.
"""

import os
import sys
from functools import partialmethod
from pathlib import Path

import procrastinate

from backend.worker.tasks import TASKS, task


@task("tests.note")
def note(file: str, text: str) -> None:
    """Add the text to the file."""
    with Path(file).open("a") as stream:
        stream.write(f"{text}\n")


@task("tests.hold")
def hold(folder: str) -> None:
    """Say who runs it, and end when somebody writes into the pipe."""
    with (Path(folder) / "runs").open("a") as stream:
        stream.write(f"{os.getpid()}\n")
    (Path(folder) / "pipe").open("rb").read()


@task("tests.fail", retries=3)
def fail(file: str, secret: str) -> None:
    """Fail with the secret in its words, once."""
    if not Path(file).exists():
        Path(file).touch()
        raise ValueError(secret)


@task("tests.tick", periodic="* * * * * *", alone=False)
def tick() -> None:
    """Come every second."""


if "reminders.send_due" not in TASKS:
    task("reminders.send_due")(lambda: None)

if seconds := os.environ.get("LOOKS_EVERY_S"):
    works = partialmethod(
        procrastinate.App.run_worker_async, fetch_job_polling_interval=float(seconds)
    )
    procrastinate.App.run_worker_async = works  # type: ignore[method-assign, assignment]

if __name__ == "__main__":
    from wsgi import app

    app.cli.main(["worker", *sys.argv[1:]], prog_name="worker")
