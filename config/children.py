"""Child processes that end when their parent does, however it ends."""

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

from config.places import CHECKOUT

PATIENCE_S = 5.0
PR_SET_PDEATHSIG = 1


class Stop(BaseException):
    """Somebody asked the program to stop."""


class StepFailedError(Exception):
    """A step ended badly; its own words have been passed on."""


class StopSignals:
    """Turns the first Ctrl-C, SIGTERM or SIGHUP into Stop; later ones don't disturb the end."""

    def __init__(self) -> None:
        self._asked = False
        self._held = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let what must not be left half-done finish first."""
        asked_before = self._asked
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._asked and not asked_before:
            raise Stop

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        asked_before, self._asked = self._asked, True
        if not asked_before and not self._held:
            raise Stop


@contextmanager
def child(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    signals: StopSignals,
    stdout: int | None = None,
    stderr: int | None = None,
) -> Iterator[subprocess.Popen[str]]:
    """Run a command in the checkout meanwhile; it is gone, with its own children, afterwards."""
    process: subprocess.Popen[str] | None = None
    try:
        with signals.held():
            process = subprocess.Popen(
                command,
                env=env,
                cwd=CHECKOUT,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                text=True,
                errors="replace",
                # Ctrl-C reaches the parent alone, which then stops its children in order.
                start_new_session=True,
                preexec_fn=_dies_with(os.getpid()),  # noqa: PLW1509 (no threads here)
            )
        yield process
    finally:
        if process:
            with signals.held():
                _end(process)


def run_step(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    signals: StopSignals,
    say: Callable[[str], None],
) -> str:
    """Run a command to its end and give its stdout, or raise StepFailedError; says its stderr."""
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        with child(
            command, env=env, signals=signals, stdout=output.fileno(), stderr=subprocess.PIPE
        ) as process:
            for line in process.stderr or ():
                say(line.rstrip())
            code = process.wait()
        output.seek(0)
        said = output.read()
    if code != 0:
        for line in said.splitlines():
            say(line)
        raise StepFailedError(f"This step failed (exit code {code}): {' '.join(command[2:])}")
    return said


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE_S)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stderr:
        process.stderr.close()


def _dies_with(parent: int) -> Callable[[], None] | None:
    """What makes Linux end the child when the parent is killed outright."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def set_death_signal() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return set_death_signal
