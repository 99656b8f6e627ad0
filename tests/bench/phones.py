"""What reminders need in the bench: a push service, the crowd's phones, and sending processes."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection

from backend import vault
from config import Settings
from config.children import StopSignals, child
from tests.bench import crowd, seed
from tests.bench.database import Bench
from tests.bench.servers import LOGS, ServerError

KEY_ID = "bench"
LEFT = """
SELECT count(*) FILTER (WHERE state = 'pending'), count(*) FILTER (WHERE state = 'sent'),
    (SELECT count(*) FROM deliveries WHERE answer = 'accepted' AND attempts = 1)
FROM reminders"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Spent:
    """What a sending process used for so many messages."""

    count: int
    cpu_s: float
    wall_s: float

    @property
    def per_core_s(self) -> float:
        """Messages for each second that it kept a core busy."""
        return self.count / self.cpu_s


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """What a drained crowd shows: nudges that wait or were sent, and messages taken once."""

    pending: int
    sent: int
    taken_once: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Phones:
    """The crowd's phones, reached through a push service that takes everything."""

    bench: Bench
    port: int
    signals: StopSignals

    def nudge(self, count: int, first: datetime) -> None:
        """Let so many be due then, and nobody else ever have been."""
        crowd.calm(self.bench.owner)
        with seed.unwalled(self.bench.owner):
            crowd.nudge(self.bench.owner, count, first)
        self.bench.owner.execute("VACUUM (ANALYZE) reminders")
        self.taken()

    def left(self) -> Left:
        """What stands in the database."""
        with self.bench.owner.transaction():
            self.bench.owner.execute("SET LOCAL ROLE r_door")
            pending, sent, taken_once = self.bench.owner.execute(LEFT).fetchone() or (0, 0, 0)
        return Left(pending=pending, sent=sent, taken_once=taken_once)

    def taken(self) -> tuple[int, int]:
        """How many messages came since it was last asked, and to how many addresses."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", "/")
        told = json.loads(connection.getresponse().read())
        connection.close()
        return told["taken"], told["addresses"]

    def send(
        self, what: Sequence[str], *, count: int = 0, watch: Callable[[int], None] | None = None
    ) -> list[Spent]:
        """Let a process of its own do these things in turn; `watch` is told its pid meanwhile."""
        command = [sys.executable, "-m", "tests.bench.sending", ",".join(what)]
        command += ["--count", str(count), "--origin", f"http://{crowd.VENDOR}:{self.port}"]
        with _logged("sending") as log, child(
            command, env=environment(self.bench), signals=self.signals,
            stdout=subprocess.PIPE, stderr=log,
        ) as process:  # fmt: skip
            while watch and process.poll() is None:
                watch(process.pid)
                time.sleep(0.2)
            said, _ = process.communicate()
        found = [json.loads(line) for line in said.splitlines() if line.startswith('{"what"')]
        if len(found) != len(what):
            raise ServerError(f"Sending ended early; see {LOGS / 'sending.log'}.")
        return [Spent(**{k: v for k, v in each.items() if k != "what"}) for each in found]


@contextmanager
def subscribed(bench: Bench, signals: StopSignals) -> Iterator[Phones]:
    """The crowd with its phones, for as long as the block lasts."""
    settings = Settings.from_env(bench.env)
    vault.open_vault(settings.vault_keys, lookup_key=settings.lookup_key)
    command = [sys.executable, "-m", "tests.bench.postbox"]
    with _logged("postbox") as log, child(
        command, env=environment(bench), signals=signals, stdout=subprocess.PIPE, stderr=log
    ) as process:  # fmt: skip
        port = int(process.stdout.readline() if process.stdout else 0)
        crowd.forget(bench.owner)
        with seed.unwalled(bench.owner):
            crowd.subscribe(bench.owner, f"http://{crowd.VENDOR}:{port}", key_id=KEY_ID)
        bench.owner.execute(f"VACUUM (ANALYZE) consents, {', '.join(crowd.RUNS)}")
        yield Phones(bench=bench, port=port, signals=signals)


def environment(bench: Bench) -> dict[str, str]:
    """What these processes are given."""
    return {**os.environ, **bench.env, "LOG_LEVEL": "WARNING"}


@contextmanager
def _logged(name: str) -> Iterator[int]:
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / f"{name}.log").open("w") as file:
        yield file.fileno()
