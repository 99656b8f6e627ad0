"""One measurement: wrk against a server, and what each process used meanwhile."""

import json
import os
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

from config.children import StopSignals, child
from config.places import CHECKOUT
from tests.bench.seed import ORDER, quiet_side_effects
from tests.bench.servers import Database, Server, ServerError

SCRIPT = Path(__file__).with_name("load.lua")
CONNECTIONS = 16
RUN = secrets.token_hex(4)
FAR_PAST = 0
"""The load's first day, in days since 1970."""


class WrkMissingError(Exception):
    """wrk isn't installed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """What wrk is to ask."""

    mode: str
    target: str
    people: Path
    start: int = 0
    within: int = 0
    first: int = FAR_PAST


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """One measurement, or the medians of several."""

    requests: int
    per_s: float
    p50_ms: float
    p99_ms: float
    kilobytes: float
    app_ms: float
    """CPU milliseconds of the server for each request."""

    database_ms: float
    """The same of PostgreSQL."""

    others: float
    """The share of the machine that somebody else used meanwhile: above some percent, distrust."""


def require_wrk() -> None:
    """Return if wrk is installed, or raise WrkMissingError."""
    if shutil.which("wrk") is None:
        raise WrkMissingError(
            "make bench needs wrk, a load generator that is quicker than what it measures:"
            " on Debian or Ubuntu, apt-get install wrk"
        )


def measure(
    server: Server, database: Database, load: Load, *, seconds: float, signals: StopSignals
) -> Measured:
    """Load the server for a while; raise ServerError if any request was refused or lost."""
    app, postgres, began = server.cpu_s(), database.cpu_s(), _machine()
    found = _run(server, load, seconds, signals)
    ended = _machine()
    app, postgres = server.cpu_s() - app, database.cpu_s() - postgres
    busy, idle, own = (after - before for after, before in zip(ended, began, strict=True))
    count = int(found["requests"])
    if found["refused"] or found["broken"] or not count:
        raise ServerError(
            f"{server.name}, {load.mode} {load.target}: of {count} requests {found['refused']} were"
            f" refused and {found['broken']} lost. Its log ends with:\n{server.last_words()}"
        )
    return Measured(
        requests=count,
        per_s=count / found["us"] * 1e6,
        p50_ms=found["p50_us"] / 1000,
        p99_ms=found["p99_us"] / 1000,
        kilobytes=found["bytes"] / count / 1000,
        app_ms=app / count * 1000,
        database_ms=postgres / count * 1000,
        others=max(0.0, busy - own - app - postgres) / (busy + idle),
    )


def middle(rounds: list[Measured]) -> Measured:
    """The median of each figure over the rounds."""

    def of(name: str) -> float:
        return median(getattr(one, name) for one in rounds)

    figures = {name: of(name) for name in Measured.__slots__ if name != "requests"}
    return Measured(requests=sum(one.requests for one in rounds), **figures)


def _machine() -> tuple[float, float, float]:
    """CPU seconds that the machine was busy and idle, and those of this process and its wrk."""
    times, own = psutil.cpu_times(), os.times()
    idle = times.idle + times.iowait
    return (
        sum(times[:8]) - idle,
        idle,
        own.user + own.system + own.children_user + own.children_system,
    )


def _run(server: Server, load: Load, seconds: float, signals: StopSignals) -> dict[str, float]:
    env = {
        "PATH": os.environ.get("PATH", ""),
        "SERVER": server.name,
        "MODE": load.mode,
        "TARGET": load.target,
        "PEOPLE": str(load.people),
        "START": str(load.start),
        "WITHIN": str(load.within),
        "FIRST": str(load.first),
        "EFFECTS": ",".join(quiet_side_effects()),
        "RUN": RUN,
        "ORDER": str(ORDER),
    }
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--timeout", "20s"]
    command += ["-s", str(SCRIPT.relative_to(CHECKOUT)), f"http://127.0.0.1:{server.port}/"]
    with child(
        command, env=env, signals=signals, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        said, _ = process.communicate()
    results = [line for line in said.splitlines() if line.startswith("RESULT ")]
    if not results:
        raise ServerError(f"wrk ended without a result:\n{said}")
    found: dict[str, float] = json.loads(results[-1].removeprefix("RESULT "))
    return found
