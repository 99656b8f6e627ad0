"""`python -m tests.bench.sending encode,drain`: what a sending process does, and what it costs.

Prints one line of JSON for each: messages, CPU seconds of this process with all its threads,
wall seconds. `drain` is the worker's own task, from the claim to what is written down of each.
"""

import argparse
import asyncio
import json
import os
import secrets
import time
from collections.abc import Callable
from typing import Any

from backend.app import create_app
from backend.logins import as_worker
from backend.push.gateway.encoder import encrypt
from backend.push.gateway.sender import Sender
from backend.push.gateway.vapid import Vapid
from backend.push.rules.hosts import Hosts
from backend.push.rules.messages import Address, Answer, Message, payload
from backend.worker import reminders
from config import Settings
from tests.bench.crowd import base64url, phone_keys, raw
from tests.bench.encoder import Encoder

THREADS = 4
PAYLOAD = payload(k="due", t=secrets.token_hex(16), r=secrets.token_urlsafe(16))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what")
    parser.add_argument("--count", type=int, default=0, help="messages to encode or deliver")
    parser.add_argument("--origin", default="", help="where to deliver")
    asked = parser.parse_args()
    settings = Settings.from_env(os.environ)
    app = create_app(settings)
    vapid = Vapid(settings.vapid_keys, settings.vapid_subject)
    hosts, origin = Hosts(settings.push_hosts), asked.origin
    with app.app_context(), as_worker(threads=THREADS):
        for what in asked.what.split(","):
            messages = _messages(asked.count, origin, vapid) if what == "deliver" else []
            steps: dict[str, Callable[[], int]] = {
                "encode": lambda: _encode(asked.count),
                "encrypt": lambda: _encrypt(asked.count),
                "deliver": lambda: asyncio.run(_deliver(hosts, vapid, messages)),  # noqa: B023
                "drain": _drain,
            }
            print(json.dumps({"what": what} | _measured(steps[what])), flush=True)


def _measured(step: Callable[[], int]) -> dict[str, Any]:
    cpu, wall = time.process_time(), time.perf_counter()
    count = step()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {"count": count, "cpu_s": cpu, "wall_s": wall}


def _encode(count: int) -> int:
    """The yardstick: the least that encrypting a message can cost in Python."""
    point, auth = phone_keys()
    encoder = Encoder(point, auth)
    for _ in range(count):
        encoder.encrypt(PAYLOAD)
    return count


def _encrypt(count: int) -> int:
    """The product's encoder, for one phone."""
    address = _messages(1, "https://example.org", None)[0].address
    for _ in range(count):
        encrypt(PAYLOAD, p256dh=address.p256dh, auth=address.auth)
    return count


def _messages(count: int, origin: str, vapid: Vapid | None) -> list[Message]:
    found = []
    for n in range(count):
        point, auth = phone_keys()
        address = Address(
            endpoint=f"{origin}/wpush/v2/{secrets.token_urlsafe(120)}",
            p256dh=base64url(raw(point)),
            auth=base64url(auth),
            key_id=vapid.current if vapid else "",
        )
        found.append(
            Message(ref=n, address=address, payload=PAYLOAD, ttl_s=7200, urgency="high", topic="t")
        )
    return found


async def _deliver(hosts: Hosts, vapid: Vapid, messages: list[Message]) -> int:
    """The sender without the database."""
    taken = 0
    async with Sender(hosts, vapid) as sender:
        async for outcome in sender.deliver(messages):
            taken += outcome.answer is Answer.ACCEPTED
    return taken


def _drain() -> int:
    """The worker's own task; how many it sent, the push service knows."""
    reminders.send_due()
    return 0


if __name__ == "__main__":
    main()
