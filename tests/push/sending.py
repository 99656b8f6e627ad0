"""What the tests of sending share: keys, messages, and one call that sends them."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from backend.push.gateway.sender import Sender, Timeouts
from backend.push.gateway.vapid import Vapid
from backend.push.rules.hosts import Hosts
from backend.push.rules.messages import Address, Message, Outcome, payload

KEYS = {"k1": bytes(31) + b"\x07", "k2": bytes(31) + b"\x09"}
SUBJECT = "mailto:coordinator@clinic.example.org"
VENDORS = ("127.0.0.1", "127.0.0.2", "127.0.0.3")
PATIENT = Timeouts(total_s=20, connect_s=20, body_s=0.05)
SHORT = Timeouts(total_s=0.3, connect_s=0.3, body_s=0.05)
"""For services that never answer; one that does may be slower than this on a busy machine."""

BETWEEN = Timeouts(total_s=1.5, connect_s=1.5, body_s=0.05)
"""Where some never answer and others must."""


class Clock:
    """Seconds that go forward when told to."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def a_message(address: Address, *, ref: Any = None, **given: Any) -> Message:
    members = {"payload": payload(k="diary"), "ttl_s": 3600, "urgency": "normal", "topic": "diary"}
    return Message(ref=ref, address=address, **members | given)


async def outcomes(sender: Sender, messages: Sequence[Message]) -> list[Outcome]:
    return [outcome async for outcome in sender.deliver(messages)]


def with_sender(
    work: Callable[[Sender], Any], *, hosts: Sequence[str] = VENDORS, **options: Any
) -> Any:
    """What the work, a coroutine function over a sender, returns."""

    async def run() -> Any:
        vapid = Vapid(KEYS, SUBJECT)
        async with Sender(Hosts(hosts), vapid, **{"timeouts": PATIENT} | options) as sender:
            return await work(sender)

    return asyncio.run(run())


def send(*messages: Message, hosts: Sequence[str] = VENDORS, **options: Any) -> list[Outcome]:
    """The outcomes of the messages, in their order of arrival."""
    return with_sender(lambda sender: outcomes(sender, messages), hosts=hosts, **options)
