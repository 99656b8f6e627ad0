"""A worker's life: it takes jobs from the queue until it is asked to stop."""

import asyncio
import os
import signal
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

import procrastinate

from backend.logs import log
from backend.worker import tasks

AGAIN_AFTER_S = 2.0
BOOKKEEPING_S = 2.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """How much a worker does at once, and how patient it and the others are."""

    concurrency: int
    """How many jobs it runs at once, each in a thread."""

    queues: Sequence[str] | None
    """From which queues; None: from all."""

    stalled_after_s: int
    """After how long without a heartbeat others take over its jobs."""

    grace_s: float
    """For how long running jobs may go on after it was asked to stop."""


def run(jobs: procrastinate.App, pace: Pace) -> None:
    """Work until SIGTERM or SIGINT. A database that is away is waited for."""
    asyncio.run(_live(jobs, pace))


async def _live(jobs: procrastinate.App, pace: Pace) -> None:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(pace.concurrency))
    stop = asyncio.Event()

    def ask_to_stop() -> None:
        if not stop.is_set():
            stop.set()
            tasks.stopping.set()
            loop.call_later(pace.grace_s + BOOKKEEPING_S, _leave_at_once)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ask_to_stop)
    async with jobs.open_async():
        while not stop.is_set():
            await _work(jobs, pace, stop)
            if not stop.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), AGAIN_AFTER_S)


async def _work(jobs: procrastinate.App, pace: Pace, stop: asyncio.Event) -> None:
    """Work until asked to stop, or until the database is lost."""
    # No queues mean all, although the library's types don't say so.
    working = asyncio.create_task(
        jobs.run_worker_async(
            concurrency=pace.concurrency,
            queues=pace.queues,  # type: ignore[arg-type]
            shutdown_graceful_timeout=pace.grace_s,
            stalled_worker_timeout=pace.stalled_after_s,
            update_heartbeat_interval=pace.stalled_after_s / 3,
            install_signal_handlers=False,
        )
    )
    asked = asyncio.create_task(stop.wait())
    await asyncio.wait({working, asked}, return_when=asyncio.FIRST_COMPLETED)
    if asked.done():
        working.cancel()
    asked.cancel()
    [ended] = await asyncio.gather(working, return_exceptions=True)
    if not stop.is_set():
        log.error("worker_lost", extra={"error": type(ended).__name__} if ended else {})


def _leave_at_once() -> None:
    """Leave running jobs to the other workers: a thread can't be stopped any other way."""
    log.error("worker_left_jobs")
    os._exit(1)
