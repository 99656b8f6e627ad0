"""The log: one JSON line an event, which says only what is on the list and never health data."""

import logging
import sys
import traceback

import orjson

log = logging.getLogger("tidemark")


class AllowList(logging.Formatter):
    """Writes the listed facts of a record and drops all others, its message's values included."""

    KEYS = (
        "request_id", "method", "route", "status", "code", "ms", "error", "where",
        "action", "task", "job", "done", "total", "vendor",
    )  # fmt: skip

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        line = {"at": round(record.created, 3), "level": record.levelname, "event": record.msg}
        line.update({key: record.__dict__[key] for key in self.KEYS if key in record.__dict__})
        return orjson.dumps(line).decode()


def write_to_stderr(level: str) -> None:
    """Write what is logged from this level on to the standard error, and nowhere else."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AllowList())
    log.handlers[:] = [handler]
    log.setLevel(level)
    log.propagate = False


def place(error: BaseException) -> str:
    """Where it was raised: file, line and function, without any value."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{f.filename}:{f.lineno} {f.name}" for f in reversed(frames[-4:]))
