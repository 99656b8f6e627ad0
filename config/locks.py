"""Locks between processes, which the kernel gives back when their holder dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Somebody who waits for the last share to go holds the lock for an instant to see that it's gone.
MOMENTS, MOMENT_S = 5, 0.02


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep every other process out of the same lock meanwhile; waits for its turn."""
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class Stake:
    """One process's share in something that lasts as long as anybody has a share in it."""

    def __init__(self, path: Path) -> None:
        """Take a share; waits while somebody is taking it down."""
        self._path = path
        self._descriptor = _open(path)
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def give_back(self) -> bool:
        """Give the share back; true if nobody else holds one."""
        os.close(self._descriptor)
        for _ in range(MOMENTS):
            if is_unshared(self._path):
                return True
            time.sleep(MOMENT_S)
        return False


def is_unshared(path: Path) -> bool:
    """Whether nobody alive holds a share."""
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def wait_until_unshared(path: Path) -> None:
    """Return as soon as nobody alive holds a share."""
    with alone(path):
        return


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
