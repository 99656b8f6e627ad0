"""The two servers, run alike, and what they and PostgreSQL use of the machine."""

import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import psutil
import psycopg

from config.children import StopSignals, child
from config.places import CHECKOUT

LOGS = CHECKOUT / "var" / "bench"
WORKERS, THREADS = 2, 2
START_S = 60.0


class ServerError(Exception):
    """A server doesn't start or doesn't answer as it should."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """A running server."""

    name: str
    port: int
    process: psutil.Process
    log: Path

    def cpu_s(self) -> float:
        """The CPU seconds that it has used so far."""
        return sum(_cpu_s(process) for process in self._processes())

    def pss_mb(self) -> float:
        """The memory of its processes; what they share is counted once."""
        return sum(p.memory_full_info().pss for p in self._processes()) / 1_000_000

    def ask(
        self, method: str, path: str, *, token: str = "", body: bytes | None = None, **headers: str
    ) -> tuple[int, bytes]:
        """One request outside the measurement."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        given |= {"Authorization": f"Bearer {token}"} if token else {}
        given |= {"Content-Type": "application/json"} if body else {}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, given)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def last_words(self, lines: int = 5) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _processes(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Database:
    """The server processes that work for the bench's database, if they are on this machine."""

    owner: psycopg.Connection[Any]
    postmaster: psutil.Process | None

    @classmethod
    def behind(cls, owner: psycopg.Connection[Any]) -> "Database":
        """The server of this connection."""
        try:
            backend = psutil.Process(owner.info.backend_pid)
            is_here = "postgres" in backend.name()
            return cls(owner=owner, postmaster=backend.parent() if is_here else None)
        except psutil.Error:
            return cls(owner=owner, postmaster=None)

    def cpu_s(self) -> float:
        """The CPU seconds used so far, without the sessions of other databases."""
        if self.postmaster is None:
            return 0.0
        strangers = self.owner.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname <> current_database()"
        )
        apart = {pid for (pid,) in strangers}
        return sum(_cpu_s(p) for p in self.postmaster.children() if p.pid not in apart)


@contextmanager
def running(
    name: str, application: str, *, env: Mapping[str, str], signals: StopSignals
) -> Iterator[Server]:
    """Serve the application meanwhile, as `make run` serves the product."""
    LOGS.mkdir(parents=True, exist_ok=True)
    port, log = _free_port(), LOGS / f"{name}.log"
    options = {
        "interface": "wsgi", "host": "127.0.0.1", "port": port, "workers": WORKERS,
        "blocking-threads": THREADS, "backpressure": 256, "http": 1, "log-level": "warning",
        "workers-kill-timeout": 3,
    }  # fmt: skip
    arguments = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    command = [sys.executable, "-m", "granian", *arguments, "--no-ws", application]
    with ExitStack() as stack:
        output = stack.enter_context(log.open("w")).fileno()
        process = stack.enter_context(
            child(command, env=env, signals=signals, stdout=output, stderr=output)
        )
        server = Server(name=name, port=port, process=psutil.Process(process.pid), log=log)
        _wait_for(server)
        yield server


def _wait_for(server: Server) -> None:
    deadline = time.monotonic() + START_S
    while True:
        try:
            server.ask("GET", "/health/ready")
        except (OSError, HTTPException):
            gone = not server.process.is_running() or server.process.status() == "zombie"
            if gone or time.monotonic() > deadline:
                raise ServerError(
                    f"The {server.name} doesn't start:\n{server.last_words()}"
                ) from None
            time.sleep(0.05)
        else:
            return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _cpu_s(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return times.user + times.system + times.children_user + times.children_system
