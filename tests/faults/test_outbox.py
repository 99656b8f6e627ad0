"""Workers that die while they send, a push service that is away: nothing is lost (T8)."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import orjson
import pytest

from backend import clock
from backend.push.rules.messages import Answer, Message, Outcome
from backend.reminders.service import sending
from backend.reminders.service.settling import record
from tests import builders
from tests.builders import fetch
from tests.push_service.browser import Browser
from tests.push_service.running import Running, running
from tests.push_service.scripts import Scripted
from tests.reminders.crowd import Member, a_crowd
from tests.reminders.post import leave_out_others, working

JOBS, DEATHS, SLOW = 3_000, 24, 0.05
LEASE_S, OUTAGE_S, STOPPED_S = 16.0, 7.0, 18.0
SPREAD_S = 40.0
COPIES = 0.005
PATIENCE_S = 300.0


class Poster:
    """Workers in one place, one after the other; so many of them die."""

    def __init__(self, environment: dict[str, str], deaths: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.poster", str(LEASE_S), str(deaths)],
            env=os.environ | environment | {"LOG_LEVEL": "ERROR"},
            stdout=subprocess.PIPE,
            text=True,
            # A group of its own, so that a signal meets the worker of the moment.
            start_new_session=True,
        )

    def tell(self, number: signal.Signals) -> None:
        os.killpg(self._process.pid, number)

    def end(self) -> int:
        """How many have died by then."""
        if self._process.returncode is None:
            self.tell(signal.SIGKILL)
            self._said, _ = self._process.communicate()
        return self._said.count("died")


@contextmanager
def posters(environment: dict[str, str], *deaths: int) -> Iterator[list[Poster]]:
    found = [Poster(environment, each) for each in deaths]
    try:
        yield found
    finally:
        for each in found:
            each.end()


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    with running() as found:
        yield found


def pending(members: list[Member]) -> int:
    query = (
        "SELECT count(*) FROM reminders WHERE state = 'pending' AND patient_id = ANY (%s::uuid[])"
    )
    return int(fetch(query, [member.id for member in members])[0][0])


def until_left(members: list[Member], most: int) -> None:
    """Wait until no more than so many nudges are still to be sent."""
    deadline = time.monotonic() + PATIENCE_S
    while (left := pending(members)) > most:
        assert time.monotonic() < deadline, f"{left} are still waiting"
        time.sleep(SLOW)


class TestOutbox:
    def test_loses_nothing_and_shows_nothing_twice(self, app, environment, service):
        leave_out_others()
        begin = clock.now() + timedelta(seconds=3)
        browsers = [service.browser(key_id="test") for _ in range(JOBS)]
        members = a_crowd(
            builders._owner[0],
            browsers,
            lambda n: begin + timedelta(seconds=SPREAD_S * n / JOBS),
            key_id=next(iter(app.config["SETTINGS"].vapid_keys)),
        )
        for member in members[::20]:
            service.script.once(Scripted(status=500), token=token_of(member.browser))
        with posters(environment, 0, DEATHS // 2, DEATHS // 2) as found:
            until_left(members, JOBS * 3 // 4)
            # The outage lasts so long, and the stop longer than a lease.
            service.script.always(Scripted(status=503))
            time.sleep(OUTAGE_S)
            service.script.clear()
            until_left(members, JOBS // 2)
            found[0].tell(signal.SIGSTOP)
            time.sleep(STOPPED_S)
            found[0].tell(signal.SIGCONT)
            until_left(members, 0)
            deaths = sum(each.end() for each in found)

        told = report(service, members)
        print(f"{JOBS} nudges, {deaths} workers died: {told}")
        assert deaths >= 20
        assert told["never delivered"] == 0
        assert told["copies"] <= COPIES * JOBS
        assert told["shown twice"] == 0
        states = fetch(
            "SELECT state, count(*) FROM reminders WHERE patient_id = ANY (%s::uuid[]) GROUP BY 1",
            [member.id for member in members],
        )
        assert dict(states) == {"sent": JOBS}


class Answering:
    """Push services that answer one after the other, and what was written down by each answer."""

    def __init__(self) -> None:
        self.written = 0
        self.written_by_then: list[int] = []

    async def run(self, step: Callable[[], Any]) -> Any:
        with working():
            done = step()
        if isinstance(step, partial) and step.func is record:
            self.written += len(step.args[1])
        return done

    async def deliver(self, messages: Iterable[Message]) -> AsyncIterator[Outcome]:
        for message in messages:
            told = {"status": 201, "retry_after_s": None, "vendor": "127.0.0.1"}
            yield Outcome(ref=message.ref, answer=Answer.ACCEPTED, **told)
            # No time passes; but whoever has something to do now does it.
            for _ in range(50):
                await asyncio.sleep(0)
            self.written_by_then.append(self.written)


class TestWritingDown:
    def test_of_each_waits_for_no_other(self, app, service):
        leave_out_others()
        now = clock.now()
        browsers = [service.browser(key_id="test") for _ in range(20)]
        key_id = next(iter(app.config["SETTINGS"].vapid_keys))
        a_crowd(builders._owner[0], browsers, lambda _: now, key_id=key_id)
        answering = Answering()
        asyncio.run(sending.drain(answering, answering.run))

        assert answering.written_by_then == list(range(1, 21))


def report(service: Running, members: list[Member]) -> dict[str, int]:
    """How often each was accepted, and whether a copy would be shown beside the first."""
    accepted = [each for each in service.received if each.status == 201]
    count = Counter(each.token for each in accepted)
    twice = {token for token, n in count.items() if n > 1}
    by_token = {token_of(member.browser): member.browser for member in members}
    tags: dict[str, set[str]] = {}
    for each in accepted:
        if each.token in twice:
            said = orjson.loads(by_token[each.token].decrypt(each.body))
            tags.setdefault(each.token, set()).add(said["t"])
    return {
        "never delivered": sum(count[token] == 0 for token in by_token),
        "copies": sum(n - 1 for n in count.values()),
        "shown twice": sum(len(found) > 1 for found in tags.values()),
    }


def token_of(browser: Browser) -> str:
    return browser.endpoint.rsplit("/", maxsplit=1)[-1]
