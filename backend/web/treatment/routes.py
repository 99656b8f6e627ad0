"""Orders, sessions, and what waits for a second person, over HTTP."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from backend.access.policy import Action
from backend.accounts.rules import Actor
from backend.intake.service.sessions import record_session
from backend.records import service as records
from backend.treatment.service import orders, second_looks, sessions
from backend.treatment.service.session_documents import KIND as SESSION
from backend.web.api import PREFIX, Blueprint, described_change
from backend.web.paging import PageArgs, decode_cursor, page, page_schema
from backend.web.records import (
    Answer,
    VersionsSchema,
    change_of,
    document_answer,
    kept_answer,
    versions_answer,
)
from backend.web.treatment.orders import LookSchema, OrderSchema, OrderWish, SecondLooksSchema
from backend.web.treatment.sessions import SessionSchema, SessionWish

BY_MOMENT = (datetime.fromisoformat, UUID)
BY_DAY = (date.fromisoformat, UUID)

blp = Blueprint(
    "treatment",
    __name__,
    url_prefix=f"{PREFIX}/patients/<uuid:patient_id>",
    description="What was ordered, planned and given, and what waits for a second person",
)


@blp.put("/orders/<uuid:order_id>", allow=Action.RECORD_TREATMENT)
@described_change
@blp.arguments(OrderWish)
@blp.response(200, OrderSchema)
@blp.alt_response(201, schema=OrderSchema, description="It is ordered.")
def order(body: dict[str, Any], order_id: UUID, *, actor: Actor, patient_id: UUID) -> Answer:
    """Order treatment, amend the order, revoke it, or strike it out."""
    change = change_of(
        body, kind=orders.KIND, record_id=order_id, patient_id=patient_id, actor=actor
    )
    return kept_answer(orders.keep_order(change, body))


@blp.get("/orders/<uuid:order_id>", allow=Action.READ_TREATMENT)
@blp.response(200, OrderSchema)
def show_order(order_id: UUID, *, actor: Actor, patient_id: UUID) -> Answer:
    """One order as it stands; its ETag is the revision."""
    return document_answer(orders.get_order(patient_id, order_id, reader=actor))


@blp.get("/orders", allow=Action.READ_TREATMENT)
@blp.arguments(PageArgs, location="query")
@blp.response(200, page_schema(OrderSchema))
def list_orders(args: dict[str, Any], *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """The orders, the latest first day of validity first."""
    before, limit = decode_cursor(args["cursor"], BY_DAY), args["limit"]
    found = orders.orders_of(patient_id, reader=actor, before=before, limit=limit + 1)
    return page(found, limit=limit, position=lambda each: (each["valid_from"], each["id"]))


@blp.get("/orders/<uuid:order_id>/revisions", allow=Action.READ_TREATMENT)
@blp.response(200, VersionsSchema)
def list_order_versions(order_id: UUID, *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """Every version of an order, oldest first."""
    return versions_answer(records.versions(patient_id, orders.KIND, order_id, reader=actor))


@blp.put("/sessions/<uuid:session_id>", allow=Action.RECORD_TREATMENT)
@described_change
@blp.arguments(SessionWish)
@blp.response(200, SessionSchema)
@blp.alt_response(201, schema=SessionSchema, description="It is recorded, with its burst.")
def note_session(
    body: dict[str, Any], session_id: UUID, *, actor: Actor, patient_id: UUID
) -> Answer:
    """Plan a session, say what was given, cancel, amend or strike it out."""
    change = change_of(body, kind=SESSION, record_id=session_id, patient_id=patient_id, actor=actor)
    return kept_answer(record_session(change, body))


@blp.get("/sessions/<uuid:session_id>", allow=Action.READ_TREATMENT)
@blp.response(200, SessionSchema)
def show_session(session_id: UUID, *, actor: Actor, patient_id: UUID) -> Answer:
    """One session as it stands; its ETag is the revision."""
    return document_answer(sessions.get_session(patient_id, session_id, reader=actor))


@blp.get("/sessions", allow=Action.READ_TREATMENT)
@blp.arguments(PageArgs, location="query")
@blp.response(200, page_schema(SessionSchema))
def list_sessions(args: dict[str, Any], *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """The sessions of any status, the latest start first."""
    before, limit = decode_cursor(args["cursor"], BY_MOMENT), args["limit"]
    found = sessions.sessions_of(patient_id, reader=actor, before=before, limit=limit + 1)
    return page(found, limit=limit, position=lambda each: (sessions.starts_at(each), each["id"]))


@blp.get("/sessions/<uuid:session_id>/revisions", allow=Action.READ_TREATMENT)
@blp.response(200, VersionsSchema)
def list_session_versions(session_id: UUID, *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """Every version of a session, oldest first."""
    return versions_answer(records.versions(patient_id, SESSION, session_id, reader=actor))


@blp.get("/second-looks", allow=Action.RECORD_TREATMENT)
@blp.response(200, SecondLooksSchema)
def list_second_looks(*, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """What waits for a second person, the oldest first."""
    return {"items": second_looks.waiting(patient_id, reader=actor)}


@blp.post("/second-looks/<uuid:record_id>", allow=Action.RECORD_TREATMENT)
@blp.arguments(LookSchema)
@blp.response(204)
def confirm(body: dict[str, Any], record_id: UUID, *, actor: Actor, patient_id: UUID) -> None:
    """Confirm what somebody else proposed or recorded, as it was seen."""
    second_looks.confirm(patient_id, record_id, by=actor, **body)
