"""One JSON line a request: only what is on the list, so that no health data ever gets there."""

import logging
import sys
import time
import traceback
from uuid import uuid4

import orjson
from flask import Flask, Response, g, request

from config import Settings

log = logging.getLogger("tidemark")


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
        g.pop("problem_code", None)
        g.pop("defect", None)
        g.pop("stands", None)
        g.began = time.perf_counter()
        g.request_id = uuid4().hex

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-Id"] = request_id = g.get("request_id", "")
        if not log.isEnabledFor(logging.INFO) and "defect" not in g:
            return response
        facts = {
            "request_id": request_id,
            "method": request.method,
            "route": request.url_rule.rule if request.url_rule else None,
            "status": response.status_code,
            "ms": round((time.perf_counter() - g.get("began", 0.0)) * 1000, 1),
        }
        if "problem_code" in g:
            facts["code"] = g.problem_code
        if "defect" in g:
            facts |= {"error": type(g.defect).__name__, "where": _place(g.defect)}
            log.error("defect", extra=facts)
        else:
            # Probes come every few seconds and say nothing as long as all is well.
            probe = request.blueprint == "health" and response.status_code < 400
            log.log(logging.DEBUG if probe else logging.INFO, "request", extra=facts)
        return response


def _place(error: BaseException) -> str:
    """Where it was raised: file, line and function, without any value."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{f.filename}:{f.lineno} {f.name}" for f in reversed(frames[-4:]))
