"""One JSON line a request: only what is on the list, so that no health data ever gets there."""

import logging
import os
import time
from typing import Any

from flask import Flask, Response, request

from backend.logs import log, place, write_to_stderr
from config import Settings

BEGAN, REQUEST_ID = "tidemark.began", "tidemark.request_id"
CODE, DEFECT = "tidemark.code", "tidemark.defect"
"""Where a request's environment keeps what its log line says."""


def init_app(app: Flask, settings: Settings) -> None:
    """Number the requests and log each when it ends."""
    write_to_stderr(settings.log_level)

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
        **({"error": type(defect).__name__, "where": place(defect)} if defect else {}),
    }
