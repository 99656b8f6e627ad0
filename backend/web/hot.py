"""The hot paths guard themselves inside their one direct transaction.

What the ordinary guard does in several trips, they do in one: the sign-in is looked up by the
statement that binds the role, and the data's own statement finds nothing for nobody. Whatever is
out of the ordinary (another person, a bad body) goes through the ordinary guard first, so that
they refuse the same, in the same order, and write the same audit.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

import msgspec
import orjson
from flask import Response, request

from backend.access.policy import Action
from backend.accounts.queries import BIND_CLAIMS, run_in_session
from backend.accounts.rules import Role
from backend.database import direct_read
from backend.diary.service.reading import Reader
from backend.errors import Invalid, PreconditionRequired
from backend.records.rules import Precondition
from backend.sharing.queries import granted_categories
from backend.web.api import guard_patient, require_json
from backend.web.identity import Claims, current_claims

JSON = "application/json"
REVISION = re.compile(r"[1-9][0-9]{0,9}")
NOTHING_YET = Precondition(frozenset({0}))
Loaded = TypeVar("Loaded")
Shape = TypeVar("Shape", bound=msgspec.Struct)


def is_own(claims: Claims, patient_id: UUID) -> bool:
    """Whether the token says that this patient is asking about themselves."""
    return claims.role is Role.PATIENT and claims.account_id == patient_id


def writer(patient_id: UUID, load: Callable[[], Loaded]) -> tuple[Claims, Loaded]:
    """Whose sign-in writes to the own diary, and what it sent, or the ordinary guard's refusal."""
    claims = current_claims()
    if not is_own(claims, patient_id):
        guard_patient(Action.WRITE_DIARY, patient_id)
    return claims, loaded(Action.WRITE_DIARY, patient_id, load)


def loaded(action: Action, patient_id: UUID, load: Callable[[], Loaded]) -> Loaded:
    """What the request says; it is told what's wrong with it only if it may do this at all."""
    try:
        require_json()
        return load()
    except Exception:
        guard_patient(action, patient_id)
        raise


@contextmanager
def reader(action: Action, patient_id: UUID) -> Iterator[Reader]:
    """The patient's own way to the data, in one trip, or a specialist's through the grants."""
    claims = current_claims()
    if is_own(claims, patient_id):
        with direct_read() as run:
            run(BIND_CLAIMS, (claims.role.database_role, claims.sign_in_id, claims.role.value))
            yield Reader(run, patient_id)
    else:
        guard_patient(action, patient_id)
        yield Reader(run_in_session, patient_id, granted_categories(patient_id))


def query_args(shape: type[Shape]) -> Shape:
    """The query string as this shape, or raise Invalid."""
    given = request.args.to_dict()
    for name, value in given.items():
        if value.lower() == "null":  # which the lenient reading takes for no value at all
            raise Invalid({name: ["null is no value."]})
    try:
        return msgspec.convert(given, shape, strict=False)
    except msgspec.ValidationError as flaw:
        message, _, place = str(flaw).partition(" - at `$.")
        raise Invalid({place.rstrip("`") or "query": [message]}) from flaw


def precondition() -> Precondition:
    """On which revision the request says it is based, or raise PreconditionRequired."""
    if "HTTP_IF_MATCH" in request.environ:
        if request.if_match.star_tag:
            return Precondition(frozenset(), whatever=True)
        # Weak tags are left out: they never match a change's base.
        tags = (tag for tag in request.if_match.as_set() if tag and REVISION.fullmatch(tag))
        return Precondition(frozenset(map(int, tags)))
    if request.environ.get("HTTP_IF_NONE_MATCH", "").strip() == "*":
        return NOTHING_YET
    raise PreconditionRequired


def json_answer(body: bytes, status: int = 200, *, revision: int | None = None) -> Response:
    """An answer whose JSON is ready, with the revision as its strong ETag."""
    response = Response(body, status, content_type=JSON)
    if revision is not None:
        response.headers["ETag"] = f'"{revision}"'
    return response


def document_answer(
    document: dict[str, Any], status: int = 200, *, revision: int | None = None
) -> Response:
    """The same from a document."""
    return json_answer(orjson.dumps(document), status, revision=revision)
