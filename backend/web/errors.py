"""The one shape in which every error leaves the house: RFC 9457 with a stable code."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from flask import Flask, Response, request
from marshmallow import Schema, fields
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from backend import errors
from backend.database import AWAY, forget_broken_connections
from backend.web import logs

STANDS = "tidemark.stands"
"""In a request's environment: its refusal is committed."""

PROBLEM_JSON = "application/problem+json"
MAX_BODY_BYTES = 256 * 1024
RETRY_SECONDS = 5
STATUS: dict[type[errors.HouseError], int] = {
    errors.NotJson: 400,
    errors.SignIn: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Stale: 412,
    errors.TooLarge: 413,
    errors.Invalid: 422,
    errors.PreconditionRequired: 428,
    errors.TooMany: 429,
}
CODES = {400: "not_json", 401: "sign_in", 404: "not_found", 413: "too_large", 422: "invalid"}


class ProblemSchema(Schema):
    """What went wrong, for a program (`code`) and for a person (`title`, `detail`)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True, metadata={"description": "Stable; never translated."})
    detail = fields.String()
    fields_ = fields.Dict(
        data_key="fields",
        attribute="fields",
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "What is wrong with which field."},
    )
    current = fields.Dict(allow_none=True, metadata={"description": "With 412: how it stands now."})
    max_bytes = fields.Integer(metadata={"description": "With 413: the most that is taken."})


def problem(status: int, code: str, detail: str | None = None, **more: Any) -> Response:
    """An answer in that shape."""
    document = {
        "type": f"urn:tidemark:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        **({"detail": detail} if detail else {}),
        **more,
    }
    request.environ[logs.CODE] = code
    return Response(orjson.dumps(document), status, content_type=PROBLEM_JSON)


def init_app(app: Flask) -> None:
    """Answer every refusal in the house's shape."""
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.register_error_handler(errors.HouseError, answer_refusal)
    for kind in AWAY:
        app.register_error_handler(kind, answer_away)
    app.register_error_handler(Exception, answer_defect)


def answer_refusal(error: errors.HouseError) -> Response:
    """A refusal that a domain declared."""
    kind = next(kind for kind in type(error).mro() if kind in STATUS)
    request.environ[STANDS] = error.stands
    response = problem(STATUS[kind], error.code, error.detail, **error.more)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def answer_http(error: HTTPException) -> Response:
    """An error that Flask, werkzeug or webargs raised."""
    if isinstance(error, RequestEntityTooLarge):
        return problem(
            413, "too_large", "The body is larger than is taken at once.", max_bytes=MAX_BODY_BYTES
        )
    if isinstance(error.response, Response):
        return error.response
    status = error.code or 500
    code = CODES.get(status, error.name.lower().replace(" ", "_"))
    messages = getattr(error, "data", {}).get("messages")
    more = {"fields": flat_fields(messages)} if messages and status == 422 else {}
    response = problem(status, code, error.description, **more)
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    return response


def answer_away(_error: Exception) -> Response:
    """The database is away or overloaded: nothing was stored, the client keeps what it has."""
    forget_broken_connections()
    response = problem(503, "unavailable", "The service can't store anything now. Try again soon.")
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def answer_defect(error: Exception) -> Response:
    """A defect of ours: logged by its place, never shown."""
    if isinstance(error, HTTPException):
        return answer_http(error)
    request.environ[logs.DEFECT] = error
    return problem(500, "internal", "Something went wrong on our side. Nothing was stored.")


def flat_fields(messages: Mapping[str, Any]) -> dict[str, list[str]]:
    """Webargs' nested messages as {dotted field: [sentences]}, without the location."""
    flat: dict[str, list[str]] = {}

    def walk(path: tuple[str, ...], value: Any) -> None:
        if isinstance(value, Mapping):
            for name, below in value.items():
                walk((*path, str(name)), below)
        else:
            said = value if isinstance(value, list) else [value]
            flat.setdefault(".".join(path) or "body", []).extend(str(s) for s in said)

    for below in messages.values():
        walk((), below)
    return flat
