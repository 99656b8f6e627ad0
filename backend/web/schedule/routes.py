"""The schedule over HTTP."""

from datetime import datetime
from typing import Any
from uuid import UUID

from backend.access.policy import Action
from backend.accounts.rules import Actor
from backend.schedule.service import due
from backend.web.api import PREFIX, Blueprint
from backend.web.paging import PageArgs, decode_cursor, page
from backend.web.schedule.schemas import (
    DueArgs,
    DueDecisionSchema,
    DueSchema,
    MovesPage,
    OccurrenceSchema,
)

POSITION = (datetime.fromisoformat, UUID)

blp = Blueprint(
    "due",
    __name__,
    url_prefix=f"{PREFIX}/patients/<uuid:patient_id>/due",
    description="What is asked of a patient, when, and what became of it",
)


@blp.get("", allow=Action.READ_DUE)
@blp.arguments(DueArgs, location="query")
@blp.response(200, DueSchema)
def list_due(args: dict[str, Any], *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """Everything that isn't over and opens within so many days: enough to ask offline."""
    return due.due_list(patient_id, reader=actor, **args)


@blp.put("/<uuid:occurrence_id>", allow=Action.DECIDE_DUE)
@blp.arguments(DueDecisionSchema)
@blp.response(200, OccurrenceSchema)
def decide(
    body: dict[str, Any], occurrence_id: UUID, *, actor: Actor, patient_id: UUID
) -> dict[str, Any]:
    """Say why an occasion won't be answered, or take that back; an answer in time does, too."""
    return due.decide(patient_id, occurrence_id, reason=body["reason"])


@blp.get("/changes", allow=Action.READ_DUE)
@blp.arguments(PageArgs, location="query")
@blp.response(200, MovesPage)
def list_changes(args: dict[str, Any], *, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """What was moved, dropped or asked again and why, the latest first."""
    before, limit = decode_cursor(args["cursor"], POSITION), args["limit"]
    found = due.changes(patient_id, before=before, limit=limit + 1)
    return page(found, limit=limit, position=lambda change: (change.at, change.id))
