"""Workers that are killed while they send, a push service that is away: nothing is lost (T8)."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta

import orjson
import pytest

from backend import clock
from tests import builders
from tests.builders import fetch
from tests.push_service.browser import Browser
from tests.push_service.running import Running, running
from tests.push_service.scripts import Scripted
from tests.reminders.crowd import Member, a_crowd
from tests.reminders.post import leave_out_others

JOBS, KILLS, SLOW = 3_000, 24, 0.05
WORKERS, LEASE_S, OUTAGE_S, STOPPED_S = 3, 4.0, 7.0, 6.0
SPREAD_S = 40.0
COPIES = 0.005
PATIENCE_S = 180.0


@dataclass
class Poster:
    """A worker's process, and what it last said."""

    environment: dict[str, str]
    taken: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.poster", str(LEASE_S)],
            env=os.environ | self.environment | {"LOG_LEVEL": "ERROR"},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            if line.startswith("taken"):
                self.taken.set()

    def kill(self, *, after_s: float) -> None:
        """End it as a crash does: so long after it took something up, if it soon does."""
        self.taken.clear()
        self.taken.wait(1.0)
        threading.Event().wait(after_s)
        self.end(signal.SIGKILL)

    def end(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            self.process.send_signal(number)
        self.process.wait(10)
        self.reader.join(10)
        if self.process.stdout:
            self.process.stdout.close()


@contextmanager
def posters(environment: dict[str, str]) -> Iterator[list[Poster]]:
    found = [Poster(environment) for _ in range(WORKERS)]
    try:
        yield found
    finally:
        for each in found:
            each.process.send_signal(signal.SIGCONT)
            each.end(signal.SIGKILL)


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    with running() as found:
        yield found


def pending(members: list[Member]) -> int:
    query = (
        "SELECT count(*) FROM reminders WHERE state = 'pending' AND patient_id = ANY (%s::uuid[])"
    )
    return int(fetch(query, [member.id for member in members])[0][0])


def wreck(found: list[Poster], service: Running, environment: dict[str, str]) -> int:
    """Kill workers one after the other, stop one for longer than its lease, take the service away.

    Gives the number of kills.
    """
    chance, kills, began = random.Random(8), 0, time.monotonic()
    away, stopped = None, None
    while kills < KILLS or time.monotonic() - began < SPREAD_S:
        passed = time.monotonic() - began
        if away is None and passed > 10:
            service.script.always(Scripted(status=503))
            away = passed
        if away and passed > away + OUTAGE_S:
            service.script.clear()
            away = float("inf")
        if stopped is None and passed > 25:
            found[0].process.send_signal(signal.SIGSTOP)
            stopped = passed
        if stopped and passed > stopped + STOPPED_S:
            found[0].process.send_signal(signal.SIGCONT)
            stopped = float("inf")
        place = chance.randrange(1, WORKERS)
        found[place].kill(after_s=chance.choice((0.0, 0.0, 0.0, 0.01)))
        found[place] = Poster(environment)
        kills += 1
    service.script.clear()
    found[0].process.send_signal(signal.SIGCONT)
    return kills


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
        with posters(environment) as found:
            kills = wreck(found, service, environment)
            deadline = time.monotonic() + PATIENCE_S
            while left := pending(members):
                assert time.monotonic() < deadline, f"{left} are still waiting"
                time.sleep(SLOW)

        told = report(service, members)
        print(f"{JOBS} nudges, {kills} workers killed: {told}")
        assert kills >= 20
        assert told["never delivered"] == 0
        assert told["copies"] <= COPIES * JOBS
        assert told["shown twice"] == 0
        states = fetch(
            "SELECT state, count(*) FROM reminders WHERE patient_id = ANY (%s::uuid[]) GROUP BY 1",
            [member.id for member in members],
        )
        assert dict(states) == {"sent": JOBS}


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
