"""One JSON line a request: only what is on the list, so that no health data ever gets there."""

import logging
import os
import sys
import time
import traceback
from typing import Any

import orjson
from flask import Flask, Response, request

from config import Settings

log = logging.getLogger("tidemark")

BEGAN, REQUEST_ID = "tidemark.began", "tidemark.request_id"
CODE, DEFECT = "tidemark.code", "tidemark.defect"
"""Where a request's environment keeps what its log line says."""


class AllowList(logging.Formatter):
    """Writes the listed facts of a record and drops all others, its message's values included."""

    KEYS = ("request_id", "method", "route", "status", "code", "ms", "error", "where")

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        line = {"at": round(record.created, 3), "level": record.levelname, "event": record.msg}
        line.update({key: record.__dict__[key] for key in self.KEYS if key in record.__dict__})
        return orjson.dumps(line).decode()


def init_app(app: Flask, settings: Settings) -> None:
    """Number the requests and log each when it ends."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AllowList())
    log.handlers[:] = [handler]
    log.setLevel(settings.log_level)
    log.propagate = False

    @app.before_request
    def begin() -> None:
        environ = request.environ
        environ[BEGAN] = time.perf_counter()
        environ[REQUEST_ID] = os.urandom(16).hex()

    @app.after_request
    def end(response: Response) -> Response:
        environ = request.environ
        response.headers["X-Request-Id"] = environ[REQUEST_ID]
        defect = environ.get(DEFECT)
        # Probes come every few seconds and say nothing as long as all is well.
        probe = request.blueprint == "health" and response.status_code < 400
        level = logging.ERROR if defect else logging.DEBUG if probe else logging.INFO
        if log.isEnabledFor(level):
            log.log(level, "defect" if defect else "request", extra=_facts(response, defect))
        return response


def _facts(response: Response, defect: BaseException | None) -> dict[str, Any]:
    """What is said of a request: nothing that came with it."""
    environ = request.environ
    return {
        "request_id": environ[REQUEST_ID],
        "method": request.method,
        "route": request.url_rule.rule if request.url_rule else None,
        "status": response.status_code,
        "ms": round((time.perf_counter() - environ[BEGAN]) * 1000, 1),
        **({"code": environ[CODE]} if CODE in environ else {}),
        **({"error": type(defect).__name__, "where": _place(defect)} if defect else {}),
    }


def _place(error: BaseException) -> str:
    """Where it was raised: file, line and function, without any value."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{f.filename}:{f.lineno} {f.name}" for f in reversed(frames[-4:]))
