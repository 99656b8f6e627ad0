"""How nudges that are due go out: taken up under a lease, sent outside any transaction, settled.

At least once: whoever dies in between is followed, after the lease, by somebody who sends again.
What that doubles is one message to one device, which the push service replaces by its topic and
the browser by its tag. Who has lost the lease settles nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from backend import clock
from backend.push.gateway.sender import Sender
from backend.push.rules.messages import Message, Outcome
from backend.reminders.service.claiming import Batch, Device, Held, claim
from backend.reminders.service.settling import record

Run = Callable[[Callable[[], Any]], Awaitable[Any]]
"""Does something in a transaction of its own, without holding up what else goes on."""

LEASE = timedelta(seconds=60)
UNANSWERED = timedelta(seconds=11)
"""So long before the lease's end nothing is begun any more: a request takes ten seconds at most."""

BATCH = 500
STORM, GATHER_S = 200, 0.03
"""In a batch that large finished nudges wait so long for others to be written down with: a death
then doubles some of a storm's. In a smaller one each is written down at once."""


async def drain(
    sender: Sender,
    run: Run,
    *,
    now: Callable[[], datetime] = clock.now,
    lease: timedelta = LEASE,
    unanswered: timedelta = UNANSWERED,
    limit: int = BATCH,
) -> int:
    """Send until nothing more is due; how many nudges were taken up."""
    taken = 0
    while True:
        batch: Batch = await run(partial(claim, now=now(), lease=lease, limit=limit))
        taken += batch.taken
        if batch.held:
            last = batch.leased_until - unanswered
            await _send(batch, sender, run, now, last)
        if batch.taken < limit:
            return taken


async def _send(
    batch: Batch, sender: Sender, run: Run, now: Callable[[], datetime], last: datetime
) -> None:
    """Send a batch, and write down what is finished while the rest is still on its way."""
    finished: asyncio.Queue[Held | None] = asyncio.Queue()
    async with asyncio.TaskGroup() as group:
        group.create_task(_record(batch, finished, run, now))
        async for outcome in sender.deliver(_while_held(batch, now, last)):
            held, device = _whose(outcome)
            held.outcomes[device.subscription_id] = outcome
            if held.is_finished:
                finished.put_nowait(held)
        finished.put_nowait(None)


async def _record(
    batch: Batch, finished: "asyncio.Queue[Held | None]", run: Run, now: Callable[[], datetime]
) -> None:
    """Write down what is finished again and again, so that a death in between costs little."""
    ended = False
    while not ended:
        waiting = [await finished.get()]
        if waiting[0] is not None and len(batch.held) >= STORM:
            await asyncio.sleep(GATHER_S)
        while not finished.empty():
            waiting.append(finished.get_nowait())
        ended = waiting[-1] is None
        done = [held for held in waiting if held is not None]
        if done:
            await run(partial(record, batch.lease_id, done, now=now()))


def _while_held(batch: Batch, now: Callable[[], datetime], last: datetime) -> Iterator[Message]:
    """The batch's messages, but none so late that somebody else may be sending it already."""
    for held in batch.held:
        for message in held.messages(now()):
            if now() >= last:
                return
            yield message


def _whose(outcome: Outcome) -> tuple[Held, Device]:
    held, device = outcome.ref
    return held, device
