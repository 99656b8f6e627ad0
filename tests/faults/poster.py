"""python -m tests.faults.poster LEASE_S: a worker that does nothing but send, until it is ended.

It works through the workers' own login and says `taken N` as soon as it has taken nudges up,
before the first of them is sent: whoever wants to kill it in between knows when.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from backend.app import create_app
from backend.logins import as_worker
from backend.push.gateway.sender import Sender, Timeouts
from backend.push.gateway.vapid import Vapid
from backend.push.rules.hosts import Hosts
from backend.reminders.service import sending
from backend.reminders.service.claiming import Batch
from backend.worker.reminders import in_own_transaction
from config import Settings

IDLE_S = 0.1
PATIENCE_S = 1.0


async def in_turn(step: Callable[[], Any]) -> Any:
    done = await in_own_transaction(step)
    if isinstance(done, Batch) and done.held:
        print(f"taken {len(done.held)}", flush=True)
    return done


async def post(settings: Settings, lease: timedelta) -> None:
    hosts, vapid = Hosts(settings.push_hosts), Vapid(settings.vapid_keys, settings.vapid_subject)
    timeouts = Timeouts(total_s=PATIENCE_S, connect_s=PATIENCE_S)
    unanswered = timedelta(seconds=PATIENCE_S) + lease / 4
    async with Sender(hosts, vapid, timeouts=timeouts) as sender:
        print("ready", flush=True)
        while True:
            await sending.drain(sender, in_turn, lease=lease, unanswered=unanswered, limit=50)
            await asyncio.sleep(IDLE_S)


def main() -> None:
    app = create_app(Settings.from_env(os.environ))
    with app.app_context(), as_worker(threads=2):
        asyncio.run(post(app.config["SETTINGS"], timedelta(seconds=float(sys.argv[1]))))


if __name__ == "__main__":
    main()
