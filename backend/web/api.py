"""The house's own Blueprint: no route without saying who may use it."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Literal
from uuid import UUID

import flask_smorest
from flask import Response, request
from marshmallow import RAISE
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, UnsupportedMediaType

from backend.access import policy
from backend.access.policy import Action
from backend.accounts import queries
from backend.accounts.rules import Role
from backend.errors import NotJson
from backend.web.errors import MAX_BODY_BYTES, PROBLEM_JSON, ProblemSchema, answer_http
from backend.web.identity import current_actor

View = Callable[..., Any]
Allow = Action | Role | Literal["anyone", "signed_in"]
PREFIX = "/api/v1"
CHANGE_HEADERS = {
    "If-Match": "The ETag of the revision that the change is based on.",
    "If-None-Match": "`*`: there is no entry yet. One of the two is needed (428).",
}


class Api(flask_smorest.Api):
    """A smorest API whose errors have the house's shape."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def handle_http_exception(self, error: HTTPException) -> Response:
        """Answer an error that Flask, werkzeug or webargs raised."""
        return answer_http(error)

    def _register_responses(self) -> None:
        for status in HTTPStatus:
            content = {PROBLEM_JSON: {"schema": self.ERROR_SCHEMA}}
            response = {"description": status.phrase, "content": content}
            self.spec.components.response(status.name, response, lazy=True)

    def _openapi_json(self) -> Response:
        document: Response = super()._openapi_json()
        return document

    _openapi_json.allow = "anyone"  # type: ignore[attr-defined]


class StrictParser(FlaskParser):
    """Reads requests and refuses what it doesn't know, in the query string too."""

    DEFAULT_UNKNOWN_BY_LOCATION = {  # noqa: RUF012 - as webargs declares it
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": RAISE,
    }

    def load_json(self, req: Any, schema: Any) -> Any:
        """The JSON of the body, or raise NotJson where brackets or a number have no end."""
        try:
            return super().load_json(req, schema)
        except (RecursionError, ValueError) as damage:
            raise NotJson from damage


class Blueprint(flask_smorest.Blueprint):
    """A smorest blueprint whose every route must say whom it allows.

    `allow` is "anyone", "signed_in" or a Role (the view gets `actor`), or an Action on the patient
    whose id is in the URL (the view gets `actor` and `patient_id`). A view marked `hot` guards
    itself within its one direct transaction.
    """

    ARGUMENTS_PARSER = StrictParser()

    def route(
        self, rule: str, *, allow: Allow, hot: bool = False, **options: Any
    ) -> Callable[[View], View]:
        """Register a view behind the guard."""
        register = super().route

        def decorate(view: View) -> View:
            guarded = view if hot else _guard(view, allow)
            guarded.allow = allow  # type: ignore[attr-defined]
            guarded._apidoc = _documented(guarded, allow)  # type: ignore[attr-defined]
            registered: View = register(rule, **options)(guarded)
            return registered

        return decorate


def described_body(schema: Any) -> Callable[[View], View]:
    """Say in the OpenAPI document what a view reads that decodes its body by itself."""
    return _described("json", schema, required=True)


def described_query(schema: Any) -> Callable[[View], View]:
    """Say in the OpenAPI document which query string a view reads by itself."""
    return _described("query", schema, required=False)


def described_change(view: View) -> View:
    """Say in the OpenAPI document that a change names the revision it is based on."""
    doc = dict(getattr(view, "_apidoc", {}))
    manual = dict(doc.get("manual_doc", {}))
    manual["parameters"] = [
        {
            "in": "header",
            "name": name,
            "required": False,
            "schema": {"type": "string"},
            "description": text,
        }
        for name, text in CHANGE_HEADERS.items()
    ]
    doc["manual_doc"] = manual
    view._apidoc = doc  # type: ignore[attr-defined]
    return view


def guard_patient(action: Action, patient_id: UUID) -> Any:
    """Whose request it is, if they may do this to this patient's data; else SignIn or NotFound."""
    actor = current_actor()
    if actor.id != patient_id:
        queries.hold(patient_id)
    policy.require(actor, action, patient_id)
    require_json()
    return actor


def _described(location: str, schema: Any, *, required: bool) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        doc = dict(getattr(view, "_apidoc", {}))
        doc["arguments"] = {
            "parameters": [{"in": location, "required": required, "schema": schema}]
        }
        view._apidoc = doc  # type: ignore[attr-defined]
        return view

    return decorate


def _guard(view: View, allow: Allow) -> View:
    @wraps(view)
    def anyone(*args: Any, **kwargs: Any) -> Any:
        require_json()
        return view(*args, **kwargs)

    @wraps(view)
    def signed_in(*args: Any, **kwargs: Any) -> Any:
        actor = current_actor()
        require_json()
        return view(*args, actor=actor, **kwargs)

    @wraps(view)
    def of_a_role(*args: Any, **kwargs: Any) -> Any:
        actor = current_actor()
        policy.require_role(actor, Role(allow))
        require_json()
        return view(*args, actor=actor, **kwargs)

    @wraps(view)
    def on_a_patient(*args: Any, patient_id: UUID, **kwargs: Any) -> Any:
        actor = guard_patient(Action(allow), patient_id)
        return view(*args, actor=actor, patient_id=patient_id, **kwargs)

    guards: dict[str, View] = {"anyone": anyone, "signed_in": signed_in}
    guards |= dict.fromkeys(Role, of_a_role)
    return guards.get(allow, on_a_patient)


def require_json() -> None:
    """Refuse a body that isn't declared as JSON: no form of another site can send that."""
    in_chunks = "HTTP_TRANSFER_ENCODING" in request.environ
    if in_chunks:
        _weigh_chunks()
    if request.environ.get("CONTENT_TYPE") == "application/json":
        return
    if (request.content_length or in_chunks) and not request.is_json:
        raise UnsupportedMediaType("Send application/json.")


def _weigh_chunks() -> None:
    # Their length is known at the end only; werkzeug would cut it off there and say nothing.
    request.max_content_length = MAX_BODY_BYTES + 1
    if len(request.get_data()) > MAX_BODY_BYTES:
        raise RequestEntityTooLarge


def _documented(view: View, allow: Allow) -> dict[str, Any]:
    """The view's documentation with the refusals that any route may give."""
    doc = dict(getattr(view, "_apidoc", {}))
    manual = dict(doc.get("manual_doc", {}))
    problem = {"content": {PROBLEM_JSON: {"schema": ProblemSchema}}}
    manual["responses"] = {
        **manual.get("responses", {}),
        "default": {"description": "A refusal; `code` says which.", **problem},
    }
    if allow != "anyone":
        manual["security"] = [{"bearer": []}, {"cookie": []}]
    doc["manual_doc"] = manual
    return doc
