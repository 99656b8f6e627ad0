"""One PostgreSQL server process: made, started and stopped by our own rules, not the wheel's."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil

from config.places import EmbeddedPostgresError, Place, programs

MAJOR_VERSION = "18"
SUPERUSER = "postgres"
START_S = 30.0
STOP_S = 8.0
STATUS_LINE = 7

_children: dict[Path, list[subprocess.Popen[bytes]]] = {}

# Given on the command line, so that no file and no ALTER SYSTEM says otherwise.
RULES = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # What patients write must not get into the log by way of an error.
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
}


def initialise(place: Place, password: str) -> None:
    """Make the cluster's data with its superuser's password, unless it is there."""
    if place.data.exists():
        return
    unfinished = place.folder / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    place.make_private(unfinished)
    pwfile = place.folder / "password.unfinished"
    pwfile.unlink(missing_ok=True)
    pwfile.touch(mode=0o600)
    try:
        pwfile.write_text(password)
        place.hand_over(pwfile)
        _run_initdb(place, unfinished, pwfile)
    finally:
        pwfile.unlink()
    # Nobody is let in without a password, and nobody at all but by the socket.
    (unfinished / "pg_hba.conf").write_text("local all all scram-sha-256\n")
    unfinished.rename(place.data)


def launch(place: Place, *, shared_buffers_mb: int) -> None:
    """Start the server and return when it takes connections; recovers from a crash before it."""
    found = (place.data / "PG_VERSION").read_text().strip()
    if found != MAJOR_VERSION:
        raise EmbeddedPostgresError(
            f"{place.data} was made by PostgreSQL {found}, and this is {MAJOR_VERSION}."
        )
    rules = RULES | {
        "unix_socket_directories": str(place.sockets),
        "shared_buffers": f"{shared_buffers_mb}MB",
    }
    command = [str(programs(place) / "postgres"), "-D", str(place.data)]
    command += [part for name, value in rules.items() for part in ("-c", f"{name}={value}")]
    deadline = time.monotonic() + START_S
    while not _launch_once(place, command, deadline):
        # What a killed server leaves behind holds on to its memory for a moment.
        time.sleep(0.25)


def server_process(place: Place) -> psutil.Process | None:
    """The server's process if it runs: not one that merely has the number of an earlier one."""
    try:
        pid = int((place.data / "postmaster.pid").read_text().split("\n", 1)[0])
        process = psutil.Process(pid)
        return process if str(place.data) in process.cmdline() else None
    except (FileNotFoundError, ValueError, psutil.Error):
        return None


def halt(place: Place) -> None:
    """Stop the server if it runs, letting nobody finish; what was committed stays."""
    if not (process := server_process(place)):
        return
    # Fast first; what is still there then is stopped as by a power cut, which loses nothing either.
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        try:
            process.send_signal(how)
        except psutil.NoSuchProcess:
            return
        if _is_gone(place, process, within_s=STOP_S):
            reap(place)
            return


def keep_for_reaping(place: Place, child: subprocess.Popen[bytes]) -> None:
    """Remember a child that may outlive this process, so that it leaves no zombie if it doesn't."""
    _children.setdefault(place.folder, []).append(child)


def reap(place: Place, *, within_s: float = 0.0) -> None:
    """Take note of the cluster's processes that have ended, waiting that long for the others."""
    deadline = time.monotonic() + within_s
    for child in _children.pop(place.folder, []):
        try:
            child.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            keep_for_reaping(place, child)


def _run_initdb(place: Place, folder: Path, pwfile: Path) -> None:
    made = subprocess.run(
        [
            str(programs(place) / "initdb"),
            *("-D", str(folder), "-U", SUPERUSER, f"--pwfile={pwfile}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--no-locale"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        ],
        user=place.user,
        group=place.user,
        extra_groups=[] if place.user else None,
        cwd="/",
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
    )
    if made.returncode != 0:
        raise EmbeddedPostgresError(f"PostgreSQL's data can't be made: {made.stderr.strip()}")


def _launch_once(place: Place, command: list[str], deadline: float) -> bool:
    _clear_leftovers(place)
    place.make_private(place.sockets)
    log = os.open(place.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        process = subprocess.Popen(
            command,
            user=place.user,
            group=place.user,
            extra_groups=[] if place.user else None,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # Ctrl-C in the terminal is for those who use the server, not for the server.
            start_new_session=True,
        )
    finally:
        os.close(log)
    while process.poll() is None:
        if _status(place) == "ready":
            keep_for_reaping(place, process)
            return True
        if time.monotonic() > deadline:
            process.send_signal(signal.SIGQUIT)
            process.wait()
        time.sleep(0.01)
    said = place.log.read_text(errors="replace").strip()
    if "shared memory block" in said and time.monotonic() < deadline:
        return False
    raise EmbeddedPostgresError(f"PostgreSQL doesn't start. It says: {said or 'nothing'}")


def _clear_leftovers(place: Place) -> None:
    """Remove what a killed server left; the caller holds the turn, and no server runs."""
    (place.data / "postmaster.pid").unlink(missing_ok=True)
    if place.sockets.is_dir():
        for leftover in place.sockets.glob(".s.PGSQL.*"):
            leftover.unlink()


def _status(place: Place) -> str:
    try:
        return (place.data / "postmaster.pid").read_text().splitlines()[STATUS_LINE].strip()
    except (FileNotFoundError, IndexError):
        return ""


def _is_gone(place: Place, process: psutil.Process, *, within_s: float) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if server_process(place) is None and not _is_alive(process):
            return True
        time.sleep(0.01)
    return False


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
