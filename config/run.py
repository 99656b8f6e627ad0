"""`python -m config.run`: from a checkout, or a configured server, to a product that answers."""

import errno
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, NoReturn

from config import client, deployed, embedded
from config.children import StepFailedError, Stop, StopSignals, child, run_step
from config.environment import MissingSettingsError, SettingsError
from config.kept_secrets import generated, write_privately
from config.notices import Progress, tell_address, tell_logins
from config.places import CHECKOUT, EmbeddedPostgresError
from config.settings import Settings, owner_url

DEMO_FILE = CHECKOUT / "var" / "demo.json"
READY_S = 60.0
READY, NOT_READY = "ready", "not_ready"

# What neither the server nor a worker has a use for, and so isn't given.
FOR_OTHERS = ("MIGRATION_DATABASE_URL", "REGISTRY_DATABASE_URL", "REGISTRY_KEY")
FOR_WORKERS = ("WORKER_DATABASE_URL",)

LOOKS_AFTER_CHILDREN_S = 0.2
WORKER_GRACE_S = "2"

# granian counts open connections, and idle ones of phones stay open: well above the threads.
CONNECTIONS_PER_WORKER = 256


class PortTakenError(Exception):
    """The server can't listen where it was told to."""


class Launcher:
    """One run: the database, the steps, then server and worker until somebody stops them."""

    def __init__(self, env: Mapping[str, str], signals: StopSignals) -> None:
        self._env = dict(env) | {"PYTHONUNBUFFERED": "1"}
        self._signals = signals
        self._progress = Progress()
        self._is_embedded = not env.get("DATABASE_URL")
        self._seeds_demo = (env.get("DEMO") or ("1" if self._is_embedded else "0")) == "1"

    def run(self) -> NoReturn:
        """Do it all; ends only by an error or Stop."""
        settings = self._check()
        self._build_client()
        DEMO_FILE.unlink(missing_ok=True)
        with self._database() as written_down:
            self._deploy(written_down)
            accounts = self._open_demo() if self._seeds_demo else None
            with self._server(settings) as server:
                base_url = self._wait_until_ready(server, settings)
                with self._worker() as worker:
                    self._tell(base_url, accounts)
                    if worker is None:
                        print("No worker: WORKER_DATABASE_URL isn't set, so nobody is reminded.")
                    sys.stdout.flush()
                    _wait_for_an_end({"server": server, "worker": worker})

    def _tell(self, base_url: str, accounts: list[dict[str, Any]] | None) -> None:
        if accounts is not None:
            DEMO_FILE.parent.mkdir(exist_ok=True)
            write_privately(DEMO_FILE, {"base_url": base_url, "accounts": accounts})
        tell_address(base_url)
        if accounts:
            tell_logins(accounts)

    def _check(self) -> Settings:
        """Find what can't work before anything is done."""
        if self._env.get("DEMO", "") not in ("", "0", "1"):
            raise SettingsError("DEMO must be 0 or 1.")
        if self._is_embedded:
            if self._env.get("MIGRATION_DATABASE_URL"):
                raise MissingSettingsError(["DATABASE_URL"])
            stand_ins = generated()["environment"] | {"DATABASE_URL": "postgresql://"}
            settings = Settings.from_env(self._env | stand_ins)
        else:
            settings = Settings.from_env(self._env, also=["MIGRATION_DATABASE_URL"])
        _check_port(settings.host, settings.port)
        return settings

    @contextmanager
    def _database(self) -> Iterator[Path | None]:
        """The database meanwhile; gives the file that says what is deployed on an embedded one."""
        if not self._is_embedded:
            yield None
            return
        cluster: embedded.Cluster | None = None
        try:
            with self._progress.doing("Starting PostgreSQL"), self._signals.held():
                cluster = embedded.start()
                self._env |= cluster.environment()
            yield cluster.folder / "deployed"
        finally:
            if cluster:
                with self._signals.held():
                    cluster.stop()

    def _build_client(self) -> None:
        with self._signals.held():
            client.build_if_needed(self._progress.say)

    def _deploy(self, written_down: Path | None) -> None:
        owner = owner_url(self._env)
        identity = deployed.reach(owner)
        if written_down and written_down.exists():
            before = written_down.read_text()
            if before and before == deployed.state(identity):
                return
        with self._progress.doing("Bringing the schema up to date"):
            self._step("alembic", "upgrade", "head")
        with self._progress.doing("Opening the database to its logins"):
            self._step("flask", "--app", "wsgi", "database", "open-to-logins")
        if written_down:
            written_down.write_text(deployed.state(deployed.reach(owner)) or "")

    def _open_demo(self) -> list[dict[str, Any]]:
        with self._progress.doing("Opening the demo clinic"):
            said = self._step("flask", "--app", "wsgi", "demo", "open", LOG_LEVEL="WARNING")
        try:
            accounts: list[dict[str, Any]] = json.loads(said.splitlines()[-1])["accounts"]
        except (IndexError, KeyError, TypeError, ValueError):
            raise StepFailedError("The demo clinic was opened but didn't say its logins.") from None
        return accounts

    def _step(self, *command: str, **settings: str) -> str:
        return run_step(
            [sys.executable, "-m", *command],
            env=self._env | settings,
            signals=self._signals,
            say=self._progress.say,
        )

    def _server(self, settings: Settings) -> AbstractContextManager[subprocess.Popen[str]]:
        options = {
            "interface": "wsgi",
            "host": settings.host,
            "port": settings.port,
            "workers": settings.workers,
            "blocking-threads": settings.threads,
            "backpressure": CONNECTIONS_PER_WORKER,
            "http": 1,
            "log-level": "warning",
            "workers-kill-timeout": 3,
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", str(value))]
        flags = ("--no-ws", "--respawn-failed-workers")
        return child(
            [sys.executable, "-m", "granian", *arguments, *flags, "wsgi:app"],
            env=self._without(*FOR_OTHERS, *FOR_WORKERS),
            signals=self._signals,
        )

    def _worker(self) -> AbstractContextManager[subprocess.Popen[str] | None]:
        """The process that does what is done later; None without a login for it."""
        if not all(self._env.get(name) for name in FOR_WORKERS):
            return nullcontext()
        return child(
            [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--grace", WORKER_GRACE_S],
            env=self._without(*FOR_OTHERS),
            signals=self._signals,
        )

    def _without(self, *names: str) -> dict[str, str]:
        return {name: value for name, value in self._env.items() if name not in names}

    def _wait_until_ready(self, server: subprocess.Popen[str], settings: Settings) -> str:
        """Return the address at which the server has said that it is ready."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
        deadline = time.monotonic() + READY_S
        with self._progress.doing("Starting the server"):
            while (answer := _health(host, settings.port)) != READY:
                if server.poll() is not None:
                    raise StepFailedError(f"The server ended (exit code {server.returncode}).")
                if answer.startswith(NOT_READY) or time.monotonic() > deadline:
                    raise StepFailedError(f"The server isn't ready: {answer}")
                time.sleep(0.05)
        return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def _wait_for_an_end(children: Mapping[str, subprocess.Popen[str] | None]) -> NoReturn:
    """Raise StepFailedError once one of them has ended by itself."""
    while True:
        for name, process in children.items():
            if process and (code := process.poll()) is not None:
                raise StepFailedError(f"The {name} ended by itself (exit code {code}).")
        time.sleep(LOOKS_AFTER_CHILDREN_S)


def _health(host: str, port: int) -> str:
    """READY, or what stands in the way, in words."""
    connection = HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        if answer.status == 200:
            return READY
        said = json.loads(answer.read())
        return f"{said['code']}: {said.get('detail', '')}"
    except (OSError, HTTPException, ValueError, KeyError):
        return "no answer"
    finally:
        connection.close()


def _check_port(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
            probe.listen()
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            raise PortTakenError(
                f"Port {port} of {host} is in use: stop what uses it, or name another with PORT=…"
            ) from None
        raise PortTakenError(f"Nothing can listen on port {port} of {host}: {problem}") from None


def main() -> int:
    """Run until stopped (0), or say in one sentence what is in the way (1)."""
    signals = StopSignals()
    try:
        Launcher(os.environ, signals).run()
    except Stop:
        print("\nStopped.", flush=True)
        return 0
    except (
        SettingsError, EmbeddedPostgresError, PortTakenError, StepFailedError, client.ClientError,
    ) as problem:  # fmt: skip
        sys.stdout.flush()
        print(problem, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
