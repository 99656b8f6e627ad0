"""python -m tests.faults.poster LEASE_S DEATHS: workers that only send, one after the other.

The first so many die as in a crash: as soon as they have taken nudges up and sent none of them, or
have written the first of them down while others are on their way. They kill themselves at that very
moment, so that it is the same one however slow the machine is. `died` is said of each.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from backend.app import create_app
from backend.logins import as_worker
from backend.push.gateway.sender import Sender, Timeouts
from backend.push.gateway.vapid import Vapid
from backend.push.rules.hosts import Hosts
from backend.reminders.service import sending
from backend.reminders.service.claiming import Batch
from backend.reminders.service.settling import record
from backend.worker.reminders import in_own_transaction
from config import Settings

IDLE_S = 0.1
MOST = 4
"""How many nudges it takes up at once: no death doubles more."""

PATIENCE_S = 6.0
"""For an answer of the push service: as long as only a service that is away takes."""

WRITES = 6
"""Each so-manieth dies after it has written something down, the others before."""


class Fate:
    """Of the nth worker: when it dies; None: it lives on."""

    def __init__(self, number: int | None) -> None:
        self._lives_on = number is None
        self._is_writing = number is not None and number % WRITES == 0
        self._left = 0 if number is None else 1 + number % 5
        self._on_their_way = 0

    def meet(self, step: Callable[[], Any], done: Any) -> None:
        """Die here, if it is time and nothing of what was taken up earlier is on its way."""
        earlier = self._on_their_way
        taken = len(done.held) if isinstance(done, Batch) else 0
        written = len(step.args[1]) if isinstance(step, partial) and step.func is record else 0
        self._on_their_way += taken - written
        if self._lives_on or not (written if self._is_writing else taken):
            return
        self._left -= 1
        is_quiet = self._on_their_way < MOST if self._is_writing else earlier == 0
        if self._left <= 0 and is_quiet:
            os.kill(os.getpid(), signal.SIGKILL)


async def post(settings: Settings, lease: timedelta, fate: Fate) -> None:
    hosts, vapid = Hosts(settings.push_hosts), Vapid(settings.vapid_keys, settings.vapid_subject)
    timeouts = Timeouts(total_s=PATIENCE_S, connect_s=PATIENCE_S)
    unanswered = timedelta(seconds=PATIENCE_S) + lease / 4

    async def in_turn(step: Callable[[], Any]) -> Any:
        done = await in_own_transaction(step)
        fate.meet(step, done)
        return done

    async with Sender(hosts, vapid, timeouts=timeouts) as sender:
        while True:
            try:
                await sending.drain(sender, in_turn, lease=lease, unanswered=unanswered, limit=MOST)
            except* SQLAlchemyError:
                pass  # who was stopped for long has lost the transaction, and begins anew
            await asyncio.sleep(IDLE_S)


def live(lease: timedelta, fate: Fate) -> None:
    app = create_app(Settings.from_env(os.environ))
    with app.app_context(), as_worker(threads=2):
        asyncio.run(post(app.config["SETTINGS"], lease, fate))


def main() -> None:
    lease, deaths = timedelta(seconds=float(sys.argv[1])), int(sys.argv[2])
    for number in range(deaths):
        if not (worker := os.fork()):
            live(lease, Fate(number))
        _, status = os.waitpid(worker, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL, status
        print("died", flush=True)
    live(lease, Fate(None))


if __name__ == "__main__":
    main()
