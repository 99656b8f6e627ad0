"""The product in a process of its own, as production runs it."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

from config.places import CHECKOUT

READY_S = 120.0
"""Beside everything else on a small machine it has taken more than half a minute."""

END_S = 30.0


@dataclass(frozen=True)
class Server:
    """Where it listens, always on this machine."""

    port: int

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def running(environment: Mapping[str, str]) -> Iterator[Server]:
    """A server meanwhile, on a port that is free."""
    server = Server(_free_port())
    settings = {"PORT": str(server.port), "PUBLIC_URL": server.origin, "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws"]
    command += ["--port", str(server.port), "--workers", "1", "--blocking-threads", "4"]
    command += ["--backpressure", "128", "--log-level", "error", "wsgi:app"]
    process = subprocess.Popen(
        command,
        env=os.environ | environment | settings,
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_until_ready(server, process)
        yield server
    finally:
        _end(process)


def _free_port() -> int:
    """One of those that systems don't hand out by themselves: until the server listens, nobody who
    asks for any port gets it."""
    while True:
        port = random.randrange(20_000, 32_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def _wait_until_ready(server: Server, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + READY_S
    while (answer := _health(server)) != "ready":
        assert process.poll() is None, "The server ended."
        assert time.monotonic() < deadline, f"The server isn't ready: {answer}"
        time.sleep(0.05)  # asks again; another process tells of nothing by itself


def _end(process: "subprocess.Popen[bytes]") -> None:
    """All of it; a worker that is told to stop while it begins never hears of it."""
    process.terminate()
    try:
        process.wait(END_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _health(server: Server) -> str:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        body = answer.read()
        return "ready" if answer.status == 200 else str(json.loads(body))
    except (OSError, HTTPException, ValueError) as problem:
        return str(problem)
    finally:
        connection.close()
