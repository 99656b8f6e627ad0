"""What a task is: a function with a name, run in a thread of a worker, maybe again and again."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import procrastinate
from flask import Flask

Run = Callable[..., None]

TASKS: dict[str, "Task"] = {}
"""Every task by its name; a module that declares some is imported by `backend.worker`."""

stopping = threading.Event()
"""Set as soon as this worker has been asked to stop."""


class Interrupted(Exception):
    """The worker is about to stop; another one begins the task anew."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """A task with what the queue must know of it."""

    name: str
    run: Run
    periodic: str | None
    retries: int
    alone: bool
    queue: str


def task(
    name: str,
    *,
    periodic: str | None = None,
    retries: int = 0,
    alone: bool = True,
    queue: str = "default",
) -> Callable[[Run], Run]:
    """Declare a task; it works as `r_worker`, opens its own `transaction()`s and may be repeated.

    `periodic` is a cron line in UTC, whose sixth field are seconds. One that fails is tried again
    `retries` times, ever later; without retries (its next period is soon, or it is deferred
    through the door) it waits in the queue once only. `alone`: never on two workers at once.
    """

    def declare(run: Run) -> Run:
        if name in TASKS:
            raise ValueError(f"There are two tasks {name}.")
        TASKS[name] = Task(
            name=name, run=run, periodic=periodic, retries=retries, alone=alone, queue=queue
        )
        return run

    return declare


def give_way() -> None:
    """Call it between two steps of a long task that is retried: it ends there on a stop."""
    if stopping.is_set():
        raise Interrupted


def add_to(jobs: procrastinate.App, app: Flask) -> None:
    """Let the queue know every declared task."""
    for each in TASKS.values():
        # A retry can't go back into a queue where its like waits already, and would be stuck.
        waits_once = each.name if not each.retries else None
        again = procrastinate.RetryStrategy(max_attempts=each.retries, exponential_wait=5)
        known = jobs.task(
            name=each.name,
            queue=each.queue,
            lock=each.name if each.alone else None,
            queueing_lock=waits_once,
            retry=again if each.retries else False,
        )(_within(app, each.run))
        if each.periodic:
            jobs.periodic(cron=each.periodic)(known)


def _within(app: Flask, run: Run) -> Callable[..., None]:
    """The task as the queue calls it: in the application's context, without the period's time."""

    def called(timestamp: int | None = None, **args: Any) -> None:
        with app.app_context():
            run(**args)

    return called
