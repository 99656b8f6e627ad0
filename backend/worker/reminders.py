"""The tasks of reminders: work out what is due, send it, sum up what was counted."""

import asyncio
from collections.abc import Callable
from typing import Any

from flask import current_app

from backend import clock
from backend.database import transaction
from backend.push import queries as push
from backend.push.gateway.sender import Sender
from backend.push.gateway.vapid import Vapid
from backend.push.rules.hosts import Hosts
from backend.reminders.service import planning, sending
from backend.worker.tasks import give_way, task


@task("reminders.send_due", periodic="* * * * * */15", alone=False)
def send_due() -> None:
    """Work out the plans that changed, then send until nothing more is due."""
    work_out()
    settings = current_app.config["SETTINGS"]
    asyncio.run(
        _drain(Hosts(settings.push_hosts), Vapid(settings.vapid_keys, settings.vapid_subject))
    )


@task("push.sum_up", periodic="27 3 * * *")
def sum_up() -> None:
    """Sum up the counts of the minutes of yesterday and before."""
    with transaction():
        push.sum_up(clock.now())


def work_out() -> None:
    """Work out the nudges of every plan that changed or runs out."""
    while True:
        give_way()
        with transaction():
            if not planning.work_out(now=clock.now()):
                return


async def in_own_transaction(step: Callable[[], Any]) -> Any:
    """Do something in a transaction of its own, in a thread, while messages are on their way."""
    return await asyncio.to_thread(_committed, step)


async def _drain(hosts: Hosts, vapid: Vapid) -> None:
    async with Sender(hosts, vapid) as sender:
        await sending.drain(sender, in_own_transaction)


def _committed(step: Callable[[], Any]) -> Any:
    with transaction():
        return step()
